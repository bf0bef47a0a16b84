"""Giving a file out."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from ezhen.accounts.api import public
from ezhen.archive.models import StoredFile
from ezhen.archive.queries import may_open, path_of


@public
@require_GET
def download(request: HttpRequest, uuid: str) -> FileResponse:
    """The bytes of a file, for whoever may see the thing it belongs to; 404 for all others."""
    file = get_object_or_404(StoredFile, uuid=uuid)
    if not may_open(request.user, file):
        raise Http404
    response = FileResponse(
        path_of(file).open("rb"),
        as_attachment=not file.is_picture,
        filename=file.name,
        content_type=file.media_type,
    )
    response["Cache-Control"] = "private, max-age=3600"
    return response
