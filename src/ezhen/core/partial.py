"""Large downloads that can be broken off and gone on with: one byte range (RFC 9110 §14)."""

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import parse_etags

Read = Callable[[int, int], Iterator[bytes]]
_RANGE = re.compile(r"bytes=(?=\d|-\d)(\d*)-(\d*)", re.ASCII)


def download(
    request: HttpRequest, read: Read, *, size: int, tag: str, name: str, content_type: str
) -> HttpResponseBase:
    """The whole file, or the part that was asked for.

    `read(start, stop)` gives the bytes from `start` up to `stop`, exclusive; `tag` changes with the
    content, so a download that is gone on with never mixes two files. Several ranges at once, or
    one that is no range, are answered with the whole file, as the standard says.
    """
    etag = f'"{tag}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _named(HttpResponse(status=HTTPStatus.NOT_MODIFIED), etag, name)
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    if found is None or request.headers.get("If-Range", etag) != etag:
        status, start, stop = HTTPStatus.OK, 0, size
    else:
        status, (start, stop) = HTTPStatus.PARTIAL_CONTENT, _span(found[1], found[2], size)
    if status == HTTPStatus.PARTIAL_CONTENT and start >= stop:
        refused = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        refused["Content-Range"] = f"bytes */{size}"
        return _named(refused, etag, name)
    body = read(start, stop) if request.method == "GET" else iter(())
    response = StreamingHttpResponse(body, status=status, content_type=content_type)
    response["Content-Length"] = str(stop - start)
    if status == HTTPStatus.PARTIAL_CONTENT:
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return _named(response, etag, name)


def _span(first: str, last: str, size: int) -> tuple[int, int]:
    """Start and stop; equal or crossed when the file has no such bytes. `-n` is the last n."""
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(int(last) + 1, size) if last else size


def _named(response: HttpResponseBase, etag: str, name: str) -> HttpResponseBase:
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
