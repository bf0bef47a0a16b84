"""Forms of recalls: deciding the scope, and a holder's answer."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ezhen.core.forms import ActionForm, DateTimeInput
from ezhen.core.valueforms import Segments
from ezhen.trace.enums import RecallClass, RecallState
from ezhen.trace.forms.hold import reason_field
from ezhen.trace.forms.lot import as_typed, quantity_field

SALT = "recall scope"
A_DAY = 24 * 3600
MOCK, REAL = "mock", "real"
MOST_FIELDS = 100


@dataclass(frozen=True)
class ShownScope:
    """What a regulator had before them: when, which lots (pks). Signed, since the moment becomes
    evidence and the lots decide what "all others" means."""

    at: dt.datetime
    shown: frozenset[int]

    def sealed(self, source_id: int) -> str:
        """As the form carries it."""
        facts = [source_id, self.at.isoformat(), sorted(self.shown)]
        return signing.dumps(facts, salt=SALT, compress=True)

    @classmethod
    def opened(cls, text: str, source_id: int) -> "ShownScope":
        """Raises signing.BadSignature for a changed, an old or another lot's."""
        found, at, shown = signing.loads(text, salt=SALT, max_age=A_DAY)
        if found != source_id:
            raise signing.BadSignature("another lot's scope")
        return cls(dt.datetime.fromisoformat(at), frozenset(shown))


class RecallForm(ActionForm):
    """Which lots, how grave, why, what buyers should do. `scope` says what was shown."""

    kind = forms.ChoiceField(
        label=_("Real, or a drill"),
        choices=[(REAL, _("A recall: it takes effect at once")), (MOCK, _("A drill: no effect"))],
        widget=Segments,
    )
    recall_class = forms.ChoiceField(
        label=_("Recall class"), choices=RecallClass.choices, widget=forms.RadioSelect
    )
    started_at = forms.DateTimeField(
        label=_("When the risk was known"),
        widget=DateTimeInput,
        help_text=_("The legal hours count from this moment."),
    )
    reason = reason_field(_("Reason"), help_text=_("Buyers read it on the scan page."))
    advice = reason_field(_("What buyers should do"))
    ticked = forms.TypedMultipleChoiceField(required=False, coerce=int)
    rest = forms.BooleanField(required=False)
    scope = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, source: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = source
        self.seen = self._open_scope()
        shown = self.seen.shown if self.seen else ()
        self.fields["ticked"].choices = [(pk, pk) for pk in shown]

    def _open_scope(self) -> ShownScope | None:
        try:
            return ShownScope.opened(self.data.get("scope", ""), self.source.pk)
        except signing.BadSignature:
            return None

    def clean_scope(self) -> ShownScope:
        """What was shown. Raises ValidationError when it cannot be relied on any more."""
        if self.seen is None:
            raise forms.ValidationError(
                _("This page is more than a day old. Look at the scope below once more.")
            )
        return self.seen

    def clean(self) -> dict[str, Any]:
        """At least one lot, and a risk that was known before the scope was looked at."""
        facts = super().clean() or self.cleaned_data
        if self.seen and "ticked" in facts and not facts["ticked"] and not facts["rest"]:
            self.add_error("ticked", _("Choose at least one lot."))
        started = facts.get("started_at")
        if started and self.seen and started > self.seen.at:
            self.add_error("started_at", _("The risk must be known before the recall is decided."))
        return facts

    @property
    def is_mock(self) -> bool:
        """True for a drill."""
        return self.cleaned_data["kind"] == MOCK


def first_facts(source: Any) -> dict[str, Any]:
    """What a new recall's form begins with."""
    food = source.product.rules.food
    return {
        "started_at": timezone.localtime().replace(second=0, microsecond=0),
        "advice": _("Do not eat it. Take it back to where you bought it; you get your money back.")
        if food
        else _("Do not use it. Take it back to where you bought it; you get your money back."),
    }


class ConfirmForm(ActionForm):
    """How much of each lot is off sale or came back; all that was there unless changed. Beyond
    `MOST_FIELDS` lots the rest is confirmed as it was held, with one tick."""

    def __init__(self, *args: Any, notices: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        notices = list(notices)
        self.notices, self.others = notices[:MOST_FIELDS], notices[MOST_FIELDS:]
        for notice in self.notices:
            self.fields[f"lot_{notice.lot_id}"] = quantity_field(
                f"{notice.lot.product} {notice.lot.code}",
                initial=as_typed(notice.quantity),
                help_text=_("You had %(quantity)s %(unit)s.")
                % {
                    "quantity": f"{notice.quantity.normalize():f}",
                    "unit": notice.lot.product.get_unit_display(),
                },
            )
        if self.others:
            self.fields["others"] = forms.BooleanField(
                label=_("Further lots: %(n)d. All that was held of them is off sale.")
                % {"n": len(self.others)}
            )
        self.fields["note"] = forms.CharField(
            label=_("Note"),
            max_length=200,
            required=False,
            help_text=_("For example how much buyers brought back, and where it is now."),
        )

    def returned(self) -> dict[int, Decimal]:
        """Per lot (pk) what is off sale or came back."""
        typed = {
            notice.lot_id: self.cleaned_data[f"lot_{notice.lot_id}"] for notice in self.notices
        }
        return typed | {notice.lot_id: notice.quantity for notice in self.others}


class RecallFilter(forms.Form):
    """Search and state above the list."""

    q = forms.CharField(label=_("Search"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            *RecallState.choices,
            ("mock", _("drills")),
        ],
    )
