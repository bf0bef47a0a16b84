"""The town's public front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ezhen.accounts.api import public
from ezhen.approvals.api import notice_ends, running_notices
from ezhen.core.pack import pack
from ezhen.core.readonly import read_only
from ezhen.parties.api import approved_organisations
from ezhen.portal.queries.navigation import public_nav
from ezhen.portal.queries.picture import thumbnail
from ezhen.products.api import approved_products
from ezhen.trace.api import num_traceable_lots, running_recalls

PRODUCTS_SHOWN = 8
NOTICES_SHOWN = 5


@public
@require_safe
@read_only
def front(request: HttpRequest) -> HttpResponse:
    """One big field first; then what is recalled, whom to ask, and what the town makes."""
    products = approved_products()
    shown = [
        (product, thumbnail(product.photo))
        for product in products.select_related("photo", "organisation")[:PRODUCTS_SHOWN]
    ]
    context = {
        "town": pack().town,
        "public_nav": public_nav("front"),
        "recalls": running_recalls(),
        "products": shown,
        "num_products": products.count(),
        "num_producers": approved_organisations().count(),
        "num_lots": num_traceable_lots(),
        "notices": [(notice, notice_ends(notice)) for notice in running_notices()[:NOTICES_SHOWN]],
    }
    return render(request, "portal/front.html", context)


@public
@require_safe
@read_only
def robots(_request: HttpRequest) -> HttpResponse:
    """Crawlers may read about the town; a label's page is for whoever holds the pack."""
    closed = "".join(f"Disallow: {path}\n" for path in ("/c/", "/C/", "/01/", "/query", "/api/"))
    return HttpResponse(f"User-agent: *\n{closed}", content_type="text/plain")
