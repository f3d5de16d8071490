"""The lists of every page: for search engines, and for people."""

import re
from datetime import UTC, datetime
from math import ceil
from xml.etree import ElementTree

import pytest
from django.conf import settings
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.models import PageViewRestriction

from contacts import FINDER_PATH
from pages import sitemaps
from pages.models import ContentPage, HomePage
from pages.views import every_path
from tests.bench import many_pages
from tests.questions import asked_for

pytestmark = pytest.mark.django_db


def listed(client, address="/sitemap.xml"):
    """Each address with when it last changed."""
    response = client.get(address)
    assert response["Content-Type"] == "application/xml"
    rows = [[part.text for part in entry] for entry in ElementTree.fromstring(response.content)]
    assert len(rows) == len({row[0] for row in rows})
    return {row[0].removeprefix(settings.BASE_URL): (row[1:] or [None])[0] for row in rows}


def test_one_file_lists_every_page_and_all_councils_while_they_fit(client):
    addresses = listed(client)
    assert sum(re.fullmatch(rf"{FINDER_PATH}[a-z-]+/", address) is not None for address in addresses) == 32
    assert {"/", "/programme/timeline/", FINDER_PATH, "/sitemap/"} <= set(addresses)


def test_more_pages_than_fit_are_split_over_files_that_hold_each_page_once(client, monkeypatch):
    whole = listed(client)
    pages = HomePage.objects.get().get_descendants(inclusive=True).live().count()
    monkeypatch.setattr(sitemaps, "MOST_ADDRESSES", 5)
    files = listed(client)
    assert list(files) == [f"/sitemap-{number + 1}.xml" for number in range(ceil(pages / 5))]
    parts = [listed(client, address) for address in files]
    assert sum(len(part) for part in parts) == len(whole)
    assert {address: changed for part in parts for address, changed in part.items()} == whole


def test_the_files_are_made_beforehand_like_every_page(monkeypatch):
    monkeypatch.setattr(sitemaps, "MOST_ADDRESSES", 5)
    assert {"/sitemap.xml", "/sitemap-1.xml", "/sitemap-3.xml"} <= set(every_path())


@pytest.mark.parametrize("number", [0, 2, 99999999999])
def test_a_file_that_there_is_not_is_not_found(client, number):
    assert client.get(f"/sitemap-{number}.xml").status_code == 404


def test_a_page_says_when_it_was_last_published(client, monkeypatch):
    at = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)
    ContentPage.objects.filter(slug="phase-one").update(last_published_at=at)
    assert listed(client)["/programme/phase-one/"] == "2026-07-01T12:30:00Z"


def test_a_file_says_when_the_newest_of_its_pages_was_published(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "MOST_ADDRESSES", 5)
    parts = {address: listed(client, address).values() for address in listed(client)}
    newest = {address: max(filter(None, changed)) for address, changed in parts.items()}
    assert listed(client) == newest


def not_shown(client, path):
    assert path not in listed(client)
    assert path not in set(every_path())
    assertNotContains(client.get("/sitemap/"), f'href="{path}"')


def test_a_draft_stands_in_no_list(client):
    ContentPage.objects.filter(slug="phase-one").update(live=False)
    not_shown(client, "/programme/phase-one/")


def test_a_restricted_page_and_what_is_below_it_stand_in_no_list(client):
    page = ContentPage.objects.get(slug="programme")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    for path in ("/programme/", "/programme/phase-one/", "/programme/timeline/"):
        not_shown(client, path)
    assert client.get("/sitemap/programme/").status_code == 404
    assert client.get("/sitemap/programme/phase-one/").status_code == 404


def test_a_page_that_can_be_shown_in_parts_is_made_beforehand_with_its_parts():
    assert {"/programme/timeline/", "/programme/timeline/phase-one/"} <= set(every_path())


def test_the_list_for_people_has_every_page_and_all_councils(client):
    response = client.get("/sitemap/")
    assertContains(response, 'href="/programme/glossary/"')
    assertContains(response, f'href="{FINDER_PATH}na-h-eileanan-siar/"')
    assertNotContains(response, "All pages below")


def test_a_long_list_for_people_is_shown_a_level_at_a_time(client):
    many_pages.make(300)
    whole = client.get("/sitemap/")
    assertContains(whole, 'href="/sitemap/archive/"')
    assertNotContains(whole, 'href="/archive/item-0002/"')
    section = client.get("/sitemap/archive/")
    assertContains(section, 'href="/sitemap/archive/item-0002/"')
    assertContains(client.get("/sitemap/archive/item-0002/"), 'href="/archive/item-0002/item-000r/"')


def test_a_level_that_is_too_long_for_a_list_says_so(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "MOST_LINKS", 10)
    many_pages.make(30)
    assertContains(client.get("/sitemap/archive/"), "There are more pages here")


@pytest.mark.parametrize("address", ["/sitemap/no-such-page/", "/sitemap/programme/no-such-page/", "/sitemap/a/b/c/d/"])
def test_a_list_below_a_page_that_there_is_not_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemap-1.xml", "/sitemap/", "/sitemap/archive/"])
def test_a_list_asks_the_database_as_often_for_300_pages_as_for_250(client, address):
    many_pages.make(250)
    few = asked_for(lambda: client.get(address))
    ContentPage.objects.get(slug="archive").delete()
    many_pages.make(300)
    assert len(asked_for(lambda: client.get(address))) == len(few) <= 8


def test_a_form_is_listed_but_never_made_beforehand(client):
    assert "/contact-us/accessibility/" in listed(client)
    assert "/contact-us/accessibility/" not in set(every_path())
