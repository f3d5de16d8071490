from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Site

from contacts import FINDER_PATH, directory
from pages import search as site_search
from pages import sitemaps
from pages.changes import FEED_PATH
from pages.form_page import FormPage

FINDER_PAGES = ["all-numbers/", "open-data/", "contacts.json", "contacts.csv", "contacts.schema.json", "changes.atom"]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What the site has on a question. The answer to something typed is not kept on the device."""
    query = (request.GET.get("q") or request.GET.get("query") or "").replace("\x00", "")[:200]
    context = {"query": query[:100], "found": site_search.search(query), "finder_path": FINDER_PATH}
    response = render(request, "pages/search.html", context)
    response["Cache-Control"] = "no-store"
    return response


def every_path() -> Iterator[str]:
    """The path of everything that is published, what matters most first: the finder, councils, pages from home down.

    Read a piece at a time: there may be many thousands.
    """
    yield from [FINDER_PATH, *(FINDER_PATH + name for name in FINDER_PAGES)]
    yield from [council.address for council in directory.current().councils.values()]
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    home = site.root_page if site else None
    files = sitemaps.count_files(home)
    yield from ["/sitemap.xml", *(f"/sitemap-{number + 1}.xml" for number in range(files if files > 1 else 0))]
    yield from ["/sitemap/", FEED_PATH, "/robots.txt", "/.well-known/security.txt"]
    # A form is made for each visitor, and never kept.
    pages = sitemaps.public_pages(home).not_exact_type(FormPage)
    below = {page.pk: page.specific.get_route_paths() for page in pages.type(RoutablePageMixin)}
    for number, url_path in pages.order_by("depth", "path").values_list("pk", "url_path").iterator():
        address = sitemaps.address_of(home, url_path)
        yield from (address + route.lstrip("/") for route in below.get(number, ["/"]))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/",
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell about a hole in the site (RFC 9116)."""
    lines = [
        f"Contact: {settings.SECURITY_TXT_CONTACT}",
        f"Expires: {settings.SECURITY_TXT_EXPIRES:%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
        "Preferred-Languages: en",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
