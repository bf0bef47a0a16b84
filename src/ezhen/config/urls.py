"""The URL table. Each module owns its own prefix; the role × URL matrix is generated from it."""

from django.urls import include, path

urlpatterns = [
    path("", include("ezhen.core.urls")),
    path("", include("ezhen.portal.urls")),
    path("account/", include("ezhen.accounts.urls")),
    path("parties/", include("ezhen.parties.urls")),
    path("files/", include("ezhen.archive.urls")),
    path("figures/", include("ezhen.figures.urls")),
    path("approvals/", include("ezhen.approvals.urls")),
    path("registers/", include("ezhen.registers.urls")),
    path("standard/", include("ezhen.standards.urls")),
    path("programme/", include("ezhen.programme.urls")),
    path("products/", include("ezhen.products.urls")),
    path("trace/", include("ezhen.trace.urls")),
    path("api/", include("ezhen.rest.urls")),
]
handler400 = "ezhen.core.views.bad_request"
handler403 = "ezhen.core.views.forbidden"
handler404 = "ezhen.core.views.not_found"
handler500 = "ezhen.core.views.server_error"
