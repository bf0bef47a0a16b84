"""Answers for machines."""

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from ezhen.accounts.api import public


@public
@require_GET
def health(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers; a proxy asks here. Says nothing a stranger could use."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"status": "ok"})
