"""Recommendations and actions from a spreadsheet: everything shown first, nothing half-saved, nothing lost."""

import csv
import io

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pages.commitment_rows import COLUMNS
from pages.models import CommitmentListPage, CommitmentPage, StatusEntry
from tests.sign_in import make_editor, sign_in

pytestmark = pytest.mark.django_db
EVIDENCE = "https://www.gov.scot/groups/national-child-protection-leadership-group/"


@pytest.fixture
def actions():
    return CommitmentListPage.objects.get(slug="actions")


@pytest.fixture
def moderator(client):
    sign_in(client, make_editor("isla", "Moderators"))
    return client


def exported(client) -> list[dict[str, str]]:
    text = client.get("/programme/actions/actions.csv").content.decode("utf-8-sig")
    return [dict(zip(COLUMNS, row, strict=True)) for row in list(csv.reader(io.StringIO(text)))[1:]]


def row(**cells) -> dict[str, str]:
    return {**dict.fromkeys(COLUMNS, ""), "number": "1", "stream": "INS", **cells}


def as_file(rows) -> SimpleUploadedFile:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([each[name] for name in COLUMNS] for each in rows)
    return SimpleUploadedFile("actions.csv", out.getvalue().encode(), "text/csv")


def send(client, list_page, rows):
    return client.post(reverse("commitments:upload", args=[list_page.pk]), {"file": as_file(rows)})


def confirm(client, list_page, shown):
    soup = BeautifulSoup(shown.content, "html.parser")
    fields = {name: soup.find("input", attrs={"name": name})["value"] for name in ("text", "digest")}
    return client.post(reverse("commitments:upload", args=[list_page.pk]), fields)


def words(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def state():
    return (
        list(CommitmentPage.objects.order_by("pk").values_list("pk", "title", "words", "latest_revision")),
        StatusEntry.objects.count(),
    )


def test_what_was_exported_changes_nothing(moderator, actions):
    before = state()
    assert "Nothing would change" in words(send(moderator, actions, exported(moderator)))
    assert state() == before


def test_nothing_is_saved_until_it_is_confirmed(moderator, actions):
    before = state()
    shown = words(send(moderator, actions, [row(name="a test", words="It asks for a test.")]))
    assert "a new page, INS-1: a test" in shown
    assert "Nothing is saved yet" in shown
    assert state() == before


def test_a_confirmed_file_is_on_the_site(moderator, actions):
    changed = {**exported(moderator)[3], "words": "New words about policy."}
    new = row(name="a test", words="It asks for a test.", lead="Ministers", status="Accepted", date="2017-03-02")
    response = confirm(moderator, actions, send(moderator, actions, [changed, new]))
    assert response.status_code == 302
    assert b"New words about policy." in moderator.get("/programme/actions/neg-1/").content
    page = moderator.get("/programme/actions/ins-1/").content
    assert b"It asks for a test." in page
    assert b"Accepted, 2 March 2017" in page
    assert CommitmentPage.objects.get(slug="ins-1").entries.get().author == "isla"


def test_a_status_is_added_and_the_old_ones_stay(moderator, actions):
    before = CommitmentPage.objects.get(slug="neg-1").entries.count()
    changed = {**exported(moderator)[3], "status": "Work begun", "date": "2018", "evidence": EVIDENCE, "note": "So."}
    shown = send(moderator, actions, [changed])
    assert "Added to its history" in words(shown)
    confirm(moderator, actions, shown)
    assert CommitmentPage.objects.get(slug="neg-1").entries.count() == before + 1


def test_a_row_that_is_missing_changes_nothing(moderator, actions):
    confirm(moderator, actions, send(moderator, actions, [row(name="a test")]))
    assert CommitmentPage.objects.child_of(actions).live().count() == 8


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"number": "seven"}, "“seven” is not a number"),
        ({"number": "0"}, "“0” is not a number"),
        ({"number": "٧"}, "is not a number"),
        ({"stream": "XYZ"}, "No work stream has the code “XYZ”"),
        ({"theme": "Values"}, "No theme is called “Values”"),
        ({"status": "Done", "date": "2018"}, "“Done” is not a status"),
        ({"date": "2018"}, "no status"),
        ({"status": "Accepted", "date": "in March"}, "Status date: Write the date as"),
        ({"status": "Carried out", "date": "2018"}, "Evidence: “Carried out” needs the address"),
        ({"evidence": "javascript:alert(1)", "status": "Accepted", "date": "2018"}, "Evidence: Enter a valid URL"),
        ({"official_address": "www"}, "Address of the official words: Enter a valid URL"),
        ({"words": "Ring 0131 496 0000."}, "Plain summary: “0131 496 0000” is a phone number"),
        ({"name": "x" * 121}, "What it is about: Ensure this value has at most 120 characters"),
    ],
)
def test_a_fault_is_named_with_its_row_and_nothing_of_the_file_is_saved(moderator, actions, cells, reason):
    before = state()
    response = send(moderator, actions, [row(name="right"), row(number="2", **{"name": "wrong", **cells})
                                          if "number" not in cells else row(**cells)])  # fmt: skip
    assert response.status_code == 422
    table = BeautifulSoup(response.content, "html.parser").select(".listing tbody tr")
    assert [cell.get_text() for cell in table[0].find_all("th")] == ["3"]
    assert reason in " ".join(table[0].get_text(" ").split())
    assert state() == before


def test_a_row_that_stands_twice_is_refused(moderator, actions):
    assert "INS-1 stands in the file twice" in words(send(moderator, actions, [row(), row(name="again")]))


def test_a_page_with_an_unpublished_draft_is_not_overwritten(moderator, actions):
    page = CommitmentPage.objects.get(slug="neg-1")
    page.words = "Somebody's draft."
    page.save_revision()
    response = send(moderator, actions, [{**exported(moderator)[3], "words": "From the file."}])
    assert "It has a draft that is not published" in words(response)


def test_what_changed_since_it_was_shown_is_shown_again_and_not_saved(moderator, actions):
    shown = send(moderator, actions, [{**exported(moderator)[3], "words": "From the file."}])
    page = CommitmentPage.objects.get(slug="neg-1")
    page.words = "From somebody else."
    page.save_revision().publish()
    response = confirm(moderator, actions, shown)
    assert "The list has changed since you looked" in words(response)
    assert CommitmentPage.objects.get(slug="neg-1").words == "From somebody else."


def test_an_editor_saves_drafts_and_readers_see_nothing_new(client, actions):
    sign_in(client, make_editor())
    shown = send(client, actions, [{**exported(client)[3], "words": "A draft."}, row(name="a draft")])
    assert "drafts are saved" in words(shown)
    confirm(client, actions, shown)
    assert b"A draft." not in client.get("/programme/actions/neg-1/").content
    assert client.get("/programme/actions/ins-1/").status_code == 404
    assert CommitmentPage.objects.get(slug="neg-1").get_latest_revision_as_object().words == "A draft."


def test_an_editor_may_not_add_a_status(client, actions):
    sign_in(client, make_editor())
    response = send(client, actions, [{**exported(client)[3], "status": "No record found", "date": "2026"}])
    assert "You may not add a status" in words(response)


@pytest.mark.parametrize("name", ["index", "upload"])
def test_who_may_not_write_pages_may_not_import(client, actions, name):
    sign_in(client, make_editor("rona", "Contact checkers"))
    address = reverse(f"commitments:{name}", args=[actions.pk] if name == "upload" else [])
    response = client.get(address)
    assert response.status_code in (302, 403) or "no list that you may add to" in words(response)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7", "This is a PDF"),
        (b"a,b\n1,2\n", "The first row must hold the names of the columns"),
        (b"x" * (1024 * 1024 + 1), "at most 1 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(moderator, actions, data, reason):
    sent = {"file": SimpleUploadedFile("actions.csv", data)}
    response = moderator.post(reverse("commitments:upload", args=[actions.pk]), sent)
    assert response.status_code == 422
    assert reason in words(response)


def test_the_menu_leads_to_import_and_export(moderator):
    page = moderator.get(reverse("commitments:index"))
    assert "Export as CSV" in words(page)
    assert reverse("commitments:index") in moderator.get("/admin/").content.decode()
