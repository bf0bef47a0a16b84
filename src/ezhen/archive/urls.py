"""Files and documents."""

from django.urls import path

from ezhen.archive.views import document, file

app_name = "archive"
urlpatterns = [
    path("", document.index, name="index"),
    path("papers/", document.documents, name="documents"),
    path("papers/new/", document.new_document, name="new_document"),
    path("papers/<uuid:uuid>/", document.document, name="document"),
    path("papers/<uuid:uuid>/replace/", document.replace, name="replace"),
    path("papers/<uuid:uuid>/withdraw/", document.withdraw, name="withdraw"),
    path("<uuid:uuid>/", file.download, name="download"),
]
