"""Refusals of the archive."""

from ezhen.core.errors import DomainError


class FileTooLarge(DomainError):
    """More bytes than the town takes in one file."""

    code = "file_too_large"


class FileNotReadable(DomainError):
    """Empty, cut off, or its content cannot be opened."""

    code = "file_not_readable"


class FileTypeWrong(DomainError):
    """The content is not a kind the town takes, or not what the name says."""

    code = "file_type_wrong"


class DocumentRefused(DomainError):
    """A paper with an impossible date, or withdrawn without a reason."""

    code = "document_refused"


class DocumentChanged(DomainError):
    """Somebody put in a newer version first."""

    code = "document_changed"
