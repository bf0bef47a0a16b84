"""Deciding a recall: what a lot reaches, what of it is recalled, and the effect beforehand."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ezhen.accounts.api import allow
from ezhen.accounts.enums import Role
from ezhen.core.forms import submit
from ezhen.core.workdays import add_workdays
from ezhen.trace.actions.recall import issue_recall
from ezhen.trace.enums import RecallClass
from ezhen.trace.forms.recall import RecallForm, ShownScope, first_facts
from ezhen.trace.models import Lot
from ezhen.trace.queries.effect import effect_on
from ezhen.trace.queries.lot import standing_of
from ezhen.trace.queries.recall import Scope, chosen_lots, scope_of

CHECK, ISSUE = "check", "issue"


@allow(Role.REGULATOR)
@require_http_methods(["GET", "POST"])
def new_recall(request: HttpRequest, uuid: str) -> HttpResponse:
    """First the scope with its reasons, then the effect in numbers, then the recall itself.

    The second page carries what the first one chose, under the same key: sent twice, the recall is
    issued once.
    """
    source = get_object_or_404(Lot.objects.with_names(), uuid=uuid)
    step = request.POST.get("step", "")
    form = RecallForm(
        request.POST or None, source=source, initial=first_facts(source) | _asked(request)
    )
    if step == CHECK and form.is_valid():
        return _show_effect(request, source, form)
    if step == ISSUE and (done := submit(request, form, lambda: _issue(request, source, form))):
        messages.success(request, _("Issued. Holders are told; the clock runs."))
        return done
    return _show_scope(request, source, form)


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {"kind": request.GET["kind"]} if "kind" in request.GET else {}


def _chosen(source: Lot, form: RecallForm) -> Any:
    facts = form.cleaned_data
    return chosen_lots(
        source,
        ticked=set(facts["ticked"]),
        shown=set(facts["scope"].shown),
        rest=facts["rest"],
    )


def _issue(request: HttpRequest, source: Lot, form: RecallForm) -> str:
    facts = form.cleaned_data
    recall = issue_recall(
        source=source,
        lots=_chosen(source, form),
        is_mock=form.is_mock,
        scoped_at=facts["scope"].at,
        by=request.user,
        **{name: facts[name] for name in ("recall_class", "reason", "advice", "started_at")},
    )
    return recall.get_absolute_url()


def _show_effect(request: HttpRequest, source: Lot, form: RecallForm) -> HttpResponse:
    today = timezone.localdate()
    chosen = RecallClass(form.cleaned_data["recall_class"])
    context = {
        "lot": source,
        "form": form,
        "facts": form.cleaned_data,
        "is_mock": form.is_mock,
        "chosen_class": chosen,
        "finish_by": add_workdays(today, chosen.finish_workdays),
        "effect": effect_on(_chosen(source, form).select_related("product")),
    }
    return render(request, "trace/recall_effect.html", context)


def _show_scope(request: HttpRequest, source: Lot, form: RecallForm) -> HttpResponse:
    scope = scope_of(source)
    ticked, rest = _ticks(form, scope)
    context = {
        "lot": source,
        "standing": standing_of(source),
        "form": form,
        "scope": scope,
        "sealed": ShownScope(scope.at, frozenset(_pks(scope))).sealed(source.pk),
        "ticked": ticked,
        "rest": rest,
        "classes": _classes(),
    }
    return render(request, "trace/recall_scope.html", context)


def _pks(scope: Scope) -> list[int]:
    return [row.lot.pk for row in [*scope.down, *scope.up]]


def _ticks(form: RecallForm, scope: Scope) -> tuple[set[int], bool]:
    """All made from the lot at first; afterwards what the person had ticked, and what is new."""
    down = {row.lot.pk for row in scope.down}
    if not form.is_bound:
        return down, True
    ticked = {int(value) for value in form.data.getlist("ticked") if value.isdecimal()}
    new = down - form.seen.shown if form.seen else set()
    return ticked | new, bool(form["rest"].value())


def _classes() -> list[tuple[RecallClass, Any]]:
    today = timezone.localdate()
    return [(found, add_workdays(today, found.finish_workdays)) for found in RecallClass]
