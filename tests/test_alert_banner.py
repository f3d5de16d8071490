"""The banner for everybody: when it is shown, where it stands, and that it never costs a page."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.models import Page

from contacts import FINDER_PATH
from pages.models import ContentPage, SiteSettings
from tests.questions import asked_for

pytestmark = pytest.mark.django_db
CRISIS_PATH = ["/safety/", FINDER_PATH, f"{FINDER_PATH}south-ayrshire/"]
OTHERS = ["/", "/programme/", "/programme/timeline/", "/search/", "/sitemap/"]
WORDS = "Our office is closed this week."


def put_up(**fields) -> None:
    SiteSettings.objects.update(**{"alert_text": WORDS, **fields})


def soup_of(client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


@pytest.mark.parametrize("address", [*OTHERS, *CRISIS_PATH])
def test_the_banner_stands_once_on_every_public_page(client, address):
    put_up()
    assert len(soup_of(client, address).select(".alert")) == 1


@pytest.mark.parametrize("address", OTHERS)
def test_the_banner_stands_between_the_header_and_the_main_part(client, address):
    put_up()
    html = client.get(address).content.decode()
    assert html.index("</header>") < html.index('class="alert ') < html.index("<main")


@pytest.mark.parametrize("address", CRISIS_PATH)
def test_on_the_crisis_path_nothing_comes_before_the_number(client, address):
    put_up()
    html = client.get(address).content.decode()
    assert html.index("</main>") < html.index('class="alert ')


def test_an_answer_of_the_finder_shows_the_banner_below_too(client):
    put_up()
    html = client.post(FINDER_PATH, {"place": "Ayrshire"}).content.decode()
    assert html.index("</main>") < html.index('class="alert ')


@pytest.mark.parametrize("address", ["/programme/", "/safety/"])
def test_without_words_there_is_no_banner(client, address):
    assert not soup_of(client, address).select(".alert")


@pytest.mark.parametrize(("level", "word"), SiteSettings.Level.choices)
def test_the_level_is_said_in_a_word_and_not_by_colour_alone(client, level, word):
    put_up(alert_level=level)
    banner = soup_of(client, "/programme/").select_one(".alert")
    assert banner.get_text(" ", strip=True).startswith(f"{word}:")
    assert banner["aria-label"] == word


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        pytest.param("2026-07-06 08:59", False, id="a minute before it starts, by the clock in Scotland"),
        pytest.param("2026-07-06 09:00", True, id="when it starts"),
        pytest.param("2026-07-10 16:59", True, id="a minute before it ends"),
        pytest.param("2026-07-10 17:00", False, id="when it ends"),
    ],
)
def test_the_banner_keeps_the_clock_of_scotland(client, moment, shown):
    put_up(alert_start=datetime(2026, 7, 6, 8, tzinfo=UTC), alert_end=datetime(2026, 7, 10, 16, tzinfo=UTC))
    here = timezone.make_aware(datetime.fromisoformat(moment))
    with time_machine.travel(here):
        assert bool(soup_of(client, "/programme/").select(".alert")) is shown


def test_the_banner_links_to_the_page_that_says_more(client):
    put_up(alert_page=Page.objects.get(slug="contact-us"))
    link = soup_of(client, "/programme/").select_one(".alert a")
    assert (link["href"], link.get_text()) == ("/contact-us/", "Contact us")


def test_the_banner_does_not_link_to_a_page_that_is_not_public(client):
    page = ContentPage.objects.get(slug="contact-us")
    page.unpublish()
    put_up(alert_page=page)
    assert not soup_of(client, "/programme/").select(".alert a")


def test_the_words_are_text_and_never_html(client):
    put_up(alert_text="<script>alert(1)</script>")
    assertNotContains(client.get("/programme/"), "<script>alert")


def test_a_page_survives_settings_that_cannot_be_read(client, monkeypatch):
    put_up()

    def away(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(SiteSettings.objects, "select_related", away)
    response = client.get("/programme/")
    assertContains(response, "<h1>")
    assertNotContains(response, 'class="alert ')


def test_the_banner_costs_no_question_to_the_database_of_its_own(client):
    without = asked_for(lambda: client.get("/contact-us/"))
    put_up(alert_page=Page.objects.get(slug="contact-us"))
    assert len(asked_for(lambda: client.get("/contact-us/"))) == len(without)


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        pytest.param(
            {"alert_start": timezone.now(), "alert_end": timezone.now() - timedelta(hours=1)},
            "alert_end",
            "end before it starts",
            id="an end before the start",
        ),
        pytest.param({"alert_text": "Ring 0141 496 0000"}, "alert_text", "0141 496 0000", id="a typed number"),
        pytest.param({"phone": "0141"}, "phone", "cannot be dialled", id="a phone that is none"),
    ],
)
def test_settings_that_cannot_be_right_are_refused_with_the_reason(fields, field, reason):
    settings = SiteSettings.objects.get()
    for name, value in fields.items():
        setattr(settings, name, value)
    with pytest.raises(ValidationError) as refused:
        settings.full_clean()
    assert reason in " ".join(refused.value.message_dict[field])


def test_the_next_change_of_the_banner_is_known_in_advance():
    now = timezone.now()
    settings = SiteSettings(alert_text=WORDS, alert_start=now + timedelta(hours=1), alert_end=now + timedelta(hours=2))
    assert settings.alert_changes_at(now) == settings.alert_start
    assert settings.alert_changes_at(settings.alert_start) == settings.alert_end
    assert settings.alert_changes_at(settings.alert_end) is None
