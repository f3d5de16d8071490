"""What /media/ gives: pictures as pages show them, to everybody. Never a document, never anything that could run.

Originals and editors' portraits are for those who are signed in: a photograph may say where it was taken. Documents
have a way of their own, which keeps private collections private (/documents/).
"""

import re
from datetime import datetime

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import last_modified, require_safe

PICTURE = re.compile(r"(?P<folder>images|original_images|avatar_images)/[\w.-]+\.(?P<kind>avif|gif|jpe?g|png|webp)")
KEPT = {"images": "public, max-age=3600"}


def allowed(request: HttpRequest, name: str) -> re.Match[str] | None:
    """The parts of the picture's name; None when this is not one, or not for this reader."""
    found = PICTURE.fullmatch(name)
    return found if found and (found["folder"] == "images" or request.user.is_authenticated) else None


def changed_at(request: HttpRequest, name: str) -> datetime | None:
    """When the picture was made; None when there is no such picture for this reader."""
    try:
        return default_storage.get_modified_time(name) if allowed(request, name) else None
    except FileNotFoundError:
        return None


@require_safe
@last_modified(changed_at)
def media(request: HttpRequest, name: str) -> FileResponse:
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
