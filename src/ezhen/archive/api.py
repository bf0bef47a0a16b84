"""The door of archive."""

from ezhen.archive.actions import store_file
from ezhen.archive.queries import may_open, path_of, register_viewer

__all__ = ["may_open", "path_of", "register_viewer", "store_file"]
