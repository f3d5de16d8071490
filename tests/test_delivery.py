"""The whole application as the server has it: Django behind the page cache, and the mirror."""

import re
import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import override_settings
from django.utils import timezone
from pytest_django.asserts import assertNumQueries

from contacts import FINDER_PATH, directory
from cpip_site.delivery import MOST_MADE_BEFOREHAND, Delivery, is_our_host, public_paths
from cpip_site.models import SiteVersion
from cpip_site.page_cache import MOST_BYTES
from cpip_site.wsgi import application
from pages import frame
from pages.models import ContentPage
from pages.site_settings import SiteSettings
from tests.bench import many_pages
from tests.questions import asked_for

pytestmark = pytest.mark.django_db


class Here:
    """Makes pages in the test's own thread, so that they see the test's own transaction."""

    def submit(self, make, *args, **kwargs):
        from concurrent.futures import Future

        future = Future()
        future.set_result(make(*args, **kwargs))
        return future


@contextmanager
def a_delivery(folder):
    """In a folder of its own."""
    # A real request gives its connection back at its end; here that would end the test's own transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with override_settings(VAR_DIR=folder, ALLOWED_HOSTS=["127.0.0.1", "testserver"]):
        is_our_host.cache_clear()
        SiteVersion.move()
        delivery = Delivery(application)
        delivery.cache._makers = Here()
        delivery.watch.look()
        yield delivery
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    is_our_host.cache_clear()


@pytest.fixture
def delivery(tmp_path):
    with a_delivery(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker, tmp_path_factory):
    """With every page of the first content made and written down, once for all tests that only look at them."""
    with django_db_blocker.unblock(), a_delivery(tmp_path_factory.mktemp("filled")) as made:
        made.counts = [made.fill(), made.fill()]
    return made


def get(delivery, path):
    started = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "HTTP_HOST": "127.0.0.1:8000"}
    body = b"".join(delivery(environ, lambda status, headers: started.append(status)))
    return started[0], body.decode()


def test_a_page_from_the_cache_asks_nothing_of_the_database(delivery):
    get(delivery, "/programme/")
    with assertNumQueries(0):
        assert get(delivery, "/programme/")[0] == "200 OK"


@pytest.fixture
def watched(delivery):
    """A server's process, in which a thread keeps the contacts, the menu and the settings up to date."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, args=(30,))
    thread.start()
    directory.watched_by(thread)
    yield delivery
    stop.set()
    thread.join()


@pytest.mark.parametrize("path", ["", "all-numbers/", "fife/", "contacts.json"])
def test_the_finders_pages_are_made_without_the_database(watched, path):
    frame.refresh()
    with assertNumQueries(0):
        status, page = get(watched, f"{FINDER_PATH}{path}")
    assert status == "200 OK"
    assert path == "contacts.json" or "Programme" in page


def test_a_changed_menu_reaches_a_page_that_is_made_without_the_database(watched):
    page = ContentPage.objects.get(slug="useful-links")
    page.title = "Links worth having"
    page.save_revision().publish()
    watched.watch.look()
    assert "Links worth having" in get(watched, f"{FINDER_PATH}fife/")[1]


def test_a_published_change_reaches_the_public_bytes(delivery):
    get(delivery, "/programme/phase-one/")
    page = ContentPage.objects.get(slug="phase-one")
    page.summary = "Changed words."
    page.save_revision().publish()
    delivery.watch.look()
    assert "Changed words." in get(delivery, "/programme/phase-one/")[1]


def test_a_draft_does_not_reach_the_public_bytes(delivery):
    page = ContentPage.objects.get(slug="phase-one")
    page.summary = "Words that nobody has published."
    page.save_revision()
    delivery.watch.look()
    assert "nobody has published" not in get(delivery, "/programme/phase-one/")[1]


def test_every_public_address_can_be_made_beforehand(filled):
    paths = public_paths()
    assert len(paths) == len(set(paths))
    assert set(filled.cache.pages) == set(paths)
    assert f"{FINDER_PATH}na-h-eileanan-siar/" in filled.cache.pages
    assert "/programme/timeline/phase-one/" in filled.cache.pages


def test_what_is_made_beforehand_is_bounded_and_begins_with_the_numbers(delivery):
    many_pages.make(30)
    paths = public_paths(40)
    assert len(paths) == 40
    assert paths[0] == FINDER_PATH
    assert f"{FINDER_PATH}fife/" in paths
    assert "/archive/item-0001/" in public_paths()


def test_what_is_made_beforehand_fits_into_the_cache(filled):
    average = sum(page.size for page in filled.cache.pages.values()) / len(public_paths())
    assert average * MOST_MADE_BEFOREHAND < MOST_BYTES


def test_listing_every_address_asks_as_few_questions_for_many_pages(delivery):
    few = asked_for(public_paths)
    many_pages.make(300)
    assert len(asked_for(public_paths)) == len(few)


def test_a_fill_makes_and_writes_down_every_page_and_a_second_one_none(filled):
    assert filled.counts == [len(public_paths()), 0]
    assert filled.cache.mirror.read("/programme/timeline/phase-two/")


def test_the_sitemap_comes_from_the_cache(filled):
    assert filled.cache.pages["/sitemap.xml"].is_fresh(filled.watch.mark, 0)


def test_every_page_is_small_on_the_wire(filled):
    for path, page in filled.cache.pages.items():
        is_crisis = path.startswith(FINDER_PATH) and path.endswith("/")
        limit = 14_000 if is_crisis else 20_000
        assert len(page.variants["gzip"].body) <= limit, path


def test_the_page_with_all_numbers_weighs_less_than_30_kb(delivery):
    status, page = get(delivery, f"{FINDER_PATH}all-numbers/")
    assert status == "200 OK"
    assert len(page.encode()) < 30_000
    assert "open now until" not in page.lower()


def test_a_page_that_says_open_now_is_not_written_down(delivery):
    delivery.cache.fill([f"{FINDER_PATH}south-ayrshire/", "/programme/"])
    delivery.write_down(list(delivery.cache.pages))
    assert delivery.cache.mirror.read("/programme/")
    assert delivery.cache.mirror.read(f"{FINDER_PATH}south-ayrshire/") is None


def test_a_page_that_is_unpublished_leaves_the_mirror_though_nobody_asks_for_it(delivery, monkeypatch):
    some = ["/useful-links/", "/programme/", "/robots.txt"]
    everything = public_paths
    monkeypatch.setattr(
        "cpip_site.delivery.public_paths", lambda *most: [each for each in everything(*most) if each in some]
    )
    delivery.fill()
    assert delivery.cache.mirror.read("/useful-links/")
    ContentPage.objects.get(slug="useful-links").unpublish()
    delivery.watch.look()
    delivery.fill()
    assert delivery.cache.mirror.read("/useful-links/") is None
    assert delivery.cache.mirror.read("/programme/")
    assert delivery.cache.mirror.read("/robots.txt")


def test_writing_down_again_changes_nothing(delivery):
    delivery.cache.fill(["/programme/", "/privacy/"])
    assert delivery.write_down(["/programme/", "/privacy/"]) == 2
    assert delivery.write_down(["/programme/", "/privacy/"]) == 0


def test_build_mirror_writes_every_page_that_is_true_at_any_time_though_the_cache_holds_few(
    delivery, settings, monkeypatch, capsys
):
    monkeypatch.setattr("concurrent.futures.ThreadPoolExecutor.submit", Here.submit)
    monkeypatch.setattr("cpip_site.page_cache.MOST_BYTES", 200_000)
    call_command("build_mirror")
    assert (settings.VAR_DIR / "mirror/programme/timeline/index.html.br").exists()
    assert (settings.VAR_DIR / "mirror/programme/timeline/phase-two/index.html").exists()
    assert (settings.VAR_DIR / "mirror/find-out-who-to-talk-to/all-numbers/index.html").exists()
    assert re.search(r"\d+ files changed", capsys.readouterr().out)


def test_an_old_page_never_takes_the_place_of_a_newer_copy(delivery):
    delivery.cache.fill(["/programme/"])
    old = delivery.cache.pages["/programme/"]
    SiteVersion.move()
    delivery.watch.look()
    assert delivery.cache.pages["/programme/"] is old
    assert delivery.write_down(["/programme/"]) == 0


def test_copies_are_written_while_a_banner_has_a_day_on_which_it_ends(delivery):
    SiteSettings.objects.update(alert_text="The office moves.", alert_end=timezone.now() + timedelta(days=9))
    SiteVersion.move()
    delivery.watch.look()
    delivery.cache.fill(["/programme/", f"{FINDER_PATH}fife/"])
    delivery.write_down(["/programme/", f"{FINDER_PATH}fife/"])
    assert b"The office moves." in delivery.cache.mirror.read("/programme/").variants["identity"].body
    assert delivery.cache.mirror.read(f"{FINDER_PATH}fife/") is None
