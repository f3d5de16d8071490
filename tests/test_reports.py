"""The reports: links to other sites, pages to read over, and what the finder could not answer."""

from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.apps import apps
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from contacts import FINDER_PATH
from contacts.finder_counts import FinderCount
from pages.external_links import ExternalLink, LinkPlace
from pages.models import BasePage, ContentPage
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
REPORTS = ["links_report", "review_report", "finder_report"]


@pytest.fixture
def editor(client, admin_user):
    sign_in(client, admin_user)
    return client


def rows(response) -> list[str]:
    table = BeautifulSoup(response.content, "html.parser").select("main tbody tr, tbody tr")
    return [" ".join(row.get_text(" ").split()) for row in table]


def text(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_stands_in_the_menu(editor, name):
    assert reverse(name) in editor.get("/admin/").content.decode()


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("query", ["", "?export=csv", "?export=xlsx"])
def test_nobody_sees_a_report_without_signing_in(client, name, query):
    assert client.get(reverse(name) + query).status_code in (302, 403)


@pytest.mark.parametrize("name", REPORTS)
def test_an_empty_report_says_so_in_words(editor, name):
    for model in (ExternalLink, FinderCount):
        model.objects.all().delete()
    for page in BasePage.__subclasses__():
        page.objects.update(last_reviewed=timezone.localdate())
    words = text(editor.get(reverse(name)))
    assert any(
        said in words
        for said in ("No link has been looked at yet", "Every page has been read over", "answered every question")
    )


# --- links to other sites -------------------------------------------------------------------------------------------


@pytest.fixture
def links():
    ExternalLink.objects.all().delete()
    now = timezone.now()
    made = [
        ("https://works.example/", "works", "", now),
        ("https://dead.example/", "broken", "The page is not there any more (404).", now - timedelta(days=30)),
        ("https://new.example/", "", "", None),
    ]
    for address, result, cause, good in made:
        link = ExternalLink.objects.create(
            address=address, result=result, cause=cause, checked_at=now if result else None, last_good_at=good
        )
        LinkPlace.objects.create(
            link=link, kind="page", name="Useful links", place="under “Reports”", edit_address="/admin/pages/3/edit/"
        )
    LinkPlace.objects.create(link=ExternalLink.objects.get(result="broken"), kind="contact", name="Fife")


def test_dead_links_come_first_with_cause_place_and_last_good_day(editor, links):
    first, *others = rows(editor.get(reverse("links_report")))
    assert "dead.example" in first.replace(" ", "")
    for said in ("Dead", "not there any more (404)", "Page Useful links, under “Reports”", "Contact Fife"):
        assert said in first
    assert "works.example" in others[-1].replace(" ", "")


def test_a_place_leads_to_where_an_editor_changes_it(editor, links):
    soup = BeautifulSoup(editor.get(reverse("links_report")).content, "html.parser")
    assert soup.select_one('tbody a[href="/admin/pages/3/edit/"]')


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("result=broken", 1),
        ("result=none", 1),
        ("result=works", 1),
        ("kind=contact", 1),
        ("kind=page", 3),
        ("q=dead", 1),
    ],
)
def test_links_are_filtered_and_searched(editor, links, query, count):
    assert len(rows(editor.get(f"{reverse('links_report')}?{query}"))) == count


def test_links_are_exported_with_their_places(editor, links):
    response = editor.get(f"{reverse('links_report')}?export=csv&result=broken")
    exported = b"".join(response.streaming_content).decode()
    assert exported.splitlines()[0].startswith("Address,Result,What the check found,Where it stands")
    assert "Contact Fife; Page Useful links, under “Reports”" in exported
    assert "works.example" not in exported


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_exported_as_a_spreadsheet(editor, links, name):
    FinderCount.objects.create(day=timezone.localdate(), reason="not_found", count=3)
    response = editor.get(f"{reverse(name)}?export=xlsx")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    assert sheet.max_row > 1


def test_the_report_asks_the_same_number_of_questions_for_any_number_of_links(editor, links):
    address = reverse("links_report")
    editor.get(address)
    with CaptureQueriesContext(connection) as few:
        editor.get(address)
    for number in range(30):
        link = ExternalLink.objects.create(address=f"https://site{number}.example/")
        LinkPlace.objects.create(link=link, kind="page", name="A page")
    with CaptureQueriesContext(connection) as many:
        editor.get(address)
    assert len(many) == len(few)


# --- pages to read over ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reviewed", "due"),
    [
        pytest.param(None, True, id="never"),
        pytest.param(date(2026, 1, 1), False, id="this year"),
        pytest.param(date(2025, 6, 10), False, id="365 days ago"),
        pytest.param(date(2025, 6, 9), True, id="366 days ago"),
    ],
)
def test_a_page_is_due_when_nobody_read_it_for_a_year(editor, reviewed, due):
    ContentPage.objects.filter(slug="contact-us").update(last_reviewed=reviewed)
    with time_machine.travel("2026-06-10 12:00Z"):
        sign_in(editor, apps.get_model("auth.User").objects.get())
        assert any("Contact us" in row for row in rows(editor.get(reverse("review_report")))) is due


def test_every_kind_of_page_is_in_the_report(editor):
    shown = " ".join(rows(editor.get(reverse("review_report"))))
    for title in ("Timeline", "Glossary", "Contact us"):
        assert title.lower() in shown.lower()


@pytest.mark.parametrize(("state", "shown"), [("never", False), ("old", True), ("all", True), ("", True)])
def test_pages_are_filtered_by_how_long_ago_they_were_read(editor, state, shown):
    ContentPage.objects.filter(slug="contact-us").update(last_reviewed=date(2020, 1, 1))
    found = rows(editor.get(f"{reverse('review_report')}?state={state}"))
    assert any("Contact us" in row for row in found) is shown


def test_a_page_that_is_not_public_need_not_be_read_over(editor):
    ContentPage.objects.get(slug="contact-us").unpublish()
    assert not any("Contact us" in row for row in rows(editor.get(reverse("review_report"))))


# --- the finder -----------------------------------------------------------------------------------------------------


def ask(client, place):
    return client.post(FINDER_PATH, {"place": place})


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        pytest.param("xqzw vvkk", "not_found", id="no place"),
        pytest.param("ZZ99 9ZZ", "not_a_postcode", id="no postcode"),
        pytest.param("Stranrar", "suggestions", id="a misspelling"),
        pytest.param("London", "outside_scotland", id="elsewhere"),
        pytest.param("", "empty", id="nothing"),
    ],
)
def test_a_question_without_an_answer_is_counted_by_its_reason(client, fresh, place, reason):
    for _ in range(2):
        ask(client, place)
    (row,) = FinderCount.objects.all()
    assert (row.reason, row.count, row.day) == (reason, 2, timezone.localdate())


@pytest.mark.parametrize("place", ["Fife", "KA7 1AA", "Ayrshire"])
def test_a_question_with_an_answer_is_not_counted(client, fresh, place):
    ask(client, place)
    assert not FinderCount.objects.exists()


def test_nothing_of_what_was_typed_is_kept(client, fresh):
    ask(client, "xqzw vvkk")
    kept = {field.name for field in FinderCount._meta.fields}
    assert kept == {"id", "day", "reason", "count"}
    assert "xqzw" not in str(FinderCount.objects.values())


def test_the_day_is_the_day_in_scotland(client, fresh):
    with time_machine.travel("2026-07-01 23:30Z"):
        ask(client, "xqzw vvkk")
    assert FinderCount.objects.get().day == date(2026, 7, 2)


def test_a_count_costs_one_question_to_the_database(client, fresh):
    ask(client, "xqzw vvkk")
    with CaptureQueriesContext(connection) as asked:
        ask(client, "xqzw vvkk")
    counting = [query["sql"] for query in asked if "findercount" in query["sql"]]
    assert len(counting) == 1
    assert counting[0].startswith("UPDATE")


def test_a_count_does_not_make_the_contacts_be_read_again(client, fresh):
    version = apps.get_model("contacts", "ContactsVersion")
    before = version.current()
    ask(client, "xqzw vvkk")
    assert version.current() == before


def test_an_answer_is_whole_when_it_cannot_be_counted(client, fresh, monkeypatch):
    def away(*args, **kwargs):
        raise DatabaseError

    expected = ask(client, "xqzw vvkk").content
    monkeypatch.setattr("django.db.models.query.QuerySet.update", away)
    response = ask(client, "xqzw vvkk")
    assert (response.status_code, response.content) == (422, expected)


def test_the_report_shows_day_reason_and_number(editor):
    FinderCount.objects.create(day=date(2026, 6, 1), reason="not_found", count=7)
    FinderCount.objects.create(day=date(2026, 6, 2), reason="empty", count=2)
    newest, oldest = rows(editor.get(reverse("finder_report")))
    assert newest.endswith("Nothing was typed 2")
    assert oldest.endswith("No place of that name, nor one like it 7")
    assert len(rows(editor.get(f"{reverse('finder_report')}?reason=empty"))) == 1
    assert len(rows(editor.get(f"{reverse('finder_report')}?day_from=2026-06-02"))) == 1
