"""Forms made from definitions: entering and changing a row, choosing rows, reasons."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ezhen.core import values
from ezhen.core.definitions import Field, FieldType
from ezhen.core.forms import ActionForm, DateInput
from ezhen.core.references import reference_for
from ezhen.core.valueforms import YES_NO, ValueField
from ezhen.registers.definitions import Paper, RegisterDefinition
from ezhen.registers.queries.listing import ALL, PAPERS, Wanted, filters_of
from ezhen.registers.queries.paper import PARTS, PaperState

PARTS_NAMED = {"before": gettext_lazy("before"), "after": gettext_lazy("after")}


@dataclass(frozen=True)
class FormSection:
    """Some fields under a heading; no heading when the definition has no sections."""

    title: str
    fields: list[forms.BoundField]


class RecordForm(ActionForm):
    """A row of a register. In a change, personal fields stay empty unless they are written anew."""

    def __init__(
        self,
        *args: Any,
        definition: RegisterDefinition,
        user: Any,
        masked: Mapping[str, str] | None = None,
        papers: tuple[Paper, ...] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        self.masked = dict(masked or {})
        for one in definition.active:
            if one.name != definition.party or user.role not in ("producer", "merchant"):
                self.fields[one.name] = self._field(one, user)
        for paper in papers:
            for part in PARTS if paper.pair else ("",):
                name = paper_name(paper.document, part)
                self.fields[name] = _paper_field(paper, part)

    def _field(self, one: Field, user: Any) -> forms.Field:
        made = ValueField(one, user)
        if one.name in self.masked:
            made.required = False
            made.read = lambda raw: values.reader(one)(raw) if raw else None
            told = _("Now %(value)s; leave it empty to keep it.") % {"value": self.masked[one.name]}
            made.help_text = told
        return made

    def sections(self) -> Iterator[FormSection]:
        """The fields as the page groups them; what no section names comes last."""
        names = [one.name for one in self.definition.active if one.name in self.fields]
        for section in self.definition.sections:
            mine = [name for name in section.fields if name in names]
            names = [name for name in names if name not in mine]
            yield FormSection(str(section.title), [self[name] for name in mine])
        if names:
            title = _("More") if self.definition.sections else ""
            yield FormSection(title, [self[name] for name in names])

    def papers(self) -> list[forms.BoundField]:
        """The fields for files."""
        return [self[name] for name in self.fields if name.startswith("paper-")]

    def values(self) -> dict[str, Any]:
        """What the actions take: a personal field that was left empty is not mentioned."""
        known = self.definition.by_name
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name in known and not (name in self.masked and value is None)
        }

    def uploads(self) -> Iterator[tuple[str, str, Any]]:
        """(document, part, file) of every file that was chosen."""
        for name, value in self.cleaned_data.items():
            if name.startswith("paper-") and value:
                _paper, document, part = name.split("-")
                yield document, part, value


def paper_name(document: str, part: str) -> str:
    """The name of a file field; fields of definitions have no hyphen."""
    return f"paper-{document}-{part}"


def _paper_field(paper: Paper, part: str) -> forms.FileField:
    label = PaperState(paper).name
    if part:
        label = f"{label}（{PARTS_NAMED[part]}）"
    accept = "image/*" if paper.pair else "image/*,application/pdf,.xlsx,.csv"
    return forms.FileField(label=label, required=False, widget=forms.FileInput({"accept": accept}))


class PaperForm(ActionForm):
    """One paper of a record."""

    document = forms.CharField(widget=forms.HiddenInput)
    part = forms.CharField(widget=forms.HiddenInput, required=False)
    file = forms.FileField(label=gettext_lazy("File"))


class UploadForm(ActionForm):
    """A file for a register."""

    file = forms.FileField(
        label=gettext_lazy("Excel file"),
        help_text=gettext_lazy("XLSX or CSV; the first rows hold the names of the columns."),
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
    )


class ListForm(forms.Form):
    """What stands above the list; a value that cannot be is left out instead of refused."""

    def __init__(self, definition: RegisterDefinition, data: Mapping[str, Any], user: Any) -> None:
        super().__init__(data)
        self.definition = definition
        self.fields["q"] = forms.CharField(
            label=_("Search"),
            required=False,
            widget=forms.TextInput({"type": "search", "placeholder": _("Two characters find")}),
        )
        if definition.date:
            self.fields["from"] = forms.DateField(
                label=_("From day"), required=False, widget=DateInput
            )
            self.fields["to"] = forms.DateField(label=_("To day"), required=False, widget=DateInput)
        for one in filters_of(definition):
            self.fields[f"f-{one.name}"] = forms.ChoiceField(
                label=str(one.label), required=False, choices=_all_and(one, user)
            )

    def wanted(self) -> Wanted:
        """What the person chose."""
        self.full_clean()
        found = self.cleaned_data
        chosen = {
            name.removeprefix("f-"): value == "true" if value in {"true", "false"} else value
            for name, value in found.items()
            if name.startswith("f-") and value
        }
        part = self.data.get("part", ALL)
        return Wanted(
            text=found.get("q", "").strip(),
            first=_day(found.get("from")),
            last=_day(found.get("to")),
            part=part if part in PARTS_OF_LIST else ALL,
            chosen=chosen,
            sort=self.data.get("sort", ""),
        )


PARTS_OF_LIST = frozenset({PAPERS, "waiting", "returned", "withdrawn"})


def _day(value: Any) -> dt.date | None:
    return value or None


def _all_and(one: Field, user: Any) -> list[tuple[str, str]]:
    if one.type == FieldType.YES_NO:
        options = [(code, str(label)) for code, label in YES_NO]
    elif one.type == FieldType.PLACE:
        options = reference_for(one.type).options(user, one)
    else:
        options = [(choice.code, str(choice)) for choice in one.choices]
    return [("", _("All")), *options]
