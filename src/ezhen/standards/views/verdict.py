"""Judging: a verdict, the second person, a role's word."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ezhen.accounts.api import allow
from ezhen.accounts.enums import Role
from ezhen.core.forms import press, submit
from ezhen.standards import rules
from ezhen.standards.actions.verdict import attest as attest_action
from ezhen.standards.actions.verdict import judge_requirement, second_verdict
from ezhen.standards.enums import Layer
from ezhen.standards.forms import AttestForm, VerdictForm
from ezhen.standards.models import Verdict
from ezhen.standards.queries.standing import load_reasons
from ezhen.standards.queries.task import requirement_row
from ezhen.standards.queries.verdict import newest_verdicts
from ezhen.standards.views.day import picture_on

JUDGES = (Role.OPERATOR, Role.BUREAU, Role.AUDITOR)


@allow(*JUDGES)
@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, requirement: str) -> HttpResponse:
    """A person's verdict beside what is computed."""
    layer = rules.layer_of(request.user)
    picture = picture_on(None)
    if picture is None or requirement not in picture.standings:
        raise Http404
    standing = picture.standings[requirement]
    load_reasons([standing])
    form = VerdictForm(request.POST or None, layer=layer, initial=_initial(standing))

    def do() -> str:
        judge_requirement(
            version=picture.version,
            requirement=requirement,
            layer=layer,
            result=form.cleaned_data["result"],
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        return reverse("standards:task", args=[standing.item.task.id])

    done = submit(request, form, do) if request.method == "POST" else None
    row = requirement_row(standing, newest_verdicts(picture.version))
    context = {"form": form, "row": row, "layer": Layer(layer)}
    return done or render(request, "standards/judge.html", context)


def _initial(standing: Any) -> dict[str, str]:
    return {"result": "satisfied" if standing.row.holds else "short"}


@allow(*JUDGES)
@require_POST
def second(request: HttpRequest, uuid: str) -> HttpResponse:
    """The second person agrees."""
    verdict = get_object_or_404(Verdict, uuid=uuid)
    page = reverse("standards:requirement", args=[verdict.requirement])
    return press(request, page, lambda: second_verdict(verdict=verdict, by=request.user))


@allow(*JUDGES)
@require_http_methods(["GET", "POST"])
def attest(request: HttpRequest, requirement: str, role: str) -> HttpResponse:
    """A role of the standard says that the requirement is met."""
    picture = picture_on(None)
    if picture is None or requirement not in picture.standings:
        raise Http404
    if not rules.may_attest(request.user, role):
        raise Http404
    item = picture.standings[requirement].item
    form = AttestForm(request.POST or None)

    def do() -> str:
        facts = {name: form.cleaned_data[name] for name in ("is_met", "on", "note")}
        attest_action(
            version=picture.version, requirement=requirement, role=role, by=request.user, **facts
        )
        return reverse("standards:requirement", args=[requirement])

    done = submit(request, form, do) if request.method == "POST" else None
    names = {found.id: str(found) for found in picture.content.catalogue.roles}
    context = {"form": form, "item": item, "role": names.get(role, role)}
    return done or render(request, "standards/attest.html", context)
