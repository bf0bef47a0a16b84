"""Entering as a demo role."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from ezhen.accounts.models import User
from ezhen.accounts.rules import public

BACKEND = "django.contrib.auth.backends.ModelBackend"


@public
@require_GET
def demo_roles(request: HttpRequest) -> HttpResponse:
    """The chairs of the demo town; does not exist outside demo mode."""
    _demo_only()
    users = User.objects.filter(is_demo=True, is_active=True).order_by("pk")
    return render(request, "accounts/demo.html", {"users": users})


@public
@require_POST
def demo_enter(request: HttpRequest, username: str) -> HttpResponse:
    """Take a chair with one click; does not exist outside demo mode."""
    _demo_only()
    user = get_object_or_404(User, username=username, is_demo=True, is_active=True)
    login(request, user, backend=BACKEND)
    return redirect("home")


def _demo_only() -> None:
    if not settings.DEMO:
        raise Http404
