"""Small pictures that travel inside the page: one request on a slow phone, nothing to wait for."""

import base64
import functools
import io
import logging
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from ezhen.archive.api import path_of

logger = logging.getLogger(__name__)

SIDE = 176  # twice the 88 px it is shown at
QUALITY = 62


def thumbnail(photo: Any) -> str:
    """A square WebP of a stored picture as a data URI; empty without one. Where it was taken and
    with what stays behind: only the pixels are written."""
    if photo is None or not photo.is_picture:
        return ""
    try:
        return _small(path_of(photo))
    except OSError:  # a lost picture must not take the verdict away
        logger.exception("the picture %s cannot be read", photo.uuid)
        return ""


@functools.lru_cache(maxsize=128)
def _small(path: Path) -> str:
    """The file's name is its content's hash, so what was made of it once is right for ever."""
    with Image.open(path) as picture:
        picture.draft("RGB", (SIDE * 2, SIDE * 2))  # a JPEG is decoded small, not whole
        small = ImageOps.fit(ImageOps.exif_transpose(picture).convert("RGB"), (SIDE, SIDE))
    out = io.BytesIO()
    small.save(out, "WEBP", quality=QUALITY, method=4)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()
