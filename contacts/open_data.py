"""The open data: contacts.json, contacts.csv, their schema, a feed of changes, and the page that documents them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import quote_etag
from django.views.decorators.http import require_http_methods, require_safe

from contacts import contact_files, directory, exports
from contacts.models import NumberChange

AUTHOR = "Child Protection Improvement Programme"
FEED_LENGTH = 100
SECONDS_TO_KEEP = 60


# Any site's script may read the data, and ask whether it has changed.
CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Expose-Headers": "ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def open_to_all(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """GET and HEAD reach the view; OPTIONS, with which a browser asks for leave beforehand, is answered."""

    @require_http_methods(["GET", "HEAD", "OPTIONS"])
    def answer(request: HttpRequest) -> HttpResponse:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": "GET, HEAD, OPTIONS", **CROSS_ORIGIN})
        return view(request)

    return answer


def data_response(request: HttpRequest, body: str, content_type: str) -> HttpResponse:
    """The body for any site's use, or 304 when the asker has it already."""
    response = HttpResponse(body, content_type=f"{content_type}; charset=utf-8")
    response["ETag"] = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    for name, value in CROSS_ORIGIN.items():
        response[name] = value
    response["Cache-Control"] = f"public, max-age={SECONDS_TO_KEEP}"
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def full(name: str) -> str:
    return f"{settings.BASE_URL}{reverse(f'contacts:{name}')}"


@open_to_all
def contacts_json(request: HttpRequest) -> HttpResponse:
    document = {"$schema": full("schema"), **exports.document(directory.current(), full("open_data"))}
    return data_response(request, json.dumps(document, ensure_ascii=False, indent=1), "application/json")


@open_to_all
def contacts_csv(request: HttpRequest) -> HttpResponse:
    return data_response(request, exports.table(directory.current()), "text/csv")


@open_to_all
def schema(request: HttpRequest) -> HttpResponse:
    text = (contact_files.FOLDER / "contacts.schema.json").read_text(encoding="utf-8")
    return data_response(request, text, "application/schema+json")


@open_to_all
def changes(request: HttpRequest) -> HttpResponse:
    """The newest changes to published numbers, as an Atom feed; 503 when the database cannot be asked."""
    try:
        newest = list(NumberChange.objects.order_by("-pk")[:FEED_LENGTH])
    except directory.AWAY:
        return HttpResponse("The list of changes cannot be read at the moment.", status=503, content_type="text/plain")
    address = full("changes")
    feed = Atom1Feed(
        "Changes to numbers", full("open_data"), "", feed_url=address, feed_guid=address, author_name=AUTHOR
    )
    for change in newest:
        feed.add_item(
            title=str(change),
            link=full("find"),
            description=f"{change.name}, for {change.councils}.",
            unique_id=f"{full('changes')}#{change.pk}",
            updateddate=change.at,
            pubdate=change.at,
        )
    return data_response(request, feed.writeString("utf-8"), "application/atom+xml")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How to use the data, whose it is, and a finder to put on another site."""
    context = {
        "finder": full("find"),
        "attribution": exports.ATTRIBUTION,
        "licence": exports.LICENCE,
        "columns": exports.COLUMNS,
    }
    return render(request, "contacts/open_data.html", context)
