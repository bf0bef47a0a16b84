"""Finding documents, and what they are called."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from ezhen.archive.models import Document, DocumentVersion, FixityCheck, StoredFile
from ezhen.core.search import matching

_names: list[tuple[Callable[[str], Any], Callable[[], Iterable[str]]]] = []
Use = tuple[str, str, str]  # number, text, url
_uses: list[Callable[[Document, Any], Iterable[Use]]] = []
_subjects: dict[str, Callable[[str, str], tuple[str, str]]] = {}


def register_types(name: Callable[[str], Any], codes: Callable[[], Iterable[str]]) -> None:
    """The standard says what its document types are called (type → text, or None) and which there
    are."""
    _names.append((name, codes))


def all_types() -> list[str]:
    """The codes of all types."""
    return [code for _name, codes in _names for code in codes()]


def register_uses(uses: Callable[[Document, Any], Iterable[Use]]) -> None:
    """A module says which requirements a document serves; the url is empty for a person who may
    not open the page."""
    _uses.append(uses)


def register_subject(kind: str, look_up: Callable[[str, str], tuple[str, str]]) -> None:
    """A module says what a subject of a kind is: (group, id) → (title, url)."""
    _subjects[kind] = look_up


def type_name(code: str) -> str:
    """What a document type is called, in the language in force."""
    found = (name(code) for name, _codes in _names)
    return str(next((text for text in found if text), code))


def uses_of(document: Document, user: Any) -> list[Use]:
    """The requirements that a document serves, as a person may see them."""
    return [row for uses in _uses for row in uses(document, user)]


def subject_of(document: Document) -> tuple[str, str]:
    """Title and page of what a document belongs to."""
    look_up = _subjects.get(document.subject_kind)
    if look_up is None:
        return document.subject_id, ""
    return look_up(document.subject_group, document.subject_id)


def documents_for(kind: str, subject_id: str, group: str = "") -> QuerySet[Document]:
    """The standing documents of one thing, by type, newest first."""
    rows = Document.objects.standing().filter(
        subject_kind=kind, subject_group=group, subject_id=subject_id
    )
    return with_file(rows).order_by("type", "-dated_on", "-pk")


def parts_of(kind: str, subject_id: str, group: str = "") -> set[tuple[str, str]]:
    """Type and part of the standing documents of one thing."""
    rows = Document.objects.standing().filter(
        subject_kind=kind, subject_group=group, subject_id=subject_id
    )
    return set(rows.values_list("type", "part"))


def documents_of_type(type: str | None, as_of: dt.datetime | None = None) -> QuerySet[Document]:  # noqa: A002
    """The documents of a type (None: of all) that stand now, or stood at a moment, for counting."""
    rows = Document.objects.filter(type=type) if type else Document.objects.all()
    if as_of is None:
        return rows.standing()
    return rows.filter(
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=as_of), added_at__lte=as_of
    )


def versions_on(as_of: dt.datetime) -> QuerySet[DocumentVersion]:
    """The version that each document standing at a moment had then, oldest paper first."""
    later = DocumentVersion.objects.filter(
        document=OuterRef("document"), number__gt=OuterRef("number"), at__lte=as_of
    )
    standing = documents_of_type(None, as_of).values("pk")
    found = DocumentVersion.objects.filter(~Exists(later), at__lte=as_of, document__in=standing)
    found = found.select_related("document", "file", "by")
    return found.order_by("document__dated_on", "document__pk")


def broken_types() -> frozenset[str]:
    """The types that have a standing document whose bytes no longer fit their hash."""
    rows = Document.objects.standing().filter(is_broken=True)
    return frozenset(rows.values_list("type", flat=True))


def documents_changed_since(type: str, moment: dt.datetime) -> QuerySet[Document]:  # noqa: A002
    """The documents of a type that stood at a moment and were replaced or withdrawn after it."""
    replaced = DocumentVersion.objects.filter(document=OuterRef("pk"), number__gt=1, at__gt=moment)
    return Document.objects.filter(type=type, added_at__lte=moment).filter(
        Q(withdrawn_at__gt=moment) | Exists(replaced)
    )


def with_file(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Annotate what a list shows of the current version: file_uuid, file_name, media_type, sha256,
    and `checked_at`, when its bytes were looked at last."""
    current = DocumentVersion.objects.filter(
        document=OuterRef("pk"), number=OuterRef("version")
    ).values
    checks = FixityCheck.objects.filter(
        file__document_versions__document=OuterRef("pk"),
        file__document_versions__number=OuterRef("version"),
    )
    return documents.annotate(
        file_uuid=Subquery(current("file__uuid")[:1]),
        file_name=Subquery(current("file__name")[:1]),
        media_type=Subquery(current("file__media_type")[:1]),
        sha256=Subquery(current("file__sha256")[:1]),
        checked_at=Subquery(checks.order_by("-at").values("at")[:1]),
    )


def find_documents(user: Any, *, text: str = "", type: str = "", state: str = "") -> QuerySet:  # noqa: A002
    """Documents that a person may see, newest first. `state`: standing, withdrawn, broken."""
    rows = Document.objects.visible_to(user)
    if text:
        rows = rows.filter(matching(text))
    if type:
        rows = rows.filter(type=type)
    if state == "withdrawn":
        rows = rows.exclude(withdrawn_at=None)
    elif state == "broken":
        rows = rows.standing().filter(is_broken=True)
    else:
        rows = rows.standing()
    return rows.order_by("-added_at", "-pk")


def current_documents_of(file: StoredFile) -> QuerySet[Document]:
    """The standing documents whose current version is this file."""
    return Document.objects.standing().filter(versions__file=file, versions__number=F("version"))


def counted_by_type() -> dict[str, int]:
    """How many standing documents there are of each type."""
    rows = Document.objects.standing().values_list("type").annotate(n=Count("pk"))
    return dict(rows.order_by("type"))


def may_open_document_file(user: Any, file: StoredFile) -> bool:
    """The file is a version of a document that the person may see."""
    return Document.objects.visible_to(user).filter(versions__file=file).exists()


def subjects_of(kind: str, file: StoredFile) -> list[str]:
    """The ids of the things of a kind to which standing documents with this file belong."""
    rows = Document.objects.standing().filter(versions__file=file, subject_kind=kind)
    return list(rows.values_list("subject_id", flat=True).distinct())
