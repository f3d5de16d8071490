"""What /media/ gives: pictures as pages show them, to everybody. Never a document, never anything that could run.

Originals and editors' portraits are for those who are signed in: a photograph may say where it was taken. So are the
pictures of private collections, where the collection lets them. Documents have a way of their own (/documents/).
"""

import logging
import re
from datetime import datetime

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import last_modified, require_safe

from pages.private_pictures import PUBLIC, may_see

log = logging.getLogger(__name__)
PICTURE = re.compile(
    r"(?P<folder>images|private_images|original_images|avatar_images)/[\w.-]+\.(?P<kind>avif|gif|jpe?g|png|webp)"
)
KEPT = {PUBLIC: "public, max-age=3600"}


def allowed(request: HttpRequest, name: str) -> re.Match[str] | None:
    """The parts of the picture's name; None when this is not one, or not for this reader."""
    found = PICTURE.fullmatch(name)
    return found if found and (found["folder"] == PUBLIC or for_insiders(request, name)) else None


def for_insiders(request: HttpRequest, name: str) -> bool:
    return request.user.is_authenticated and may_see(request, name)


def changed_at(request: HttpRequest, name: str) -> datetime | None:
    """When the picture was made; None when there is no such picture for this reader."""
    try:
        return default_storage.get_modified_time(name) if allowed(request, name) else None
    except FileNotFoundError:
        return None


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    try:
        return picture(request, name)
    except getattr(default_storage, "AWAY", OSError) as error:
        log.warning("A picture cannot be fetched: the storage of media is away (%s).", type(error).__name__)
        headers = {"Cache-Control": "no-store", "Retry-After": "10"}
        words = "This picture cannot be fetched just now. Please try again in a minute."
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8", headers=headers)


@last_modified(changed_at)
def picture(request: HttpRequest, name: str) -> FileResponse:
    found = allowed(request, name)
    if not found:
        raise Http404
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, content_type=f"image/{found['kind'].replace('jpg', 'jpeg')}")
    response["Content-Security-Policy"] = "default-src 'none'"
    response["Cache-Control"] = KEPT.get(found["folder"], "private, no-store")
    return response
