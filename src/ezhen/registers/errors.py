"""Refusals of the registers."""

from ezhen.core.errors import DomainError


class NoSuchRegister(DomainError):
    """The pack has no register of this code."""

    code = "no_such_register"


class DefinitionChanged(DomainError):
    """A definition differs from what was stored under the same version."""

    code = "definition_changed"


class RecordExists(DomainError):
    """Another record has the same key. `facts["record"]` is its uuid."""

    code = "record_exists"


class RecordChanged(DomainError):
    """Somebody changed the record meanwhile. `facts` say who, when and which fields."""

    code = "record_changed"


class RecordClosed(DomainError):
    """What is asked cannot be done to a record in this state."""

    code = "record_closed"


class ReasonMissing(DomainError):
    """This step needs a reason."""

    code = "reason_missing"


class KeptElsewhere(DomainError):
    """A module keeps this register now; rows are entered there."""

    code = "kept_elsewhere"


class SheetUnreadable(DomainError):
    """The file cannot be read as a table of this register."""

    code = "sheet_unreadable"


class ImportClosed(DomainError):
    """What is asked cannot be done to an import in this state."""

    code = "import_closed"
