"""Change notes, the feed that carries them, and how a page says when it was changed and how to cite it."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from pages.models import ChangeNote, CommitmentPage, ContentPage, StatusEntry
from pages.views import every_path
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
FEED = "/changes.atom"


@pytest.fixture
def page():
    return ContentPage.objects.get(slug="phase-one")


def publish(page, note=""):
    page.change_note = note
    page.save_revision().publish()


def about(client, address="/programme/phase-one/") -> str:
    section = BeautifulSoup(client.get(address).content, "html.parser").select_one(".about")
    return " ".join(section.get_text(" ").split()) if section else ""


def entries(client) -> list[dict[str, str]]:
    root = ElementTree.fromstring(client.get(FEED).content)
    return [
        {child.tag.removeprefix(ATOM): child.get("href") or child.text or "" for child in entry}
        for entry in root.findall(f"{ATOM}entry")
    ]


# --- notes ----------------------------------------------------------------------------------------------------------


def test_a_note_is_shown_with_its_day_when_the_page_is_published(client, page):
    publish(page, "The aims are in plainer words.")
    today = timezone.localdate()
    assert f"{today.day} {today:%B %Y} : The aims are in plainer words." in about(client)


def test_a_note_is_said_once_and_the_next_edit_begins_without_it(client, page, admin_user):
    publish(page, "First change.")
    sign_in(client, admin_user)
    form = BeautifulSoup(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content, "html.parser")
    assert form.find(attrs={"name": "change_note"}).get("value", "") == ""
    publish(ContentPage.objects.get(pk=page.pk).get_latest_revision_as_object(), "Second change.")
    publish(ContentPage.objects.get(pk=page.pk).get_latest_revision_as_object(), "")
    assert list(ChangeNote.objects.values_list("note", flat=True)) == ["Second change.", "First change."]


def test_a_small_correction_leaves_no_note(client, page):
    publish(page)
    assert "What has changed" not in about(client)
    assert not ChangeNote.objects.exists()


def test_a_drafts_note_is_not_shown_until_it_is_published(client, page):
    page.change_note = "Not yet."
    page.save_revision()
    assert "Not yet." not in about(client)
    assert "Not yet." not in client.get(FEED).content.decode()


def test_a_scheduled_publication_brings_its_note(client, page):
    page.change_note, page.go_live_at = "On the day.", timezone.now() + timedelta(hours=1)
    page.save_revision(approved_go_live_at=page.go_live_at).publish()
    assert "On the day." not in about(client)
    revision = page.latest_revision
    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    content = {**revision.content, "go_live_at": (timezone.now() - timedelta(minutes=1)).isoformat()}
    type(revision).objects.filter(pk=revision.pk).update(content=content)
    call_command("publish_scheduled", verbosity=0)
    assert "On the day." in about(client)


# --- the feed -------------------------------------------------------------------------------------------------------


def test_the_feed_carries_notes_newest_first(client, page):
    publish(page, "First change.")
    publish(ContentPage.objects.get(pk=page.pk).get_latest_revision_as_object(), "Second change.")
    newest = entries(client)[:2]
    assert [entry["summary"] for entry in newest] == ["Second change.", "First change."]
    assert newest[0]["title"] == "Phase one"
    assert newest[0]["link"] == f"{settings.BASE_URL}/programme/phase-one/"


def test_the_feed_is_atom_with_all_that_it_must_have(client, page):
    publish(page, "A change.")
    response = client.get(FEED)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    assert root.tag == f"{ATOM}feed"
    assert all(root.find(f"{ATOM}{name}") is not None for name in ("id", "title", "updated"))
    assert root.find(f"{ATOM}author/{ATOM}name").text
    own = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert own["self"] == f"{settings.BASE_URL}{FEED}"
    for entry in root.findall(f"{ATOM}entry"):
        assert all(entry.find(f"{ATOM}{name}") is not None for name in ("id", "title", "updated", "link"))
        assert datetime.fromisoformat(entry.find(f"{ATOM}updated").text).tzinfo
    ids = [entry["id"] for entry in entries(client)]
    assert len(ids) == len(set(ids))


def test_the_feed_does_not_change_when_it_is_asked_for_again(client):
    assert client.get(FEED).content == client.get(FEED).content


def test_the_feed_tells_what_became_of_a_recommendation_but_not_who_entered_it(client):
    page = CommitmentPage.objects.get(slug="7")
    StatusEntry.objects.create(commitment=page, status="accepted", date="2017-03-02", note="A test.", author="morag")
    assert entries(client)[0]["summary"] == "Accepted, 2 March 2017. A test."
    assert "morag" not in client.get(FEED).content.decode()


def test_the_feed_leaves_out_what_is_no_longer_published(client, page):
    publish(page, "A change.")
    ContentPage.objects.get(pk=page.pk).unpublish()
    assert "/programme/phase-one/" not in [entry["link"] for entry in entries(client)]


def test_a_new_page_is_in_the_feed_and_a_draft_is_not(client, page):
    page.copy(update_attrs={"slug": "draft", "title": "A draft"}, keep_live=False)
    new = ContentPage(title="A new page", slug="new", summary="S", body=[], live=False)
    page.get_parent().add_child(instance=new)
    new.save_revision().publish()
    titles = [entry["title"] for entry in entries(client)]
    assert titles[0] == "A new page"
    assert "A draft" not in titles


def test_every_page_but_the_crisis_path_names_the_feed_and_it_is_made_beforehand(client):
    assert FEED in set(every_path())
    for address, count in (("/programme/", 1), ("/", 1), ("/safety/", 0)):
        soup = BeautifulSoup(client.get(address).content, "html.parser")
        assert len(soup.select(f"link[rel=alternate][type='application/atom+xml'][href='{FEED}']")) == count


# --- about this page ------------------------------------------------------------------------------------------------


def test_a_page_says_when_it_was_changed_and_read_over(client, page):
    when = datetime(2026, 5, 1, 12, tzinfo=UTC)
    ContentPage.objects.filter(pk=page.pk).update(last_published_at=when, last_reviewed="2026-05-12")
    assert "Last changed on 1 May 2026. Last read over on 12 May 2026." in about(client)


def test_a_page_that_nobody_has_read_over_does_not_say_so(client):
    assert "read over" not in about(client)


def test_a_citation_holds_who_when_what_and_where(client, page):
    when = datetime(2026, 5, 31, 23, 30, tzinfo=UTC)  # already June in Scotland
    ContentPage.objects.filter(pk=page.pk).update(last_published_at=when)
    assert about(client).endswith(
        "To cite it: Child Protection Improvement Programme (2026). Phase one. Page last changed on 1 June 2026. "
        f"{settings.BASE_URL}/programme/phase-one/"
    )


def test_a_recommendation_is_cited_by_its_own_address(client):
    address = "/programme/systems-review-group/recommendations/7/"
    assert "Recommendation 7. Page last changed on" in about(client, address)
    assert about(client, address).endswith(address)


@pytest.mark.parametrize("address", ["/safety/", "/", "/find-out-who-to-talk-to/"])
def test_the_crisis_path_and_home_carry_none_of_it(client, address):
    assert about(client, address) == ""
    assert "cite.js" not in client.get(address).content.decode()
