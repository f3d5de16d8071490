"""Every page of the site: for search engines in files of at most 2,000 addresses, for people section by section."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from math import ceil
from urllib.parse import quote

from django.conf import settings
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

from contacts import FINDER_PATH, directory
from pages import base

# The protocol allows 50,000 (sitemaps.org). So many are made and sent within a few milliseconds.
MOST_ADDRESSES = 2000
# A list for people: what is longer is shown one level at a time, and no level longer than this.
MOST_LINKS = 200
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


def public_pages(root: Page | None) -> PageQuerySet:
    """The live pages from a page down that everybody may see, in the order of the tree."""
    return root.get_descendants(inclusive=True).live().public() if root else Page.objects.none()


def root_page(request: HttpRequest) -> Page | None:
    site = Site.find_for_request(request)
    return site.root_page if site else None


@require_safe
def xml(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The whole list while it fits into one file, else the list of its files. With a number, that file."""
    home = root_page(request)
    files = count_files(home)
    if number is None and files > 1:
        return answer("sitemapindex", index(home, files))
    if number is not None and not 1 <= number <= files:
        raise Http404
    return answer("urlset", addresses(home, number or 1))


def count_files(home: Page | None) -> int:
    return max(1, ceil(public_pages(home).count() / MOST_ADDRESSES))


def index(home: Page | None, files: int) -> Iterator[str]:
    changes = list(public_pages(home).order_by("path").values_list("last_published_at", flat=True))
    for number in range(files):
        part = filter(None, changes[number * MOST_ADDRESSES : (number + 1) * MOST_ADDRESSES])
        yield entry("sitemap", f"/sitemap-{number + 1}.xml", max(part, default=None))


def addresses(home: Page | None, number: int) -> Iterator[str]:
    """One file's pages; the first begins with the finder and the councils."""
    if number == 1:
        councils = [council.address for council in directory.current().councils.values()]
        yield from (entry("url", path) for path in [FINDER_PATH, *councils, "/sitemap/"])
    rows = public_pages(home).order_by("path").values_list("url_path", "last_published_at")
    for path, changed in rows[(number - 1) * MOST_ADDRESSES : number * MOST_ADDRESSES]:
        yield entry("url", address_of(home, path), changed)


def address_of(home: Page | None, url_path: str) -> str:
    """A page's address by its place below home, without a query or a lookup for each."""
    return quote(url_path[len(home.url_path) - 1 :]) if home else ""


def entry(kind: str, path: str, changed: datetime | None = None) -> str:
    when = f"<lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed else ""
    return f"<{kind}><loc>{settings.BASE_URL}{path}</loc>{when}</{kind}>\n"


def answer(kind: str, entries: Iterable[str]) -> HttpResponse:
    body = f'{HEAD}<{kind} xmlns="{SCHEMA}">\n{"".join(entries)}</{kind}>\n'
    return HttpResponse(body, content_type="application/xml")


@require_safe
def for_people(request: HttpRequest, below: str = "") -> HttpResponse:
    """The pages below a page: all of them where that is a list to read, else the next level, with ways further down."""
    top = top_page(request, below)
    pages = public_pages(top).annotate(level=F("depth") - (top.depth if top else 0)).order_by("path")
    shown = list(pages[: MOST_LINKS + 1])
    levels = len(shown) > MOST_LINKS
    if levels:
        shown = list(pages.filter(level__lte=1)[: MOST_LINKS + 1])
    context = {
        "top": top,
        "is_whole_site": not below,
        "levels": levels,
        "pages": shown[:MOST_LINKS],
        "more": len(shown) > MOST_LINKS,
        "councils": directory.current().councils.values(),
        "finder_path": FINDER_PATH,
    }
    return render(request, "pages/sitemap.html", context)


def top_page(request: HttpRequest, below: str) -> Page | None:
    """The page whose address this is, if everybody may see it."""
    home = root_page(request)
    if not below or home is None:
        return home
    slugs = below.strip("/").split("/")
    page = base.find(home, slugs)
    if page is None or page.depth != home.depth + len(slugs) or not page.live or page.get_view_restrictions().exists():
        raise Http404
    return page
