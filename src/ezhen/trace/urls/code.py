"""Pages of item codes and their labels."""

from django.urls import path

from ezhen.trace.views import code, label

urlpatterns = [
    path("codes/", code.code_orders, name="code_orders"),
    path("codes/new/", code.new_code_order, name="new_code_order"),
    path("codes/<uuid:uuid>/", code.code_order, name="code_order"),
    path("codes/<uuid:uuid>/progress/", code.code_progress, name="code_progress"),
    path("codes/<uuid:uuid>/again/", code.code_order_again, name="code_order_again"),
    path("codes/<uuid:uuid>/codes.csv", code.code_file_csv, name="code_file"),
    path("codes/<uuid:uuid>/sha256.csv", code.code_digests, name="code_digests"),
    path("codes/<uuid:uuid>/bind/", code.change_codes, {"verb": "bind"}, name="bind_codes"),
    path(
        "codes/<uuid:uuid>/activate/",
        code.change_codes,
        {"verb": "activate"},
        name="activate_codes",
    ),
    path("codes/<uuid:uuid>/void/", code.change_codes, {"verb": "void"}, name="void_codes"),
    path("labels/", label.print_labels, name="print_labels"),
    path("codes/<uuid:uuid>/labels/", label.labels, name="labels"),
    path("codes/<uuid:uuid>/labels.pdf", label.labels_pdf, name="labels_pdf"),
]
