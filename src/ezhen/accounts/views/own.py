"""What a person changes about their own account."""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ezhen.core.access import View, everyone


def own_password(view: View) -> View:
    """For pages about one's own password and second factor: a demo chair has neither."""

    @everyone
    @wraps(view)
    def check(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.has_usable_password():
            return view(request, *args, **kwargs)
        messages.info(request, _("This account is entered without a password."))
        return redirect("home")

    return check
