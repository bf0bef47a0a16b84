"""What people without an account open.

The forms of a printed code are those of `trace.codes.uri`: they are on packs and never change.
GS1 Digital Link has no trailing slash; capitals make a smaller QR code.
"""

from django.urls import path

from ezhen.portal.views import complaint, front, licence, notice, reader, scan

app_name = "portal"
urlpatterns = [
    path("", front.front, name="front"),
    path("c/<str:serial>", scan.item, name="item"),
    path("C/<str:serial>", scan.item),
    path("01/<str:gtin>/10/<path:lot>/21/<str:serial>", scan.item, name="digital_link_of_lot"),
    path("01/<str:gtin>/21/<str:serial>", scan.item, name="digital_link"),
    path("01/<str:gtin>/10/<path:lot>", scan.lot, name="lot"),
    path("01/<str:gtin>", scan.lot, name="product"),
    path("query", scan.query, name="query"),
    path("complaint", complaint.complaint, name="complaint"),
    path("complaint/<uuid:uuid>", complaint.thanks, name="thanks"),
    path("notices/", notice.notices, name="notices"),
    path("notices/<uuid:uuid>/", notice.notice, name="notice"),
    path("objections/", notice.follow, name="follow"),
    path("objections/<uuid:uuid>/", notice.objected, name="objected"),
    path("licence/<str:code>/", licence.licence, name="licence"),
    path("votes/<uuid:uuid>/", licence.vote, name="vote"),
    path("care", reader.care, name="care"),
    path("robots.txt", front.robots, name="robots"),
]
