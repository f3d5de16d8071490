"""How a page is found and what it asks of the database on the way."""

import pytest
from django.db import connection
from wagtail.models import Page, PageViewRestriction

from pages import content_files, frame
from pages.models import ContentPage, HomePage
from tests.bench import many_pages
from tests.questions import asked_for

pytestmark = pytest.mark.django_db

DEEPEST = f"/archive/{'item-0001/' * many_pages.DEEPEST}"
# Pages of the first content of every type; what is below a page; what is not there.
ADDRESSES = [
    *(content["path"] for content in content_files.read_pages()),
    "/programme/timeline/phase-one/", "/no-such-page/", "/programme/no-such-page/", DEEPEST,
    "/programme/systems-review-group/recommendations/1/", "/programme/actions/stream/neglect/",
]  # fmt: skip


def count(client, address):
    return len(asked_for(lambda: client.get(address)))


@pytest.fixture
def archive():
    many_pages.make(30)
    return ContentPage.objects.get(slug="archive")


@pytest.fixture
def frame_in_memory(monkeypatch):
    """The menu, the site's settings, terms, streams and themes are in memory, as on every server."""
    frame.refresh()
    in_memory = frame._kept
    monkeypatch.setattr(frame, "kept", lambda: in_memory)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_that_is_not_kept_asks_the_database_at_most_8_times(client, archive, frame_in_memory, address):
    assert count(client, address) <= 8


def test_300_pages_ask_the_database_as_often_as_30(client, archive):
    few = {address: count(client, address) for address in ADDRESSES}
    archive.delete()
    many_pages.make(300)
    assert {address: count(client, address) for address in ADDRESSES} == few


def restrict(page, kind=PageViewRestriction.LOGIN):
    PageViewRestriction.objects.create(page=page, restriction_type=kind)


@pytest.mark.parametrize("above", ["archive", "home"])
def test_a_page_below_a_restricted_one_is_not_shown(client, archive, above):
    restrict(archive if above == "archive" else HomePage.objects.get())
    assert client.get(DEEPEST).status_code == 302


def test_a_restricted_page_is_not_shown(client):
    restrict(ContentPage.objects.get(slug="phase-one"))
    assert client.get("/programme/phase-one/").status_code == 302
    assert client.get("/programme/phase-two/").status_code == 200


def test_home_can_be_restricted(client):
    restrict(HomePage.objects.get())
    assert client.get("/").status_code == 302


def test_a_restriction_of_the_root_of_the_tree_holds_for_every_page(client):
    restrict(HomePage.objects.get().get_parent())
    assert {client.get(address).status_code for address in ("/", "/programme/", DEEPEST)} == {302, 404}


def test_an_alias_is_restricted_as_its_source_is(client):
    page = ContentPage.objects.get(slug="phase-one")
    page.create_alias(parent=HomePage.objects.get(), update_slug="other-name")
    assert client.get("/other-name/").status_code == 200
    restrict(page)
    assert client.get("/other-name/").status_code == 302


def test_a_restriction_that_is_lifted_is_lifted(client):
    page = ContentPage.objects.get(slug="phase-one")
    restrict(page)
    PageViewRestriction.objects.all().delete()
    assert client.get("/programme/phase-one/").status_code == 200


def test_a_page_of_the_same_name_elsewhere_is_not_shown_here(client, archive):
    assert client.get("/item-0001/").status_code == 404
    assert client.get("/programme/item-0001/").status_code == 404


def test_the_way_down_shows_live_pages_only(client, archive):
    below = ContentPage.objects.get(url_path="/home/archive/item-0001/item-0001/")
    ContentPage.objects.filter(url_path="/home/archive/item-0001/").update(live=False)
    page = client.get(below.get_url()).content.decode()
    assert '<a href="/archive/">Archive</a>' in page
    assert 'href="/archive/item-0001/"' not in page


def test_a_restricted_page_stands_in_no_menu(client):
    restrict(ContentPage.objects.get(slug="useful-links"))
    restrict(ContentPage.objects.get(slug="phase-one"))
    page = client.get("/programme/phase-two/").content.decode()
    assert '<nav class="side-nav"' in page
    assert 'href="/useful-links/"' not in page
    assert 'href="/programme/phase-one/"' not in page.partition('<nav class="side-nav"')[2]


def test_the_children_of_a_page_have_an_index_of_their_own():
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Page._meta.db_table)
    assert found["pages_children"]["columns"] == ["depth", "path"]
