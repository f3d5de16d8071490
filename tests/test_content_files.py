"""The first content is checked as files, before any of it becomes a page. No Django in here."""

import re
import tomllib
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "pages" / "content"
NATIONAL_LINES = FOLDER.parents[1] / "contacts" / "data" / "national_lines.csv"
FILES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
PAGES = {name: data for name, data in FILES.items() if "type" in data}
PUBLICATIONS = {publication["key"]: publication for publication in FILES["publications"]["publications"]}
ADDRESSES = {publication["url"] for publication in PUBLICATIONS.values()}

BLOCKS = {
    "heading", "text", "callout", "phone_line", "link_list", "finder", "consent_choice", "storage_table", "themes",
    "glance", "streams",
}  # fmt: skip
KINDS = re.compile(
    "report|guidance|law|web page|minutes|statement|strategy|action plan|standards|blog|diagram|dataset|consultation"
    "|official record"
)
LINES = {row.partition(",")[0] for row in NATIONAL_LINES.read_text(encoding="utf-8").splitlines()[1:]}
OVERVIEW = [
    *("February 2016", "independent chair", "twelve recommendations", "page 69", "It is Still Everyone's Job"),
    *("Child Protection Committees", "Child Protection Registers", "Significant Case Reviews", "Initial Case Reviews"),
    *("Leadership, Governance and Accountability", "Developing a Learning Culture", "Shared Values"),
    *("Three carried on work", "Five were new", "35 areas for action", "National Child Protection Leadership Group"),
    *("Learning Reviews replaced", "94 Cathedral Street, Glasgow G4 0LG"),
]
PROGRAMME = (
    "phase-one/ phase-two/ systems-review-group/ systems-review-group/recommendations/ actions/ timeline/ glossary/"
)
RICH_TEXT_TAGS = {"p", "h3", "ul", "ol", "li", "b", "i", "a"}
# Bodies whose own pages stand behind a fact. Anybody else's copy of a report is evidence at most, never a link.
PUBLIC_BODY = re.compile(
    r"https?://([\w-]+\.)*(gov\.scot|parliament\.scot|celcis\.org|careinspectorate\.com|cosla\.gov\.uk|spa\.police\.uk"
    r"|legislation\.gov\.uk|ico\.org\.uk|equalityadvisoryservice\.com|w3\.org)/.*"
)
COPIES = re.compile(
    "docslib|yumpu|vdocument|cupdf|businessdocbox|slideorbit|paperzz|studylib|taydith|pages.dev|go-ttnl|giansagar"
    "|cababarama|mysocialwall|theapsgroup|wikipedia"
)
# 999, 101 and 55 are names as much as numbers; any longer run of digits that can be dialled belongs to a phone line.
PHONE_NUMBER = re.compile(r"(?<![\w-])(?:(?:\+44|0\d)[\d ]{3,}\d|116 ?\d{3})(?!\d)")


class Html(HTMLParser):
    """Collects tags, links and words, and remembers every tag that was not closed in order."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.links, self.words, self.open = set(), [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.open.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> does not close the tag before it"

    def handle_data(self, data):
        self.words.append(data)


def strings(value):
    """Every string in a data file, however deep."""
    if isinstance(value, str):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for item in items for text in strings(item)]


def blocks(page, kind):
    return [block.get("value") for block in page.get("body", []) if block["block"] == kind]


def privacy(page):
    return [text for text in page.values() if page["type"] == "PrivacyPage" and str(text).strip().startswith("<p>")]


def rich_texts(page):
    callouts = [callout["text"] for callout in blocks(page, "callout")]
    return [*blocks(page, "text"), *callouts, page.get("programme_intro", ""), page.get("thanks", ""), *privacy(page)]


def slug(term):
    """As Django's slugify makes it."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", term.lower())).strip("-_")


def is_a_date(text):
    """Whether the text is a year, a month or a day that the calendar has."""
    return bool(re.fullmatch(r"\d{4}(-\d\d){0,2}", text) and date.fromisoformat((text + "-01-01")[:10]))


def links(page):
    return [link for text in rich_texts(page) for link in Html(text).links]


PATHS = {page["path"] for page in PAGES.values()}
ANCHORS = {"/programme/glossary/#" + slug(term["term"]) for term in FILES["glossary"]["terms"]}
EACH_PAGE = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())


@EACH_PAGE
def test_a_page_has_what_the_loader_needs(page):
    kinds = {"HomePage", "ContentPage", "TimelinePage", "GlossaryPage", "CommitmentListPage", "FormPage", "PrivacyPage"}
    assert page["type"] in kinds
    assert page["title"]
    assert 0 < len(page["summary"]) <= 200
    assert isinstance(page["order"], int)
    assert page["path"].rstrip("/").rpartition("/")[0] + "/" in PATHS  # its parent
    assert {block["block"] for block in page.get("body", [])} <= BLOCKS
    assert set(blocks(page, "phone_line")) <= LINES


def test_every_page_of_the_design_is_there_once_and_the_main_menu_has_three():
    programme = {"/programme/" + name for name in PROGRAMME.split()}
    small_print = {"/accessibility/", "/cookies/", "/privacy/", "/safety/"}
    forms = {"/contact-us/data-protection-complaint/", "/contact-us/accessibility/", "/privacy/young-people/"}
    assert programme | small_print | forms | {"/", "/programme/", "/useful-links/", "/contact-us/"} == PATHS
    assert len(PATHS) == len(PAGES)
    menu = [page for page in PAGES.values() if page["show_in_menus"] and page["path"].count("/") == 2]
    assert {page["path"] for page in menu} == {"/programme/", "/useful-links/", "/contact-us/"}


@EACH_PAGE
def test_rich_text_is_well_formed_and_uses_only_what_editors_can(page):
    for text in rich_texts(page):
        html = Html(text)
        assert html.tags <= RICH_TEXT_TAGS
        assert html.open == []


@EACH_PAGE
def test_a_link_leads_to_a_page_the_finder_or_a_publication(page):
    targets = PATHS | ANCHORS | ADDRESSES
    all_links = links(page) + [audience["link"] for audience in page.get("audience", [])]
    assert [
        link for link in all_links if link not in targets and not link.startswith("/find-out-who-to-talk-to/")
    ] == []


@EACH_PAGE
def test_a_list_of_links_names_publications_that_exist(page):
    for link in [link for value in blocks(page, "link_list") for link in value["links"]]:
        assert set(link) == {"publication", "part", "printed_page", "pdf_page", "address", "text"}
        assert link["publication"] in PUBLICATIONS
        assert not link["address"] or link["address"].startswith(PUBLICATIONS[link["publication"]]["url"])


@EACH_PAGE
def test_no_phone_number_is_typed_but_the_offices_own_on_the_contact_page(page):
    text = " ".join(" ".join(Html(text).words) for text in strings(page))
    allowed = [FILES["site"]["settings"]["phone"]] if page["path"] == "/contact-us/" else []
    assert PHONE_NUMBER.findall(text) == allowed


@pytest.mark.parametrize("text", ["0800 1111", "116 123", "0141 444 8500", "08007315520", "+44 141 444 8500"])
def test_a_typed_phone_number_would_be_seen(text):
    assert PHONE_NUMBER.search(f"ring {text} now")


@pytest.mark.parametrize("data", FILES.values(), ids=FILES.keys())
def test_nobody_elses_copy_is_linked(data):
    for text in strings(data):
        assert not COPIES.search(text)
        assert "not found" not in text


def test_publications_are_complete_and_distinct():
    assert len(PUBLICATIONS) == len(ADDRESSES) == len(FILES["publications"]["publications"])
    for publication in PUBLICATIONS.values():
        assert all([publication["title"], publication["publisher"]])
        assert KINDS.fullmatch(publication["kind"])
        assert PUBLIC_BODY.fullmatch(publication["url"])
        assert publication["superseded_by"] in {"", *PUBLICATIONS}
        assert publication["pdf_url"] == ""  # none has been opened yet
        assert is_a_date(publication["published"] or "2017")


def test_every_event_is_dated_placed_and_sourced():
    for event in FILES["timeline"]["events"]:
        assert is_a_date(event["date"])
        assert event["end"] == "" or (is_a_date(event["end"]) and event["end"] > event["date"])
        assert event["phase"] in {"before", "one", "two", "later"}
        assert event["sources"]


def test_every_term_is_explained_once_and_every_source_is_a_page_of_a_publication():
    terms = FILES["glossary"]["terms"]
    assert len(ANCHORS) == len(terms) == len([term for term in terms if term["definition"]])
    sources = [source for entry in FILES["timeline"]["events"] + terms for source in entry["sources"]]
    publications = tuple(re.sub(r"/pages/\d+/$", "/", address) for address in ADDRESSES)
    assert [source for source in sources if not source.startswith(publications)] == []


def items(name):
    return FILES[name]["items"]


def test_only_the_recommendations_that_were_read_are_summed_up():
    read = [item["number"] for item in items("recommendations") if item["words"]]
    assert read == [1, 2, 3]
    assert [item["number"] for item in items("recommendations")] == list(range(1, 13))
    unread = [item for item in items("recommendations") if not item["words"]]
    assert not [item for item in unread if item["name"] or item["theme"] or item["lead"]]
    assert not re.search(r"[Rr]ecommendation ([4-9]|1[0-2])\b", " ".join(strings(PAGES)))


def test_only_the_actions_that_were_read_are_there():
    assert [f"{item['stream']}-{item['number']}" for item in items("actions")] == [
        "SYS-1", "SYS-2", "CSE-1", "NEG-1", "NEG-2", "NEG-3", "NEG-4",
    ]  # fmt: skip
    assert all(item["words"] and item["name"] for item in items("actions"))


@pytest.mark.parametrize("name", ["recommendations", "actions"])
def test_every_status_is_dated_and_what_was_done_has_a_source_that_is_a_known_publication(name):
    publications = tuple(re.sub(r"/pages/\d+/$", "/", address) for address in ADDRESSES)
    for entry in [entry for item in items(name) for entry in item["entries"]]:
        assert is_a_date(entry["date"])
        assert entry["evidence"].startswith(publications) or (entry["status"], entry["evidence"]) == ("no-record", "")


def test_there_are_three_themes_and_eight_streams_beside_the_review():
    assert len(FILES["streams"]["themes"]) == 3
    kinds = [stream["kind"] for stream in FILES["streams"]["streams"]]
    assert kinds == ["review", *["continued"] * 3, *["new"] * 5]


def test_the_overview_says_what_the_page_of_2019_said():
    said = " ".join("".join(word for text in rich_texts(PAGES["programme"]) for word in Html(text).words).split())
    assert [fact for fact in OVERVIEW if fact not in said] == []
