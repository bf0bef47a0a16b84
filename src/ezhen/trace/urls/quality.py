"""Pages of quality tests and certificates."""

from django.urls import path

from ezhen.trace.views import certificate, quality

urlpatterns = [
    path("lots/<uuid:uuid>/test/", quality.new_test, name="new_test"),
    path("lots/<uuid:uuid>/certificate/", certificate.new_certificate, name="new_certificate"),
    path("certificates/<uuid:uuid>.pdf", certificate.certificate_pdf, name="certificate_pdf"),
]
