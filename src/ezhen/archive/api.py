"""The door of archive."""

from ezhen.archive.actions import store_file, store_photo
from ezhen.archive.actions.document import (
    Subject,
    add_document,
    replace_document,
    withdraw_document,
)
from ezhen.archive.actions.fixity import check_due, check_file
from ezhen.archive.queries.document import (
    broken_types,
    documents_changed_since,
    documents_for,
    documents_of_type,
    parts_of,
    register_subject,
    register_types,
    register_uses,
    subjects_of,
    type_name,
    versions_on,
    with_file,
)
from ezhen.archive.queries.file import hash_of, may_open, own_uploads, path_of, register_viewer
from ezhen.archive.queries.fixity import last_checked, num_broken

__all__ = [
    "Subject",
    "add_document",
    "broken_types",
    "check_due",
    "check_file",
    "documents_changed_since",
    "documents_for",
    "documents_of_type",
    "hash_of",
    "last_checked",
    "may_open",
    "num_broken",
    "own_uploads",
    "parts_of",
    "path_of",
    "register_subject",
    "register_types",
    "register_uses",
    "register_viewer",
    "replace_document",
    "store_file",
    "store_photo",
    "subjects_of",
    "type_name",
    "versions_on",
    "with_file",
    "withdraw_document",
]
