"""Sample things for the gallery page only; invented, shown to nobody else."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import django_tables2 as tables
from django import forms, template
from django.contrib.staticfiles import finders
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

register = template.Library()


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Product name", help_text="As printed on the pack")
    quantity = forms.DecimalField(label="Quantity (bags)", min_value=1)
    made_on = forms.DateField(label="Made on", widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label="Kind", choices=[("noodles", "Noodles"), ("millet", "Millet")])
    sale = forms.ChoiceField(
        label="Sold where",
        choices=[("shop", "Shop"), ("web", "Online shop")],
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(label="Remark", required=False, widget=forms.Textarea({"rows": 3}))
    photo = forms.FileField(label="Photo", required=False)
    agreed = forms.BooleanField(label="The figures are right")


class SampleTable(tables.Table):
    """Text, numbers, and a state."""

    lot = tables.Column(linkify=lambda: "#")
    product = tables.Column()
    bags = tables.Column(attrs={"td": {"class": "ez-num"}, "th": {"class": "ez-num"}})
    step = tables.Column(orderable=False)


@register.simple_tag
def sample_form(*, bound: bool = False) -> SampleForm:
    """An empty form, or one with errors."""
    data = {"bound-name": "", "bound-quantity": "0", "bound-kind": "noodles"} if bound else None
    return SampleForm(data, prefix="bound" if bound else None)


@register.simple_tag
def sample_page() -> Page:
    """The third of nine pages."""
    return Paginator(range(207), 25).get_page(3)


@register.simple_tag
def sample_table(rows: int = 3) -> SampleTable:
    """A table of so many lots."""
    lots = [
        {"lot": f"ZY26110{n}A", "product": "Noodles 500 g", "bags": 1240 + n, "step": "Dried"}
        for n in range(rows)
    ]
    return SampleTable(lots, empty_text=_("Nothing here yet"))


@register.simple_tag
def sample_steps() -> list[dict[str, Any]]:
    """Three steps of a lot's life."""
    return [
        {"date": dt.date(2026, 11, 2), "title": "Kneaded", "who": "Shift 1", "text": "1,262 kg"},
        {"date": dt.date(2026, 11, 9), "title": "Tested", "who": "Laboratory", "state": "ok"},
        {"date": dt.date(2026, 11, 12), "title": "Recalled", "who": "Maker", "state": "bad"},
    ]


@register.simple_tag
def sample_icons() -> list[str]:
    """The names of all stroke icons of the sprite."""
    sprite = finders.find("core/icons.svg")
    names = re.findall(r'<symbol id="(\w+)"', Path(str(sprite)).read_text(encoding="utf-8"))
    return names[names.index("home") :]
