"""Recording a test report."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ezhen.accounts.api import allow
from ezhen.accounts.enums import Role
from ezhen.archive.api import store_file
from ezhen.core.forms import submit
from ezhen.trace.actions.quality import record_test
from ezhen.trace.forms.quality import ItemFormSet, TestForm, items_of
from ezhen.trace.models import Lot
from ezhen.trace.queries.lot_page import items_as_last_time
from ezhen.trace.rules import organisation_of_actor


@allow(Role.PRODUCER, Role.MERCHANT)
@require_http_methods(["GET", "POST"])
def new_test(request: HttpRequest, uuid: str) -> HttpResponse:
    """A report about one's own lot; the items of the product's last report are filled in."""
    mine = organisation_of_actor(request.user)
    lot = get_object_or_404(Lot.objects.filter(owner=mine).with_names(), uuid=uuid)
    data = request.POST if request.method == "POST" else None
    today = timezone.localdate()
    laboratory, known = items_as_last_time(lot)
    first = {"laboratory": laboratory, "sampled_on": today, "tested_on": today}
    form = TestForm(data, request.FILES or None, initial=first)
    items = ItemFormSet(data, prefix="items", initial=known)

    def do() -> str:
        facts = dict(form.cleaned_data)
        facts.pop("submission")
        upload = facts.pop("report")
        report = store_file(upload=upload, by=request.user, is_public=True) if upload else None
        record_test(lot=lot, items=items_of(items), report=report, by=request.user, **facts)
        return lot.get_absolute_url()

    if data is not None and items.is_valid():
        done = submit(request, form, do)
        if done:
            return done
    return render(request, "trace/test_form.html", {"form": form, "items": items, "lot": lot})
