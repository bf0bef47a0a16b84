"""Entering: the demo's open door, and what a person changes about their own account."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ezhen.accounts.enums import Role
from ezhen.accounts.models import User
from ezhen.accounts.queries import demo_chairs
from ezhen.accounts.rules import BACKEND
from ezhen.core.access import public
from ezhen.core.shell import identity_of


@public
@require_GET
def demo_roles(request: HttpRequest) -> HttpResponse:
    """The chairs of the demo town; does not exist outside demo mode."""
    _demo_only()
    chairs = [_chair(user) for user in demo_chairs()]
    groups = [
        (_("Businesses"), [chair for chair in chairs if chair.user.role in Role.BUSINESS]),
        (_("Offices"), [chair for chair in chairs if chair.user.role in Role.OFFICE]),
        (_("Three powers"), [chair for chair in chairs if chair.user.role in Role.POWERS]),
    ]
    return render(request, "accounts/demo.html", {"groups": groups, "num": len(chairs)})


@dataclass(frozen=True)
class Chair:
    """A demo account as drawn: whose it is and what one does there."""

    user: User
    organisation: str
    role: str
    duty: str


def _chair(user: User) -> Chair:
    organisation, role = identity_of(user)
    return Chair(user, organisation, role, Role(user.role).duty)


@public
@require_POST
def demo_enter(request: HttpRequest, username: str) -> HttpResponse:
    """Take a chair with one click; does not exist outside demo mode."""
    _demo_only()
    user = get_object_or_404(demo_chairs(), username=username)
    login(request, user, backend=BACKEND)
    return redirect("home")


def _demo_only() -> None:
    if not settings.DEMO:
        raise Http404
