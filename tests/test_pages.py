"""What a visitor finds on the pages that editors write."""

import re
from functools import cache
from itertools import pairwise

import brotli
import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client
from PIL import Image
from pytest_django.asserts import assertContains, assertNotContains

from contacts import FINDER_PATH
from pages.models import ContentPage, HomePage, Publication, SiteSettings
from pages.publications import publisher_of, say_partial_date, validate_partial_date

pytestmark = pytest.mark.django_db

PAGES = [
    "/", "/programme/", "/programme/phase-one/", "/programme/phase-two/", "/programme/systems-review-group/",
    "/programme/timeline/", "/programme/glossary/", "/useful-links/", "/contact-us/", "/accessibility/", "/cookies/",
    "/privacy/", "/safety/", "/programme/systems-review-group/recommendations/",
    "/programme/systems-review-group/recommendations/1/", "/programme/actions/", "/programme/actions/neg-4/",
]  # fmt: skip
EVERY_PAGE = [*PAGES, "/search/", "/sitemap/", FINDER_PATH, f"{FINDER_PATH}south-ayrshire/"]


def soup_of(client, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


@cache
def found(address: str):
    """The answer as everybody gets it, fetched once for all tests that change nothing."""
    return Client().get(address)


@cache
def read(address: str) -> BeautifulSoup:
    assert found(address).status_code == 200
    return BeautifulSoup(found(address).content, "html.parser")


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_every_page_asks_are_you_worried_as_its_first_link_after_the_header(address):
    link = read(address).find("header").find_next_sibling().find_next("a")
    assert link["href"] == FINDER_PATH
    assert link.get_text() == "Are you worried about a child? Find out who to talk to"


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_every_page_has_999_and_101_in_its_footer(address):
    footer = read(address).find("footer")
    assert {link["href"] for link in footer.select("a[href^=tel]")} == {"tel:999", "tel:101"}


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_every_page_has_one_title_one_h1_and_a_language(address):
    soup = read(address)
    assert soup.html["lang"] == "en-GB"
    assert soup.title.get_text(strip=True)
    assert len(soup.find_all("h1")) == 1


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_no_page_sets_a_cookie(address):
    response = found(address)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_headings_never_skip_a_level(address):
    levels = [int(heading.name[1]) for heading in read(address).find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_no_id_stands_twice_on_a_page(address):
    ids = [tag["id"] for tag in read(address).find_all(id=True)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", PAGES)
def test_every_link_between_pages_arrives(address):
    targets = {
        link["href"].partition("#")[0] for link in read(address).select("a[href^='/']") if link["href"] != address
    }
    for target in sorted(targets - {""}):
        assert found(target).status_code == 200, f"{address} links to {target}"


@pytest.mark.parametrize("address", PAGES)
def test_every_link_into_a_page_finds_its_place_there(address):
    for link in read(address).select("a[href*='#']"):
        target, _, place = link["href"].partition("#")
        if target.startswith("/") or not target:
            assert read(target or address).find(id=place), f"{address} links to {link['href']}"


@pytest.mark.parametrize("address", [page for page in PAGES if page != "/"])
def test_every_link_to_another_site_says_who_publishes_there(address):
    for link in read(address).find("main").select("a[href^=http]:not(.line a)"):
        words = link.get_text()
        known = Publication.objects.filter(url=link["href"]).first()
        publisher = known.publisher if known else publisher_of(link["href"])
        assert publisher in words, f"{address}: {words} leads to {link['href']}"


def test_the_main_menu_holds_the_pages_that_editors_put_there(client):
    HomePage.objects.get().get_children().get(slug="contact-us").specific.delete()
    menu = soup_of(client, "/programme/").find("header").find("nav")
    assert [link["href"] for link in menu.find_all("a")] == ["/programme/", "/useful-links/", "/search/"]


def test_breadcrumbs_lead_from_home_to_the_page(client):
    crumbs = soup_of(client, "/programme/phase-one/").select(".breadcrumbs li")
    assert [crumb.get_text(strip=True) for crumb in crumbs] == ["Home", "The programme", "Phase one"] or len(
        crumbs
    ) == 3
    assert crumbs[-1]["aria-current"] == "page"


def test_side_navigation_marks_the_current_page_of_the_programme(client):
    nav = soup_of(client, "/programme/phase-two/").select_one(".side-nav")
    assert [link["href"] for link in nav.select("[aria-current=page]")] == ["/programme/phase-two/"]
    assert "/programme/glossary/" in [link["href"] for link in nav.find_all("a")]


def test_side_navigation_marks_the_way_to_a_page_further_down(client):
    nav = soup_of(client, "/programme/systems-review-group/recommendations/7/").select_one(".side-nav")
    assert [link["href"] for link in nav.select("[aria-current=true]")] == ["/programme/systems-review-group/"]


def test_the_copyright_line_comes_from_site_settings(client):
    SiteSettings.objects.update(copyright="© 2026 A test")
    assertContains(client.get("/programme/"), "© 2026 A test")


def test_an_unknown_address_gets_the_numbers_and_a_way_on(client):
    soup = soup_of(client, "/no-such-page/", status=404)
    numbers = {link["href"] for link in soup.find("main").select("a[href^=tel]")}
    assert numbers == {"tel:999", "tel:101", "tel:08001111"}
    assert soup.find("main").find("a", href=FINDER_PATH)


def test_a_server_error_gets_the_numbers_and_asks_nothing_of_the_database(rf, django_db_blocker):
    from cpip_site.errors import server_error

    with django_db_blocker.block():
        response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert b'href="tel:999"' in response.content
    assert b'href="tel:08001111"' in response.content


# --- the timeline ---------------------------------------------------------------------------------------------------


def test_the_timeline_can_be_filtered_by_phase_without_a_script(client):
    every = len(soup_of(client, "/programme/timeline/").select(".timeline__event"))
    soup = soup_of(client, "/programme/timeline/phase-one/")
    shown = soup.select(".timeline__event")
    assert 0 < len(shown) < every
    assert {phase.get_text() for phase in soup.select(".timeline__phase")} == {"Phase one"}
    assert soup.select_one(".filter [aria-current]")["href"] == "/programme/timeline/phase-one/"


def test_the_timeline_runs_from_the_oldest_event_to_the_newest(client):
    dates = [time["datetime"] for time in soup_of(client, "/programme/timeline/").select(".timeline time")]
    assert dates == sorted(dates)
    assert "2016-02-25" in dates


def test_a_phase_that_does_not_exist_is_not_found(client):
    assert client.get("/programme/timeline/phase-nine/").status_code == 404


@pytest.mark.parametrize(
    ("value", "words"),
    [("2017", "2017"), ("2017-03", "March 2017"), ("2017-03-02", "2 March 2017")],
)
def test_a_date_is_said_as_exactly_as_it_is_known(value, words):
    assert say_partial_date(value) == words


@pytest.mark.parametrize("value", ["2017-13", "2017-3", "17", "2017-03-32", "March 2017", "2017-03-02T00:00"])
def test_a_malformed_date_is_refused(value):
    with pytest.raises(ValidationError, match="Write the date as"):
        validate_partial_date(value)


# --- the glossary ---------------------------------------------------------------------------------------------------


def test_a_term_links_to_the_glossary_where_it_is_first_used_and_only_there(client):
    links = [link["href"] for link in soup_of(client, "/programme/").select("a.term")]
    assert links
    assert len(links) == len(set(links))
    assert all(link.startswith("/programme/glossary/#") for link in links)


def test_a_term_inside_a_link_or_heading_is_left_alone(client):
    soup = soup_of(client, "/programme/systems-review-group/")
    assert not soup.select("a a, h2 a.term, h3 a.term")


# --- publications ---------------------------------------------------------------------------------------------------


def body_with(**link) -> list:
    publication = Publication.objects.get(key="systems-review")
    return [("link_list", {"title": "", "links": [{"publication": publication, **link}]})]


def page_with(**link) -> ContentPage:
    page = ContentPage(title="A test", slug="a-test", summary="For a test.", body=body_with(**link))
    HomePage.objects.get().add_child(instance=page)
    return page


def test_a_link_to_a_page_of_a_pdf_lands_on_that_page_and_says_the_printed_one(client):
    Publication.objects.filter(key="systems-review").update(pdf_url="https://www.gov.scot/report.pdf")
    page_with(printed_page="69", pdf_page=75, part="Appendix G")
    response = client.get("/a-test/")
    assertContains(response, 'href="https://www.gov.scot/report.pdf#page=75"')
    assertContains(response, "Appendix G, printed page 69")


def test_a_link_to_a_part_of_a_web_report_lands_on_that_part(client):
    page_with(printed_page="69", address="https://www.gov.scot/report/pages/17/")
    assertContains(client.get("/a-test/"), 'href="https://www.gov.scot/report/pages/17/"')


def test_a_superseded_document_says_so_and_points_on(client):
    newer = Publication.objects.exclude(key="systems-review").first()
    Publication.objects.filter(key="systems-review").update(superseded_by=newer)
    page_with()
    response = client.get("/a-test/")
    assertContains(response, "Replaced by")
    assertContains(response, newer.url)


def test_a_document_that_nothing_replaced_does_not_say_so(client):
    page_with()
    assertNotContains(client.get("/a-test/"), "Replaced by")


# --- design section 8: the facts of the overview --------------------------------------------------------------------


@pytest.mark.parametrize(
    "fact",
    [
        "February 2016", "Systems Review Group", "independent", "page 69", "Still Everyone",
        "Leadership, Governance and Accountability",
        "Developing a Learning Culture", "Shared Values", "35", "National Child Protection Leadership Group",
        "Learning Review", "2021",
    ],
)  # fmt: skip
def test_the_overview_states_what_the_programme_is(client, fact):
    assert fact in soup_of(client, "/programme/").find("main").get_text(" ")


def test_useful_links_hold_the_three_links_of_the_programmes_own_page(client):
    words = soup_of(client, "/useful-links/").find("main").get_text(" ")
    for name in ("at a glance", "Child Protection Improvement Programme Report", "page numbers"):
        assert name in words


# --- the crisis path ------------------------------------------------------------------------------------------------

CRISIS_PATH = ["/safety/", FINDER_PATH, f"{FINDER_PATH}south-ayrshire/"]


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_leave_this_page_stands_on_the_crisis_path_and_only_there(address):
    found = read(address).select("a[data-leave]")
    assert len(found) == (1 if address in CRISIS_PATH else 0)


@pytest.mark.parametrize("address", CRISIS_PATH)
def test_titles_on_the_crisis_path_do_not_name_the_topic(address):
    title = read(address).title.get_text().lower()
    assert not any(word in title for word in ("abuse", "child protection", "social work"))


@pytest.mark.parametrize("address", CRISIS_PATH)
def test_the_crisis_path_holds_no_image_of_a_file_and_no_address_elsewhere_to_load(address):
    soup = read(address)
    assert not soup.find_all(["img", "iframe", "video"])
    assert not [tag for tag in soup.find_all(src=True) if tag["src"].startswith("http")]


@pytest.mark.parametrize("address", [FINDER_PATH, f"{FINDER_PATH}south-ayrshire/", "/safety/"])
def test_what_a_messenger_shows_of_the_crisis_path_names_no_subject(address):
    head = read(address).head
    shown = head.title.get_text() + head.find("meta", attrs={"name": "description"})["content"]
    assert not re.search(r"child|abus|protect|social work|worried", shown, re.IGNORECASE)
    assert head.find("meta", property="og:image")["content"].endswith("/static/img/preview.png")
    assert {tag["property"] for tag in head.select("meta[property]")} == {"og:image"}


def test_a_browser_that_knows_no_svg_gets_an_icon(client):
    assert client.get("/favicon.ico")["Location"] == "/static/img/icon.ico"
    with Image.open(settings.BASE_DIR / "static/img/icon.ico") as icon:
        assert (32, 32) in icon.info["sizes"]


@pytest.mark.parametrize(
    "address", [FINDER_PATH, *(f"{FINDER_PATH}{council}/" for council in ("south-ayrshire", "aberdeen-city", "fife"))]
)
def test_a_page_of_the_finder_is_at_most_8000_bytes_compressed(client, address):
    assert len(brotli.compress(client.get(address).content)) <= 8_000


# --- on this page ---------------------------------------------------------------------------------------------------


def listed(client, number: int, **settings) -> list[str]:
    """The addresses under "On this page" of a page with so many headings."""
    page = ContentPage.objects.get(slug="phase-two")
    page.body = [("heading", f"Heading number {place}") for place in range(number)]
    for name, value in settings.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return [link["href"] for link in soup_of(client, "/programme/phase-two/").select("nav.contents a")]


def test_a_page_of_more_than_three_headings_lists_them_at_its_top(client):
    assert listed(client, 4) == [f"#heading-number-{place}" for place in range(4)]


def test_a_page_of_three_headings_does_not_list_them(client):
    assert listed(client, 3) == []


def test_an_editor_can_leave_the_list_of_headings_out(client):
    assert listed(client, 9, without_contents=True) == []


def test_no_list_of_headings_stands_before_the_numbers_on_the_crisis_path(client):
    assert listed(client, 9, crisis_path=True) == []


@pytest.mark.parametrize("address", PAGES)
def test_every_table_says_in_each_row_what_its_cells_are(address):
    for table in read(address).select("table"):
        assert [row for row in table.select("tbody tr") if not row.select("th[scope=row]")] == []
        assert [cell for cell in table.select("tbody td") if not cell.get("data-label")] == []
