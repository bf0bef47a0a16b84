"""Finding files and documents, one aggregate a file."""

from ezhen.archive.queries.file import may_open, path_of, register_viewer

__all__ = ["may_open", "path_of", "register_viewer"]
