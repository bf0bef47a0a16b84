"""Drawn stand-ins for photos: plain shapes in the town's colours, so nobody takes them for real."""

import io
import math
import random
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 960, 720
FINER = 2  # drawn larger and brought down: smooth edges
PAPER, TABLE = "#f3efe6", "#e4dccb"
STRAND = "#e3cf9c"
INK, CREAM, WHEAT, BRAN = "#4a4335", "#f7efd9", "#dcb968", "#b8893b"
TEAL, TEAL_SOFT, RED, GREEN, INDIGO = "#0b6b5d", "#a9c9c3", "#c8492f", "#5c8a3a", "#3d5a80"

Draw = ImageDraw.ImageDraw


def picture_upload(what: str, name: str = "") -> SimpleUploadedFile:
    """A picture of something in `SUBJECTS`, as a person would upload it (JPEG, 960 × 720)."""
    content = io.BytesIO()
    drawn(what).save(content, "JPEG", quality=82, optimize=True)
    return SimpleUploadedFile(f"{name or what}.jpg", content.getvalue(), "image/jpeg")


def drawn(what: str) -> Image.Image:
    """The subject on a table in soft light."""
    size = (WIDTH * FINER, HEIGHT * FINER)
    image = Image.new("RGB", size, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, size[1] * 0.62, *size), fill=TABLE)
    _shadow(image)
    SUBJECTS[what](ImageDraw.Draw(image), random.Random(what))  # noqa: S311 grain, no secret
    return image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _shadow(image: Image.Image) -> None:
    """A soft shadow under whatever stands on the table."""
    mask = Image.new("L", (image.width // 8, image.height // 8), 0)
    wide, high = mask.size
    ImageDraw.Draw(mask).ellipse((wide * 0.2, high * 0.74, wide * 0.8, high * 0.88), fill=90)
    mask = mask.filter(ImageFilter.GaussianBlur(6)).resize(image.size)
    image.paste(Image.new("RGB", image.size, "#a89d86"), (0, 0), mask)


def _bundle(draw: Draw, grain: random.Random, colour: str, band: str) -> None:
    """Noodles laid side by side, held by a paper band."""
    for number in range(46):
        x = 620 + number * 15 + grain.uniform(-3, 3)
        top, foot = 250 + grain.uniform(-14, 14), 1190 + grain.uniform(-10, 10)
        draw.line((x, top, x + grain.uniform(-4, 4), foot), fill=colour, width=11)
        draw.line((x + 5, top, x + 5, foot), fill=BRAN, width=1)
    draw.rounded_rectangle((590, 600, 1336, 860), 14, fill=band)
    draw.rounded_rectangle((640, 650, 1286, 810), 8, outline=CREAM, width=5)
    for row, wide in ((700, 360), (752, 220)):
        draw.rounded_rectangle((963 - wide / 2, row, 963 + wide / 2, row + 16), 8, fill=CREAM)


def _plain(draw: Draw, grain: random.Random) -> None:
    _bundle(draw, grain, CREAM, TEAL)


def _buckwheat(draw: Draw, grain: random.Random) -> None:
    _bundle(draw, grain, "#b39b80", "#6d5a43")


def _hollow(draw: Draw, grain: random.Random) -> None:
    """Fine noodles in loops over a rod."""
    draw.rounded_rectangle((420, 250, 1500, 282), 16, fill="#8a6a3f")
    for number in range(30):
        x = 500 + number * 32
        draw.arc((x, 220, x + 26, 300), 180, 360, fill=STRAND, width=6)
        for side in (x, x + 26):
            foot = 1180 + grain.uniform(-16, 16)
            draw.line((side, 262, side + grain.uniform(-4, 4), foot), fill=STRAND, width=7)


def _box(draw: Draw, lid: str) -> None:
    draw.polygon([(480, 620), (960, 520), (1440, 620), (960, 740)], fill=_lighter(lid, 26))
    draw.polygon([(480, 620), (960, 740), (960, 1240), (480, 1080)], fill=lid)
    draw.polygon([(1440, 620), (960, 740), (960, 1240), (1440, 1080)], fill=_lighter(lid, -24))
    draw.polygon([(680, 670), (760, 690), (1240, 578), (1160, 562)], fill=WHEAT)
    draw.polygon([(680, 670), (760, 690), (760, 1173), (680, 1147)], fill=BRAN)


def _gift(draw: Draw, _grain: random.Random) -> None:
    _box(draw, RED)


def _hollow_gift(draw: Draw, _grain: random.Random) -> None:
    _box(draw, INDIGO)


def _flour(draw: Draw, grain: random.Random) -> None:
    """A sack with a folded top."""
    draw.rounded_rectangle((600, 360, 1320, 1230), 70, fill=CREAM)
    draw.polygon([(620, 380), (1300, 380), (1240, 230), (680, 230)], fill="#efe4c6")
    draw.line((640, 372, 1280, 372), fill=BRAN, width=14)
    draw.ellipse((770, 600, 1150, 980), outline=TEAL, width=12)
    _ear(draw, 960, 940, high=300)
    for _speck in range(160):
        x, y = grain.uniform(560, 1360), grain.uniform(1210, 1262)
        draw.ellipse((x, y, x + 10, y + 6), fill="#fffaf0")


def _wheat(draw: Draw, grain: random.Random) -> None:
    for number in range(9):
        lean = (number - 4) * 90
        _ear(draw, 960 + lean, 1180, high=760 + grain.uniform(-60, 40), lean=lean * 0.5)


def _ear(draw: Draw, x: float, foot: float, *, high: float, lean: float = 0) -> None:
    """A stalk with grains in pairs."""
    top = (x + lean, foot - high)
    draw.line((x, foot, *top), fill=BRAN, width=8)
    for number in range(10):
        share = 0.5 + number * 0.05
        cx, cy = x + lean * share, foot - high * share
        for side in (-1, 1):
            turned = cx + side * 20
            draw.ellipse((turned - 15, cy - 30, turned + 15, cy + 16), fill=WHEAT)


def _tomato(draw: Draw, _grain: random.Random) -> None:
    places = ((620, 860, 230), (1040, 800, 260), (1390, 950, 190), (850, 1040, 200))
    for x, y, r in places:
        draw.ellipse((x - r, y - r * 0.9, x + r, y + r * 0.9), fill=RED)
        draw.ellipse((x - r * 0.55, y - r * 0.6, x - r * 0.2, y - r * 0.35), fill="#e58a70")
        for leaf in range(5):
            angle = math.radians(leaf * 72 - 90)
            tip = (x + math.cos(angle) * r * 0.42, y - r * 0.78 + math.sin(angle) * r * 0.2)
            draw.line((x, y - r * 0.78, *tip), fill=GREEN, width=18)


def _sheet(draw: Draw, _grain: random.Random) -> None:
    """Folded cloth in woven stripes."""
    for layer in range(4):
        top = 1150 - layer * 170
        draw.rounded_rectangle((480, top - 150, 1440, top), 40, fill=CREAM)
        stripes = (INDIGO, TEAL_SOFT, RED, INDIGO)
        for number, colour in enumerate(stripes):
            y = top - 128 + number * 32
            draw.rectangle((490, y, 1430, y + 14), fill=colour)


def _rack(draw: Draw, grain: random.Random) -> None:
    """Noodles drying on rods: a workshop seen by an inspector."""
    for level in (200, 640):
        draw.rounded_rectangle((200, level, 1720, level + 22), 10, fill="#8a6a3f")
        for number in range(56):
            x = 240 + number * 26
            foot = level + 330 + grain.uniform(-14, 14)
            draw.line((x, level + 14, x + grain.uniform(-3, 3), foot), fill=STRAND, width=7)


def _cucumber(draw: Draw, grain: random.Random) -> None:
    """Four cucumbers side by side."""
    for row in range(4):
        top = 520 + row * 150 + grain.uniform(-12, 12)
        left = 380 + grain.uniform(-40, 40)
        draw.rounded_rectangle((left, top, left + 1_120, top + 120), 60, fill=GREEN)
        for bump in range(18):
            x = left + 60 + bump * 58
            draw.ellipse(
                (x, top + 30 + bump % 3 * 22, x + 9, top + 39 + bump % 3 * 22), fill="#a8c686"
            )


def _floor(draw: Draw, _grain: random.Random) -> None:
    """Sacks that stand on the bare floor by the wall."""
    draw.line((0, 900, 1920, 900), fill="#b9ad95", width=10)
    for x in (360, 780, 1200):
        draw.rounded_rectangle((x, 640, x + 350, 1210), 50, fill=CREAM)
        draw.line((x + 30, 700, x + 320, 700), fill=BRAN, width=10)


def _pallet(draw: Draw, grain: random.Random) -> None:
    """The same sacks on pallets: the mended state."""
    _floor(draw, grain)
    draw.rectangle((300, 1210, 1620, 1250), fill="#8a6a3f")
    for x in (330, 920, 1510):
        draw.rectangle((x, 1250, x + 80, 1320), fill="#8a6a3f")


def _label(draw: Draw, _grain: random.Random) -> None:
    """A label on a pack, its date smeared."""
    draw.rounded_rectangle((420, 260, 1500, 1180), 24, fill="#fffdf7")
    for row in range(5):
        draw.rounded_rectangle((500, 360 + row * 90, 980 - row * 40, 392 + row * 90), 12, fill=INK)
    draw.ellipse((560, 850, 980, 960), fill="#8f887a")
    for row in range(7):
        for column in range(7):
            if (row * 5 + column * 3) % 4 != 1:
                x, y = 1100 + column * 46, 380 + row * 46
                draw.rectangle((x, y, x + 42, y + 42), fill=INK)


def _lighter(colour: str, by: int) -> str:
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{max(0, min(255, part + by)):02x}" for part in parts)


SUBJECTS: dict[str, Callable[[Draw, random.Random], None]] = {
    "wheat": _wheat,
    "flour": _flour,
    "flour_small": _flour,
    "plain": _plain,
    "buckwheat": _buckwheat,
    "gift": _gift,
    "hollow": _hollow,
    "hollow_gift": _hollow_gift,
    "tomato": _tomato,
    "cucumber": _cucumber,
    "sheet": _sheet,
    "rack": _rack,
    "floor": _floor,
    "pallet": _pallet,
    "label": _label,
}
