"""What is done with files and documents, one aggregate a file."""

from ezhen.archive.actions.file import store_file, store_photo, write_once

__all__ = ["store_file", "store_photo", "write_once"]
