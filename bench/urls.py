"""The town's addresses, an empty page, and the least that a scan page could be."""

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from ezhen.accounts.api import public
from ezhen.config import urls as town


@public
def empty(_request: HttpRequest) -> HttpResponse:
    """Nothing but the server, Django and the middleware: what any page costs."""
    return HttpResponse(b"ok")


@public
def prototype(_request: HttpRequest, number: int, index: int) -> HttpResponse:
    """One insert and two selects, no verdict, no template: the floor of what a scan must do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, quantity FROM trace_codeorder WHERE number = %s", [number])
        cursor.fetchone()
        cursor.execute(
            'SELECT first_at FROM trace_codeuse WHERE order_number = %s AND "index" = %s',
            [number, index],
        )
        cursor.fetchone()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO trace_scan (order_number, "index", at, city) VALUES (%s, %s, %s, %s)',
            [number, index, connection.ops.adapt_datetimefield_value(timezone.now()), ""],
        )
    return HttpResponse(b"ok")


urlpatterns = [
    path("bench/empty", empty),
    path("bench/prototype/<int:number>/<int:index>", prototype),
    *town.urlpatterns,
]
handler400, handler403 = town.handler400, town.handler403
handler404, handler500 = town.handler404, town.handler500
