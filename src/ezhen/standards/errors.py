"""Refusals of the standard."""

from ezhen.core.errors import DomainError


class MapMissing(DomainError):
    """Requirements changed and the migration map does not say what became of them."""

    code = "map_missing"


class MapWrong(DomainError):
    """The migration map names requirements that are not there, or one twice."""

    code = "map_wrong"


class StandardUnchanged(DomainError):
    """The pack holds the standard that is in force already."""

    code = "standard_unchanged"


class ReasonMissing(DomainError):
    """A verdict that differs from what is computed needs its reason."""

    code = "reason_missing"


class NotYourLayer(DomainError):
    """The layer belongs to another role."""

    code = "not_your_layer"


class SamePerson(DomainError):
    """The second person must be another one."""

    code = "same_person"


class NothingToSecond(DomainError):
    """The verdict needs no second person, or has one."""

    code = "nothing_to_second"


class NotYourWord(DomainError):
    """This confirmation is asked of another role."""

    code = "not_your_word"


class DossierRunning(DomainError):
    """A dossier is being built already."""

    code = "dossier_running"


class DossierGone(DomainError):
    """The file of a dossier is no longer there, or was changed."""

    code = "dossier_gone"


class NothingToFreeze(DomainError):
    """There is no standard in force at that moment, or it has not come yet."""

    code = "nothing_to_freeze"


class TermWrong(DomainError):
    """The days of the programme do not follow each other."""

    code = "term_wrong"
