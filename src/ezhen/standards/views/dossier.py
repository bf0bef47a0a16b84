"""Dossiers: which were sealed, starting one, taking one out."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ezhen.accounts.api import allow
from ezhen.core.errors import DomainError
from ezhen.core.forms import submit
from ezhen.core.pack import pack
from ezhen.standards.actions.dossier import start_dossier, take_dossier
from ezhen.standards.forms import DossierForm
from ezhen.standards.models import Dossier
from ezhen.standards.papers.typeset import receipt_pdf
from ezhen.standards.queries import dossier as queries
from ezhen.standards.queries.content import content_of
from ezhen.standards.rules import DOSSIERS

PAGE = 20


@allow(*DOSSIERS)
@require_http_methods(["GET", "POST"])
def dossiers(request: HttpRequest) -> HttpResponse:
    """The sealed dossiers, the one that is being built, and starting another."""
    form = DossierForm(request.POST or None)

    def do() -> str:
        start_dossier(on=form.cleaned_data["on"], by=request.user)
        return reverse("standards:dossiers")

    done = submit(request, form, do) if request.method == "POST" else None
    page = Paginator(queries.dossiers(), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "newest": page[0] if page.number == 1 and page.paginator.count else None,
        "job": queries.running(),
        "failed": queries.failed(),
        "today": timezone.localdate(),
    }
    return done or render(request, "standards/dossiers.html", context)


@allow(*DOSSIERS)
@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """How far the build is, as a fragment that asks again until it has ended."""
    return render(request, "standards/dossier_progress.html", {"job": queries.running()})


@allow(*DOSSIERS)
@require_GET
def dossier(request: HttpRequest, uuid: str) -> HttpResponse:
    """One dossier: what it holds, its fingerprint, how it is checked."""
    found = get_object_or_404(queries.dossiers(), uuid=uuid)
    is_there = queries.packed(found).is_file()
    return render(request, "standards/dossier.html", {"dossier": found, "is_there": is_there})


@allow(*DOSSIERS)
@require_GET
def receipt(request: HttpRequest, uuid: str) -> HttpResponse:
    """The sheet that is signed and kept apart from the dossier."""
    found = get_object_or_404(queries.dossiers(), uuid=uuid)
    response = HttpResponse(receipt_pdf(_receipt(found), found.at), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="dossier-{found.number}-receipt.pdf"'
    return response


def _receipt(found: Dossier) -> dict[str, str]:
    version = found.version
    return {
        "number": str(found.number),
        "town": pack().town.name,
        "standard": content_of(version).catalogue.title.zh,
        "version": f"{version.issued:%Y-%m-%d}（第 {version.number} 版）",
        "as_of": f"{timezone.localtime(found.as_of):%Y-%m-%d %H:%M:%S}",
        "at": f"{timezone.localtime(found.at):%Y-%m-%d %H:%M:%S}",
        "by": str(found.by or "系统命令"),
        "files": f"{found.num_files:,}",
        "size": f"{found.size:,} 字节",
        "block": str(found.log_block or "无"),
        "fingerprint": found.fingerprint,
        "head": found.log_head or "无",
    }


@allow(*DOSSIERS)
@require_POST
def download(request: HttpRequest, uuid: str) -> HttpResponseBase:
    """The packed dossier."""
    found = get_object_or_404(Dossier, uuid=uuid)
    try:
        place = take_dossier(dossier=found, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(found)
    return FileResponse(
        place.open("rb"), as_attachment=True, filename=f"dossier-{found.number}.zip"
    )
