"""Recommendations and actions: what is here, what is not, where the official words are, and what became of each."""

import csv
import io
import re

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.urls import reverse

from pages.link_places import collect
from pages.models import CommitmentListPage, CommitmentPage, StatusEntry, Stream, Theme
from pages.views import every_path
from tests.sign_in import make_editor, sign_in

pytestmark = pytest.mark.django_db
RECOMMENDATIONS = "/programme/systems-review-group/recommendations/"
ACTIONS = "/programme/actions/"
EVIDENCE = "https://www.gov.scot/groups/national-child-protection-leadership-group/"


def soup_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def words(soup) -> str:
    return " ".join(soup.get_text(" ").split())


def rows(client, address):
    return [words(row) for row in soup_of(client, address).select(".table tbody tr")]


def recommendation(number: int) -> CommitmentPage:
    return CommitmentPage.objects.get(stream__code="SYS", number=number, slug=str(number))


def add_status(page, status="carried-out", date="2021-09", evidence=EVIDENCE, note="") -> StatusEntry:
    return StatusEntry.objects.create(
        commitment=page, status=status, date=date, evidence=evidence, note=note, author="morag"
    )


# --- the table ------------------------------------------------------------------------------------------------------


def test_all_twelve_recommendations_are_listed_by_number_in_order(client):
    links = soup_of(client, RECOMMENDATIONS).select(".table tbody th a")
    assert [link["href"] for link in links] == [f"{RECOMMENDATIONS}{number}/" for number in range(1, 13)]


def test_only_those_that_were_read_are_summed_up_and_the_others_say_so(client):
    marked = [row for row in rows(client, RECOMMENDATIONS) if "Not yet summarised here" in row]
    assert [re.match(r"Recommendation (\d+)", row)[1] for row in marked] == [str(number) for number in range(4, 13)]


def test_the_page_counts_what_is_there_and_says_what_the_report_states(client):
    text = words(soup_of(client, RECOMMENDATIONS).find("main"))
    assert "The report has 12. This list has 12 of them, 3 with a summary in our own words." in text
    recommendation(12).unpublish()
    text = words(soup_of(client, RECOMMENDATIONS).find("main"))
    assert "The report has 12. This list has 11 of them, 3 with" in text


def test_the_reviews_own_two_actions_are_not_counted_among_the_thirty_five(client):
    text = words(soup_of(client, ACTIONS).find("main"))
    assert "The report has 35. This list has 5 of them" in text
    assert "7 of 7 shown" in text


def test_a_stream_with_no_action_here_is_named_as_missing(client):
    missing = soup_of(client, ACTIONS).find(id="missing").find_next("ul")
    assert [item.get_text() for item in missing.find_all("li")] == [
        "Child Trafficking", "Internet Safety", "Inspections", "Leadership", "Children's Hearings", "Data and Evidence",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("theme/leadership-governance-and-accountability/", 3),
        ("theme/shared-values/", 0),
        ("status/accepted/", 10),
        ("status/work-begun/", 2),
        ("theme/leadership-governance-and-accountability/status/work-begun/", 2),
    ],
)
def test_the_table_is_filtered_by_following_links(client, path, count):
    shown = soup_of(client, RECOMMENDATIONS + path).select(".table tbody th")
    assert len(shown) == count


def test_actions_are_filtered_by_stream_and_status(client):
    shown = soup_of(client, f"{ACTIONS}stream/neglect/status/carried-out/").select(".table tbody th a")
    assert [link["href"] for link in shown] == [f"{ACTIONS}neg-4/"]


@pytest.mark.parametrize("path", ["theme/none/", "status/done/", "stream/x/", "status/accepted/theme/shared-values/"])
def test_a_filter_that_does_not_exist_is_not_found(client, path):
    assert client.get(RECOMMENDATIONS + path).status_code == 404


@pytest.mark.parametrize("address", [RECOMMENDATIONS, ACTIONS, f"{ACTIONS}stream/neglect/"])
def test_every_filter_shows_as_many_as_its_link_says(client, address):
    for link in soup_of(client, address).select(".filter a"):
        count = int(re.search(r"\((\d+)\)$", link.get_text())[1])
        assert len(soup_of(client, link["href"]).select(".table tbody th")) == count, link["href"]


def test_the_chosen_filter_is_marked_and_can_be_taken_off(client):
    soup = soup_of(client, f"{ACTIONS}stream/neglect/")
    chosen = [link["href"] for link in soup.select(".filter [aria-current]")]
    assert chosen == [f"{ACTIONS}stream/neglect/", f"{ACTIONS}stream/neglect/"]
    assert soup.find("a", href=ACTIONS, string=re.compile(r"All \(7\)"))


def test_every_address_that_a_filter_leads_to_is_made_beforehand(client):
    paths = set(every_path())
    for address in (RECOMMENDATIONS, ACTIONS):
        links = {link["href"] for link in soup_of(client, address).select(".filter a")}
        assert links <= paths
    assert f"{RECOMMENDATIONS}recommendations.csv" in paths
    assert all(client.get(path).status_code == 200 for path in paths if path.startswith((RECOMMENDATIONS, ACTIONS)))


# --- one of them ----------------------------------------------------------------------------------------------------


def test_a_recommendation_says_what_it_asks_who_acts_and_how_it_stands(client):
    text = words(soup_of(client, f"{RECOMMENDATIONS}1/").find("main"))
    assert "Leadership, Governance and Accountability" in text
    assert "one national group" in text
    assert "answers to Scottish Ministers" in text
    assert "Work begun, June 2017" in text


def test_a_recommendation_that_was_not_read_has_its_page_with_the_official_words(client):
    main = soup_of(client, f"{RECOMMENDATIONS}7/").find("main")
    assert main.h1.get_text() == "Recommendation 7"
    assert "Not yet summarised here." in words(main)
    report = "https://www.gov.scot/publications/child-protection-improvement-programme-report/pages/8/"
    assert main.find("a", href=report)
    assert "Accepted, 2 March 2017" in words(main)


def test_the_address_of_the_official_words_can_be_more_exact(client):
    page = recommendation(7)
    page.place = "Chapter 5, printed page 30"
    exact = "https://www.gov.scot/publications/protecting-scotlands-children-young-people-still-everyones-job/pages/8/"
    page.official_address = exact
    page.save_revision().publish()
    main = soup_of(client, f"{RECOMMENDATIONS}7/").find("main")
    assert "Scottish Government, report" in main.find("a", href=exact).get_text()
    assert "Chapter 5, printed page 30" in words(main)
    assert exact in collect()


def test_new_words_change_the_title_and_never_the_address():
    page = recommendation(7)
    page.name, page.words = "a test", "It asks for a test."
    page.save_revision().publish()
    page.refresh_from_db()
    assert (page.title, page.slug, page.summary) == ("Recommendation 7: a test", "7", "It asks for a test.")


def test_a_number_stands_once_in_a_stream():
    list_page = CommitmentListPage.objects.get(slug="actions")
    page = CommitmentPage(number=1, stream=Stream.objects.get(code="NEG"))
    page.list_page = list_page
    with pytest.raises(ValidationError, match="NEG-1 is in the list already"):
        list_page.add_child(instance=page)


def test_the_same_number_in_another_stream_is_another_action(client):
    list_page = CommitmentListPage.objects.get(slug="actions")
    page = CommitmentPage(number=1, stream=Stream.objects.get(code="INS"), name="a test")
    page.list_page = list_page
    list_page.add_child(instance=page)
    assert soup_of(client, f"{ACTIONS}ins-1/").h1.get_text() == "INS-1: a test"


def test_each_leads_to_the_one_before_and_after(client):
    links = soup_of(client, f"{RECOMMENDATIONS}2/").select(".around a")
    assert [link["href"] for link in links] == [f"{RECOMMENDATIONS}1/", f"{RECOMMENDATIONS}3/", RECOMMENDATIONS]


# --- history --------------------------------------------------------------------------------------------------------


def test_the_newest_by_date_is_the_status_and_the_older_ones_stay(client):
    page = recommendation(1)
    add_status(page, date="2021-09", note="Learning Reviews came.")
    add_status(page, status="work-begun", date="2016", note="Found late.")
    soup = soup_of(client, f"{RECOMMENDATIONS}1/")
    dates = [time["datetime"] for time in soup.select(".timeline time")]
    assert dates == ["2021-09", "2017-06", "2017-03-02", "2016"]
    assert "Carried out, September 2021" in words(soup.select_one(".facts"))


@pytest.mark.parametrize("change", ["save", "delete"])
def test_an_entry_is_never_changed_or_deleted(change):
    entry = StatusEntry.objects.first()
    with pytest.raises(ValidationError):
        getattr(entry, change)()


def test_a_page_with_a_history_cannot_be_deleted():
    with pytest.raises(ProtectedError):
        recommendation(1).delete()


@pytest.mark.parametrize("status", ["work-begun", "carried-out", "replaced"])
def test_what_was_done_needs_evidence(status):
    entry = StatusEntry(commitment=recommendation(1), status=status, date="2020", author="morag")
    with pytest.raises(ValidationError, match="needs the address"):
        entry.full_clean()


def test_everything_done_that_is_loaded_has_evidence_of_a_known_publication(client):
    done = StatusEntry.objects.filter(status__in=StatusEntry.NEED_EVIDENCE)
    assert done.count() == 6
    assert all(entry.evidence in collect() for entry in done)


def test_who_made_an_entry_is_not_told_to_readers(client):
    add_status(recommendation(1))
    assert b"morag" not in client.get(f"{RECOMMENDATIONS}1/").content
    assert b"morag" not in client.get(f"{RECOMMENDATIONS}recommendations.csv").content


# --- themes and streams on other pages ------------------------------------------------------------------------------


def test_the_groups_page_shows_the_three_themes_with_chapter_and_pages(client):
    soup = soup_of(client, "/programme/systems-review-group/")
    for theme, chapter, pages in [
        ("leadership-governance-and-accountability", "Chapter 4", "14 to 26"),
        ("developing-a-learning-culture", "Chapter 5", "27 to 36"),
        ("shared-values", "Chapter 6", "37 to 46"),
    ]:
        section = words(soup.find(id=theme).find_parent("section"))
        assert f"{chapter}, printed pages {pages}" in section
    assert soup.find("a", href=f"{RECOMMENDATIONS}3/")


def test_the_page_of_phase_one_shows_the_eight_streams_with_their_actions(client):
    soup = soup_of(client, "/programme/phase-one/")
    ids = [heading["id"] for heading in soup.select("h3[id]")]
    assert ids == list(Stream.objects.exclude(kind="review").values_list("slug", flat=True))
    assert soup.find("a", href=f"{ACTIONS}neg-3/")


def test_a_theme_that_editors_rename_is_renamed_everywhere(client):
    theme = Theme.objects.get(slug="shared-values")
    theme.name = "Values that we share"
    theme.save()
    assert "Values that we share" in words(soup_of(client, "/programme/systems-review-group/"))


# --- the admin ------------------------------------------------------------------------------------------------------


def test_a_moderator_adds_an_entry_in_their_own_name(client):
    sign_in(client, make_editor("isla", "Moderators"))
    page = recommendation(1)
    address = reverse("wagtailsnippets_pages_statusentry:add")
    assert str(page) in client.get(f"{address}?commitment={page.pk}").content.decode()
    sent = {"commitment": page.pk, "status": "carried-out", "date": "2022", "evidence": EVIDENCE, "note": ""}
    assert client.post(address, sent).status_code == 302
    assert page.entries.get(date="2022").author == "isla"


def test_the_list_of_entries_says_the_date_in_words_and_who_published_the_evidence(client, admin_user):
    sign_in(client, admin_user)
    rows = soup_of(client, reverse("wagtailsnippets_pages_statusentry:list")).select("tbody tr")
    assert {words(cell) for cell in rows[0].select("td")} >= {"Accepted", "2 March 2017", "Scottish Government"}


@pytest.mark.parametrize("view", ["edit", "delete"])
def test_nobody_gets_to_change_an_entry_in_the_admin(client, admin_user, view):
    sign_in(client, admin_user)
    address = reverse(f"wagtailsnippets_pages_statusentry:{view}", args=[StatusEntry.objects.first().pk])
    before = StatusEntry.objects.count()
    client.post(address, {"status": "replaced"})
    assert StatusEntry.objects.count() == before
    assert not StatusEntry.objects.filter(status="replaced").exists()


def test_an_editor_may_not_add_an_entry(client):
    sign_in(client, make_editor())
    address = reverse("wagtailsnippets_pages_statusentry:add")
    sent = {"commitment": recommendation(1).pk, "status": "accepted", "date": "2022", "evidence": "", "note": ""}
    client.post(address, sent)
    assert not StatusEntry.objects.filter(date="2022").exists()


def test_an_editor_sees_the_history_on_the_edit_page_and_the_address_is_not_a_field(client, admin_user):
    sign_in(client, admin_user)
    page = recommendation(1)
    soup = soup_of(client, reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert "Accepted , 2 March 2017" in words(soup) or "Accepted, 2 March 2017" in words(soup)
    assert not soup.find("input", attrs={"name": "slug"})


def test_an_editor_adds_an_action_by_its_stream_and_number(client, admin_user):
    sign_in(client, admin_user)
    parent = CommitmentListPage.objects.get(slug="actions")
    address = reverse("wagtailadmin_pages:add", args=["pages", "commitmentpage", parent.pk])
    fields = dict.fromkeys(("theme", "name", "words", "lead", "place", "official_address", "seo_title"), "")
    sent = {
        **fields, "number": 2, "stream": Stream.objects.get(code="INS").pk, "search_description": "", "go_live_at": "",
        "expire_at": "", "last_reviewed": "", "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0,
        "action-publish": "1",
    }  # fmt: skip
    response = client.post(address, sent)
    assert response.status_code == 302
    assert client.get(f"{ACTIONS}ins-2/").status_code == 200


# --- the file for everybody -----------------------------------------------------------------------------------------


def table(client, address):
    response = client.get(address)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("address", [RECOMMENDATIONS, ACTIONS])
def test_the_csv_agrees_with_the_page_row_for_row(client, address):
    name = address.strip("/").rpartition("/")[2]
    head, *body = table(client, f"{address}{name}.csv")
    links = [link["href"] for link in soup_of(client, address).select(".table tbody th a")]
    assert [row[-1].partition("8000")[2] or row[-1] for row in body] == links
    assert head[0] == "Number [number]"
    for row, shown in zip(body, rows(client, address), strict=True):
        assert row[head.index("Status [status]")] in shown


@pytest.mark.parametrize(
    "address",
    [
        f"{ACTIONS}other.csv",
        "/programme/programme.csv",
        "/no/such.csv",
        "/actions.csv",
        "/programme/actions.csv",
    ],
)
def test_no_other_csv_is_found(client, address):
    assert client.get(address).status_code == 404


def test_a_list_that_is_not_published_gives_no_csv(client):
    CommitmentListPage.objects.get(slug="actions").unpublish()
    assert client.get(f"{ACTIONS}actions.csv").status_code == 404
