"""Returns, periods, seals, named figures."""

from django.urls import path

from ezhen.figures.views import filing, period

app_name = "figures"
urlpatterns = [
    path("", filing.returns, name="returns"),
    path("all/", period.named, name="named"),
    path("return/<uuid:uuid>/", filing.filing, name="filing"),
    path("return/<uuid:uuid>/verify/", filing.verify, name="verify"),
    path("return/<uuid:uuid>/paper/", filing.attach, name="attach"),
    path("return/<uuid:uuid>/back/", filing.send_back, name="send_back"),
    path("<slug:code>/<str:key>/", period.period, name="period"),
    path("<slug:code>/<str:key>/file/", filing.file, name="file"),
    path("<slug:code>/<str:key>/sheet.xlsx", filing.sheet, name="sheet"),
    path("<slug:code>/<str:key>/seal/", period.seal, name="seal"),
]
