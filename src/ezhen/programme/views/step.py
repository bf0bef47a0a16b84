"""Every step of the chain is one page with one form that leads to one action."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ezhen.core.forms import ActionForm, submit


def step(
    request: HttpRequest,
    form: ActionForm,
    do: Callable[[], str],
    *,
    headline: Any,
    button: Any,
    answer: Any = "",
    back: tuple[Any, str] | None = None,
) -> HttpResponse:
    """Show the form, or run `do` and go where it says. `back`: (label, url) of the crumb."""
    if request.method == "POST" and (done := submit(request, form, do)):
        return done
    context = {
        "form": form,
        "headline": headline,
        "answer": answer,
        "button": button,
        "back": back,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/step.html", context, status=status)
