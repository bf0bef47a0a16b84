"""Issuing and printing conformity certificates (承诺达标合格证)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ezhen.accounts.api import allow, everyone
from ezhen.accounts.enums import Role
from ezhen.core.forms import submit
from ezhen.trace.actions.certificate import issue_certificate
from ezhen.trace.forms.certificate import CertificateForm
from ezhen.trace.labels import conformity_certificate
from ezhen.trace.models import Certificate, Lot
from ezhen.trace.queries.certificate import (
    basis_of,
    certificates_of,
    kept_until,
    left_to_certify,
    printed,
)
from ezhen.trace.rules import organisation_of_actor


@allow(Role.PRODUCER, Role.MERCHANT)
@require_http_methods(["GET", "POST"])
def new_certificate(request: HttpRequest, uuid: str) -> HttpResponse:
    """Issue one for a lot of one's own; those issued before stand below."""
    mine = organisation_of_actor(request.user)
    lot = get_object_or_404(Lot.objects.filter(owner=mine).with_names(), uuid=uuid)
    if not lot.product.rules.certificate:
        raise Http404(_("This class of product gets no conformity certificate."))
    known, left = basis_of(lot), left_to_certify(lot)
    form = CertificateForm(
        request.POST or None, initial={"quantity": f"{left.normalize():f}", **known}
    )
    for name, possible in known.items():
        form.fields[name].disabled = not possible

    def do() -> str:
        facts = {key: form.cleaned_data[key] for key in form.cleaned_data if key != "submission"}
        made = issue_certificate(lot=lot, by=request.user, **facts)
        return f"{reverse('trace:new_certificate', args=[uuid])}?issued={made.number}"

    done = submit(request, form, do) if request.method == "POST" else None
    rows = list(certificates_of(lot))
    for row in rows:
        row.kept_until = kept_until(row)
    context = {"form": form, "lot": lot, "left": left, "rows": rows}
    context["issued"] = next((r for r in rows if r.number == request.GET.get("issued")), None)
    return done or render(request, "trace/certificate_form.html", context)


@everyone
@require_GET
def certificate_pdf(request: HttpRequest, uuid: str) -> HttpResponse:
    """The paper: two copies on an A4 page. Whoever may see the lot may see it."""
    found = get_object_or_404(
        Certificate.objects.filter(lot__in=Lot.objects.visible_to(request.user)).select_related(
            "lot__product", "lot__owner", "lot__site"
        ),
        uuid=uuid,
    )
    pdf = conformity_certificate(printed(found))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    return response
