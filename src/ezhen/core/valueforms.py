"""Form fields made from definitions: one way to ask for a value, whatever asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ezhen.core import values
from ezhen.core.definitions import NUMERIC, Field, FieldType, heading
from ezhen.core.forms import DateInput
from ezhen.core.references import REFERENCES, reference_for

MOST_OPTIONS = 200  # longer lists are typed, with suggestions
SEGMENTS = 4  # choices that stand side by side
YES_NO = (("true", gettext_lazy("yes")), ("false", gettext_lazy("no")))


class Segments(forms.RadioSelect):
    """A few choices side by side, one thumb away."""

    template_name = "ui/segments.html"


class NumberText(forms.TextInput):
    """A number as people write it: 12,345.00 is one, so the browser must not judge it."""


class TypedChoice(forms.TextInput):
    """A long list: typed, with the browser's own suggestions."""

    template_name = "ui/typed_choice.html"

    def __init__(self, options: list[tuple[str, str]]) -> None:
        super().__init__({"autocomplete": "off"})
        self.options = options

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The suggestions stand beside the input; a kept key shows as its name."""
        known = dict(self.options)
        context = super().get_context(name, known.get(value, value), attrs)
        context["widget"]["attrs"]["list"] = f"{name}-list"
        context["options"] = [label for _key, label in self.options]
        return context


class ValueField(forms.Field):
    """A field of a definition, read as everywhere: `core.values`."""

    def __init__(self, one: Field, user: Any) -> None:
        self.one = one
        self.read = values.reader(one)
        super().__init__(
            label=heading(one),
            required=one.required,
            widget=_widget(one, user),
            help_text=str(one.help or ""),
        )

    def clean(self, value: Any) -> Any:
        """The canonical value; None for what may stay empty. Raises Unfit at the field."""
        if not self.required and value in self.empty_values:
            return None
        return self.read(value)

    def prepare_value(self, value: Any) -> Any:
        """True and false as the radio buttons have them."""
        return str(value).lower() if isinstance(value, bool) else value


def _widget(one: Field, user: Any) -> forms.Widget:
    if one.type == FieldType.YES_NO:
        return Segments(choices=YES_NO)
    if one.type == FieldType.CHOICE:
        return _choice_widget([(choice.code, str(choice)) for choice in one.choices], one)
    if one.type == FieldType.CHOICES:
        choices = [(choice.code, str(choice)) for choice in one.choices]
        return forms.CheckboxSelectMultiple(choices=choices)
    if one.type in REFERENCES - {FieldType.FILES}:
        return _reference_widget(one, user)
    if one.type in NUMERIC:
        whole = one.type == FieldType.INTEGER
        return NumberText({"inputmode": "numeric" if whole else "decimal", "class": "ez-num"})
    return _WIDGETS.get(one.type, forms.TextInput)()


_WIDGETS: dict[str, Any] = {
    FieldType.NOTE: lambda: forms.Textarea({"rows": 3}),
    FieldType.DATE: DateInput,
    FieldType.TIME: lambda: forms.TimeInput({"type": "time"}, format="%H:%M"),
    FieldType.LINK: forms.URLInput,
}


def _choice_widget(choices: list[tuple[str, str]], one: Field) -> forms.Widget:
    if len(choices) <= SEGMENTS and one.required:
        return Segments(choices=choices)
    return forms.Select(choices=[("", _("Choose")), *choices])


def _reference_widget(one: Field, user: Any) -> forms.Widget:
    options = reference_for(one.type).options(user, one)
    if len(options) > MOST_OPTIONS:
        return TypedChoice(options)
    return forms.Select(choices=[("", _("Choose")), *options])
