"""Pictures as phones take them."""

import io
import random

from django.core.files.uploadedfile import SimpleUploadedFile


def picture_file(name="photo.jpg", *, kind="JPEG", size=(640, 480), noisy=False):
    """An upload; `noisy` is the worst that a picture can be to a compressor."""
    from PIL import Image

    image = Image.new("RGB", size, "#c9a14a")
    if noisy:
        image.putdata([(random.randrange(256),) * 3 for _ in range(size[0] * size[1])])
    out = io.BytesIO()
    image.save(out, kind)
    return SimpleUploadedFile(name, out.getvalue())


def noisy_photo(by):
    """A stored photo."""
    from ezhen.archive.api import store_file

    return store_file(upload=picture_file(noisy=True), by=by, is_public=True)
