"""What the square code of a certificate leads to, and public votes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ezhen.accounts.api import public
from ezhen.approvals import api as approvals
from ezhen.core.forms import submit
from ezhen.core.readonly import read_only
from ezhen.portal.forms import BallotForm
from ezhen.portal.queries.navigation import public_nav


@public
@require_safe
@read_only
def licence(request: HttpRequest, code: str) -> HttpResponse:
    """Does the licence hold today? Read off its case each time it is scanned."""
    found = approvals.certificate_of(code)
    if found is None:
        missing = {"code": code[:20], "public_nav": public_nav("")}
        return render(request, "portal/licence_none.html", missing, status=404)
    case = found.case
    state = approvals.stands(case)
    context = {
        "certificate": found,
        "case": case,
        "definition": approvals.definition_of(case),
        "state": state,
        "holder": approvals.who(case),
        "products": case.data.get("products_granted") or case.data.get("products") or "",
        "ended": approvals.ended_on(case),
        "today": timezone.localdate(),
        "public_nav": public_nav(""),
    }
    return render(request, "portal/licence.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@read_only
def vote(request: HttpRequest, uuid: str) -> HttpResponse:
    """One ballot a phone number; how it stands is shown once the vote is closed."""
    case = get_object_or_404(approvals.public_votes(), uuid=uuid)
    entries = approvals.entries_of(case)
    form = BallotForm(request.POST or None, entries=entries)
    is_open = approvals.is_voting(case)

    def do() -> str:
        approvals.cast_ballot(
            case=case, entry=int(form.cleaned_data["entry"]), phone=form.cleaned_data["phone"]
        )
        return reverse("portal:vote", args=[case.uuid]) + "?done=1"

    if request.method == "POST" and (done := submit(request, form, do)):
        return done
    results = {} if is_open else dict(approvals.results_of(case))
    context = {
        "case": case,
        "title": case.data.get("title") or str(approvals.definition_of(case)),
        "form": form,
        "is_open": is_open,
        "is_done": request.GET.get("done") == "1",
        "rows": [(name, results.get(number, 0)) for number, name in enumerate(entries)],
        "public_nav": public_nav("notices"),
    }
    return render(request, "portal/vote.html", context, status=422 if form.errors else 200)
