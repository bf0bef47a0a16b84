"""QR symbols for print: ISO/IEC 18004, level M or better, 4 modules of quiet zone.

A symbol reaches the template as an SVG with one path. Measured with Typst 0.15 for one label:
0.4 ms as SVG, 3 ms as a stroked `curve`, 6 ms as rectangles; and a path stays sharp at any scale.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import segno

QUIET = 4  # modules
MODULE_MM = 0.5  # four dots of a 203-dpi thermal printer
SMALLEST_MODULE_MM = 0.396  # GS1 General Specifications, smallest X-dimension of a QR Code


class UrlTooLongError(ValueError):
    """The address does not fit the room at a module size that phones can read."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A drawn symbol: an SVG in module units and its edge on paper, quiet zone included."""

    svg: str
    edge_mm: float

    def as_data(self) -> dict:
        return {"svg": self.svg, "edge": self.edge_mm}


def symbol(url: str, *, room_mm: float) -> Symbol:
    """The symbol of one address, at most `room_mm` wide. Raises `UrlTooLongError`."""
    return _drawn(segno.make_qr(url, error="m"), room_mm)


def symbols(urls: Iterable[str], *, room_mm: float) -> Iterator[Symbol]:
    """The symbols of many addresses of one order.

    Choosing the best of eight masks takes 10 ms a symbol. Addresses of one order share most of
    their data, so the mask chosen for the first serves the others: any mask is readable.
    """
    mask = None
    for url in urls:
        code = segno.make_qr(url, error="m", mask=mask)
        mask = code.mask
        yield _drawn(code, room_mm)


def _drawn(code: segno.QRCode, room_mm: float) -> Symbol:
    modules = len(code.matrix) + 2 * QUIET
    module = min(MODULE_MM, room_mm / modules)
    if module < SMALLEST_MODULE_MM:
        raise UrlTooLongError(
            f"QR version {code.designator} needs {modules * SMALLEST_MODULE_MM:.1f} mm, "
            f"the label has {room_mm} mm"
        )
    path = "".join(
        f"M{x + QUIET} {y + QUIET}h{width}v1h-{width}z" for x, y, width in runs(code.matrix)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {modules} {modules}">'
        f'<path d="{path}"/></svg>'
    )
    return Symbol(svg, round(module * modules, 3))


def runs(matrix: Iterable[bytes | bytearray]) -> Iterator[tuple[int, int, int]]:
    """(column, row, length) of every horizontal run of dark modules."""
    for y, row in enumerate(matrix):
        cells = bytes(row) + b"\0"
        start = cells.find(1)
        while start >= 0:
            end = cells.index(0, start)
            yield start, y, end - start
            start = cells.find(1, end)
