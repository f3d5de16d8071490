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


def changed_at(request: HttpRequest, name: str) -> datetime | None:
    """When the picture was made; None when there is no such picture, or not for this reader."""
    found = PICTURE.fullmatch(name)
    if not found or (found["folder"] != "images" and not request.user.is_authenticated):
        return None
    try:
        return default_storage.get_modified_time(name)
    except FileNotFoundError:
        return None


@require_safe
@last_modified(changed_at)
def media(request: HttpRequest, name: str) -> FileResponse:
    found = PICTURE.fullmatch(name)
    if not found or changed_at(request, name) is None:
        raise Http404
    response = FileResponse(default_storage.open(name), content_type=f"image/{found['kind'].replace('jpg', 'jpeg')}")
    response["Content-Security-Policy"] = "default-src 'none'"
    response["Cache-Control"] = KEPT.get(found["folder"], "private, no-store")
    return response
