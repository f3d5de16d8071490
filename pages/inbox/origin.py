"""Whether a form was sent from a page of ours. It stands in for a CSRF cookie, which a visitor never gets."""

from urllib.parse import urlsplit

from django.http import HttpRequest


def is_from_here(request: HttpRequest) -> bool:
    """What the browser itself says about where the form stood; False when it says nothing.

    Browsers since 2023 send Sec-Fetch-Site, older ones Origin or a referrer. No page can forge these headers.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    parts = urlsplit(said)
    return bool(parts.netloc) and (parts.scheme, parts.netloc) == (request.scheme, request.get_host())
