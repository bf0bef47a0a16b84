"""Forms made from definitions: the application, a stage, reasons, papers, answers."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ezhen.approvals.definitions import ProcedureDefinition
from ezhen.approvals.enums import ObjectionResult
from ezhen.approvals.errors import CaseIncomplete
from ezhen.core import values
from ezhen.core.definitions import Field
from ezhen.core.errors import DomainError
from ezhen.core.forms import ActionForm
from ezhen.core.personal import open_value, personal_class
from ezhen.core.valueforms import ValueField

ACCEPT = "image/*,application/pdf,.docx,.xlsx"


def starting_values(
    fields: Iterable[Field], data: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """What a form begins with, and the personal values, only masked."""
    now, masked = {}, {}
    for one in fields:
        value = data.get(one.name)
        if value is not None and personal_class(one):
            masked[one.name] = values.show(one, open_value(one, value))
        elif value is not None:
            now[one.name] = value
    return now, masked


def revision_seen(request: HttpRequest) -> int | None:
    """The version that the page showed when the form was filled in; None when it does not say."""
    seen = request.POST.get("revision", "")
    return int(seen) if seen.isdigit() else None


class FieldsForm(ActionForm):
    """Fields of a definition. A personal one that is kept stays empty unless it is written anew."""

    def __init__(
        self,
        *args: Any,
        defined: Iterable[Field],
        user: Any,
        masked: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.defined = [one for one in defined if not one.retired]
        self.masked = dict(masked or {})
        for one in self.defined:
            self.fields[one.name] = self._field(one, user)

    def _field(self, one: Field, user: Any) -> forms.Field:
        made = ValueField(one, user)
        if one.name in self.masked:
            made.required = False
            made.read = lambda raw: values.reader(one)(raw) if raw else None
            made.help_text = _("Now %(value)s; leave it empty to keep it.") % {
                "value": self.masked[one.name]
            }
        return made

    def raw(self) -> dict[str, Any]:
        """What stands in the fields, unread; a kept personal value that is empty is left out."""
        found = {}
        for one in self.defined:
            widget = self.fields[one.name].widget
            value = widget.value_from_datadict(self.data, self.files, one.name)
            if value or one.name not in self.masked:
                found[one.name] = value
        return found

    def values(self) -> dict[str, Any]:
        """What was read; a kept personal value that is empty is left out."""
        return {
            one.name: self.cleaned_data.get(one.name)
            for one in self.defined
            if not (one.name in self.masked and self.cleaned_data.get(one.name) is None)
        }

    def refuse(self, error: DomainError) -> None:
        """Each problem at its field."""
        if not isinstance(error, CaseIncomplete):
            super().refuse(error)
            return
        for name, message in error.problems:
            self.add_error(name if name in self.fields else None, message)


class CaseForm(FieldsForm):
    """The application, saved as it is written: nothing is required yet."""

    def __init__(self, *args: Any, definition: ProcedureDefinition, **kwargs: Any) -> None:
        super().__init__(*args, defined=definition.fields, **kwargs)


class StageForm(FieldsForm):
    """What a stage asks for. The public comment goes to the applicant, the internal one never; an
    applicant who does a step of their own leaves a remark."""

    def __init__(
        self, *args: Any, needs_fields: bool = True, is_own: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not needs_fields:
            for one in self.defined:
                del self.fields[one.name]
        self.fields["comment"] = forms.CharField(
            label=_("Remark") if is_own else _("Comment to the applicant"),
            required=False,
            max_length=500,
            widget=forms.Textarea({"rows": 3}),
            help_text="" if is_own else _("The applicant reads it. Needed to return or refuse."),
        )
        if is_own:
            return
        self.fields["internal"] = forms.CharField(
            label=_("Internal note"),
            required=False,
            max_length=500,
            widget=forms.Textarea({"rows": 2}),
            help_text=_("Only the offices read it."),
        )


class PaperForm(ActionForm):
    """One paper of a case."""

    document = forms.CharField(widget=forms.HiddenInput)
    file = forms.FileField(label=gettext_lazy("File"), widget=forms.FileInput({"accept": ACCEPT}))


class PromiseForm(ActionForm):
    """The last word before sending."""

    promise = forms.BooleanField(
        label=gettext_lazy(
            "What stands above and the papers are true; if they are not, I return what I got."
        ),
        error_messages={"required": gettext_lazy("Tick the declaration first.")},
    )


class AnswerForm(ActionForm):
    """What came of an objection."""

    result = forms.ChoiceField(
        label=gettext_lazy("Result"),
        choices=[(one.value, one.label) for one in ObjectionResult if one != ObjectionResult.OPEN],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Whoever objected reads it."),
    )


class ListForm(forms.Form):
    """What stands above the list."""

    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        widget=forms.TextInput(
            {"type": "search", "placeholder": gettext_lazy("Two characters find")}
        ),
    )

    def __init__(self, data: Mapping[str, Any], options: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["procedure"] = forms.ChoiceField(
            label=_("Procedure"), required=False, choices=[("", _("All")), *options]
        )
