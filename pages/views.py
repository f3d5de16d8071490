from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from contacts import FINDER_PATH, directory
from pages import search as site_search

FINDER_PAGES = ["all-numbers/", "open-data/", "contacts.json", "contacts.csv", "contacts.schema.json", "changes.atom"]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What the site has on a question. The answer to something typed is not kept on the device."""
    query = (request.GET.get("q") or request.GET.get("query") or "").replace("\x00", "")[:200]
    context = {"query": query[:100], "found": site_search.search(query), "finder_path": FINDER_PATH}
    response = render(request, "pages/search.html", context)
    response["Cache-Control"] = "no-store"
    return response


def published_pages(request: HttpRequest) -> list[Page]:
    """The live pages of the site in the order of the tree."""
    site = Site.find_for_request(request)
    return list(site.root_page.get_descendants(inclusive=True).live().public()) if site else []


def every_path() -> list[str]:
    """The path of everything that is published: pages, the timeline's phases, the finder, councils, data."""
    pages = Page.objects.live().public().filter(depth__gt=1).order_by("path").specific()
    found = [path for page in pages for path in paths_of(page)]
    finder = [FINDER_PATH, *(FINDER_PATH + name for name in FINDER_PAGES)]
    councils = [council.address for council in directory.current().councils.values()]
    return [*finder, *councils, *found, "/sitemap/", "/sitemap.xml", "/robots.txt", "/.well-known/security.txt"]


def paths_of(page: Page) -> list[str]:
    address = page.get_url() or ""
    path = address.removeprefix(settings.BASE_URL)
    return [path, *(f"{path}phase-{phase}/" for phase in getattr(page, "phases", []))] if path else []


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    context = {"pages": published_pages(request), "councils": directory.current().councils.values()}
    return render(request, "pages/sitemap.html", {**context, "finder_path": FINDER_PATH})


@require_safe
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """Every page that should be found, council pages included."""
    pages = [{"path": page.get_url(request), "changed": page.last_published_at} for page in published_pages(request)]
    councils = [{"path": council.address} for council in directory.current().councils.values()]
    context = {"base": settings.BASE_URL, "pages": [*pages, {"path": FINDER_PATH}, *councils, {"path": "/sitemap/"}]}
    return render(request, "pages/sitemap.xml", context, content_type="application/xml")


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
        f"Contact: {settings.BASE_URL}/contact-us/",
        f"Expires: {settings.SECURITY_TXT_EXPIRES:%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
        "Preferred-Languages: en",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
