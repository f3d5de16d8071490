"""Counting visits: only with consent, only pages that may be counted, only numbers, and never at a page's cost."""

from datetime import date

import pytest
import time_machine
from django.core.cache import caches
from django.core.management import call_command
from django.db import DatabaseError

from contacts import FINDER_PATH
from pages import visits
from pages.consent import COOKIE, VISIT_COOKIE
from pages.models import SiteSettings
from pages.visits import SeenToday, VisitCount, count

pytestmark = pytest.mark.django_db
HERE = {"Sec-Fetch-Site": "same-origin"}


def agree(client) -> None:
    client.cookies[COOKIE] = "yes.1"


def see(client, path="/programme/", **headers):
    # Django's client closes the answer, as a server does once it has gone out.
    return client.post("/visit/", path, content_type="text/plain", headers={**HERE, **headers})


def counted() -> dict[str, tuple[int, int]]:
    return {row.path: (row.views, row.visits) for row in VisitCount.objects.all()}


def test_with_consent_a_page_is_counted_once_for_each_view_and_once_for_the_visit(client):
    agree(client)
    for path in ("/programme/", "/programme/", "/"):
        assert see(client, path).status_code == 204
    assert counted() == {"/programme/": (2, 1), "/": (1, 1), "": (3, 1)}


def test_two_visitors_are_two_visits(client):
    for _ in range(2):
        client.cookies.clear()
        agree(client)
        see(client)
    assert counted()["/programme/"] == (2, 2)


@pytest.mark.parametrize("cookie", ["", "no.1", "yes", "yes.2", "yes.0", "yes.1 ", "no.yes.1"])
def test_without_consent_nothing_is_counted_and_nothing_is_set(client, cookie):
    client.cookies[COOKIE] = cookie
    answer = see(client)
    assert (answer.status_code, dict(answer.cookies), counted()) == (204, {}, {})


@pytest.mark.parametrize("signal", [{"Sec-GPC": "1"}, {"DNT": "1"}])
def test_what_the_browser_says_stands_above_an_earlier_yes(client, signal):
    agree(client)
    assert not see(client, **signal).cookies
    assert not counted()


def test_another_site_cannot_count(client):
    agree(client)
    see(client, **{"Sec-Fetch-Site": "cross-site"})
    assert not counted()


@pytest.mark.parametrize(
    "path",
    ["/safety/", FINDER_PATH, f"{FINDER_PATH}fife/", "/no-such-page/", "/admin/", "", "programme", "/programme",
     "/" + "a" * 300, "/\x00/", "/programme/?place=KA7", "//", "/../../"],
)  # fmt: skip
def test_only_a_live_page_off_the_crisis_path_is_counted(client, path):
    agree(client)
    assert see(client, path).status_code == 204
    assert not counted()


@pytest.mark.parametrize("path", ["/search/", "/sitemap/", "/programme/timeline/phase-one/"])
def test_pages_without_a_place_in_the_tree_are_counted_too(client, path):
    agree(client)
    see(client, path)
    assert counted()[path] == (1, 1)


def test_the_mark_of_a_visit_is_random_and_ends_at_midnight_in_scotland(client):
    agree(client)
    with time_machine.travel("2026-07-01T21:59:50+00:00", tick=False):
        cookie = see(client).cookies[VISIT_COOKIE]
    day, _, mark = cookie.value.partition(".")
    assert (day, len(mark), cookie["max-age"], cookie["path"]) == ("2026-07-01", 32, 3610, "/visit/")
    assert cookie["httponly"]


@pytest.mark.parametrize("mark", ["2026-01-01.short", "nonsense", f"2020-01-01.{'a' * 32}", f"{'x' * 32}"])
def test_a_mark_that_is_not_of_today_is_not_taken(client, mark):
    agree(client)
    client.cookies[VISIT_COOKIE] = mark
    assert see(client).cookies[VISIT_COOKIE].value != mark


def test_nothing_is_counted_where_an_editor_has_switched_it_off(client):
    SiteSettings.objects.update(count_visits=False)
    agree(client)
    see(client)
    assert not counted()


def test_a_database_that_is_away_loses_a_count_and_nothing_else(client, monkeypatch, caplog):
    def away(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(visits, "count", away)
    agree(client)
    assert see(client).status_code == 204
    assert "A visit was not counted: DatabaseError" in caplog.text


def test_one_address_cannot_count_for_ever_and_is_kept_nowhere(client, monkeypatch):
    agree(client)
    for _ in range(125):
        see(client, "/")
    assert counted()["/"][0] == 120
    assert "127.0.0.1" not in "".join(SeenToday.objects.values_list("visit", flat=True))


def test_the_mark_in_the_limits_is_not_the_address(client):
    from django.db import connection

    caches["shared"].clear()
    agree(client)
    see(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cpip_cache")
        keys = [row[0] for row in cursor.fetchall()]
    assert any("visit" in key for key in keys)
    assert not any("127.0.0.1" in key for key in keys)


def test_the_first_count_of_a_day_forgets_the_visits_of_the_day_before():
    count(date(2026, 11, 23), "/", "a" * 32)
    count(date(2026, 11, 24), "/", "b" * 32)
    assert set(SeenToday.objects.values_list("day", flat=True)) == {date(2026, 11, 24)}


@time_machine.travel("2026-11-24T12:00:00+00:00", tick=False)
def test_counts_are_deleted_after_25_months_and_marks_after_a_day(capsys):
    for day in (date(2024, 10, 23), date(2024, 10, 24), date(2026, 11, 24)):
        VisitCount.objects.create(day=day, path="/", views=1)
    SeenToday.objects.create(day=date(2026, 11, 23), visit="a" * 32)
    call_command("prune")
    assert sorted(VisitCount.objects.values_list("day", flat=True)) == [date(2024, 10, 24), date(2026, 11, 24)]
    assert not SeenToday.objects.exists()
    assert "1 deleted: counts of visits, after 25 months." in capsys.readouterr().out


def test_counting_asks_to_make_no_page_anew(client):
    from cpip_site.models import SiteVersion

    before = SiteVersion.current()
    agree(client)
    see(client)
    assert SiteVersion.current() == before
