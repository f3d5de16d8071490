"""The check of links to other sites: what it asks, what it never asks, and what it keeps."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from pages import link_check, link_guard, link_places
from pages.external_links import ExternalLink, LinkPlace
from pages.link_connection import Answer
from pages.link_fetch import Checker, Outcome, Result
from pages.models import ContentPage, Publication

AGENT = "test (+https://example.scot/)"


# --- which addresses may be asked -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1",
    ],
)  # fmt: skip
def test_an_address_inside_a_network_is_not_public(address):
    assert not link_guard.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "151.101.1.1", "2606:4700::1", "64:ff9b::808:808"])
def test_an_address_that_everybody_can_reach_is_public(address):
    assert link_guard.is_public(address)


def named(monkeypatch, *addresses):
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: entries)


def test_a_name_with_one_private_address_is_refused(monkeypatch):
    named(monkeypatch, "8.8.8.8", "127.0.0.1")
    with pytest.raises(link_guard.RefusedError, match="private network"):
        link_guard.resolve("example.org", 443)


def test_the_connection_goes_to_the_address_that_was_judged(monkeypatch):
    named(monkeypatch, "8.8.8.8")
    asked = []

    def connect(method, target, ip, agent, timeout):
        asked.append(ip)
        return Answer(200)

    assert Checker(AGENT, connect=connect).check("https://example.org/").result == Result.WORKS
    assert asked == ["8.8.8.8"]


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        pytest.param("ftp://example.org/", "not a web address", id="another scheme"),
        pytest.param("file:///etc/passwd", "not a web address", id="a file"),
        pytest.param("https:///path", "not a web address", id="no host"),
        pytest.param("https://[::1", "not a web address", id="a broken host"),
        pytest.param("https://example.org:99999/", "not a web address", id="no such port"),
        pytest.param("https://user:word@example.org/", "a name or a password", id="a password"),
        pytest.param("https://example.org:5432/", "port 5432", id="a database's port"),
        pytest.param("http://127.0.0.1/", "private network", id="this machine"),
        pytest.param("http://2130706433/", "private network", id="this machine as one number"),
        pytest.param("http://0x7f.1/", "private network", id="this machine in sixteens"),
        pytest.param("http://0/", "private network", id="no machine at all"),
        pytest.param("http://[::ffff:127.0.0.1]/", "private network", id="this machine, IPv4 within IPv6"),
        pytest.param("http://[::1]/", "private network", id="this machine, IPv6"),
        pytest.param("http://169.254.169.254/latest/", "private network", id="a cloud's secrets"),
        pytest.param("http://localhost/", "private network", id="this machine by name"),
    ],
)
def test_what_must_not_be_asked_is_not_asked(address, reason):
    def connect(*args):
        raise AssertionError(f"asked {address}")

    outcome = Checker(AGENT, connect=connect).check(address)
    assert outcome.result == Result.BROKEN
    assert reason in outcome.cause


# --- what a site answers --------------------------------------------------------------------------------------------


class Site:
    """Answers by path, and remembers who asked for what. Names with "private" in them lead to this machine."""

    def __init__(self, answers):
        self.answers, self.asked = answers, []

    def lookup(self, host, port):
        if "private" in host:
            return link_guard.resolve("127.0.0.1", port)
        return "8.8.8.8"

    def connect(self, method, target, ip, agent, timeout):
        self.asked.append((method, target.hostname, target.path))
        found = (
            self.answers[(method, target.path)] if (method, target.path) in self.answers else self.answers[target.path]
        )
        if isinstance(found, Exception):
            raise found
        return found

    def check(self, address):
        return Checker(AGENT, lookup=self.lookup, connect=self.connect).check(address)


@pytest.mark.parametrize(
    ("answer", "result", "cause"),
    [
        pytest.param(Answer(200), Result.WORKS, "", id="200"),
        pytest.param(Answer(304), Result.WORKS, "", id="304"),
        pytest.param(Answer(404), Result.BROKEN, "not there any more (404)", id="404"),
        pytest.param(Answer(410), Result.BROKEN, "for good (410)", id="410"),
        pytest.param(Answer(400), Result.BROKEN, "(400)", id="400"),
        pytest.param(Answer(403), Result.UNSURE, "Open the link yourself", id="403"),
        pytest.param(Answer(429), Result.UNSURE, "Open the link yourself", id="429"),
        pytest.param(Answer(503), Result.UNSURE, "had a fault (503)", id="503"),
        pytest.param(TimeoutError(), Result.UNSURE, "within 10 seconds", id="silence"),
        pytest.param(ConnectionRefusedError(), Result.BROKEN, "Nothing answers", id="nobody there"),
        pytest.param(ConnectionResetError(), Result.UNSURE, "connection broke", id="cut off"),
    ],
)
def test_each_answer_has_a_result_and_a_cause_in_words(answer, result, cause):
    outcome = Site({"/": answer}).check("https://example.org/")
    assert outcome.result == result
    assert cause in outcome.cause


def test_a_site_that_refuses_head_is_asked_with_get():
    site = Site({("HEAD", "/"): Answer(405), ("GET", "/"): Answer(200)})
    assert site.check("https://example.org/").result == Result.WORKS
    assert [method for method, *_ in site.asked] == ["HEAD", "GET"]


def test_a_site_that_answers_head_is_not_asked_twice():
    site = Site({"/": Answer(200)})
    site.check("https://example.org/")
    assert len(site.asked) == 1


def test_a_page_that_moved_for_good_says_where_it_is_now():
    site = Site({"/old": Answer(301, "/new"), "/new": Answer(200)})
    outcome = site.check("https://example.org/old")
    assert outcome.result == Result.MOVED
    assert "https://example.org/new" in outcome.cause


@pytest.mark.parametrize("path", ["/a", "/b"])
def test_a_page_that_sends_readers_on_for_now_works(path):
    site = Site({"/a": Answer(302, "/c"), "/b": Answer(301, "/a"), "/c": Answer(200)})
    assert site.check(f"https://example.org{path}").result == Result.WORKS


def test_a_site_that_sends_readers_round_in_circles_is_left():
    site = Site({"/": Answer(302, "/")})
    assert "more than 5 times" in site.check("https://example.org/").cause
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    "onward",
    ["http://private.example.org/", "http://127.0.0.1/", "file:///etc/passwd", "https://example.org:22/", "//[::1]/"],
)
def test_a_redirect_never_leads_into_a_private_network(onward):
    site = Site({"/": Answer(302, onward)})
    if onward in ("http://127.0.0.1/", "//[::1]/"):
        site.lookup = lambda host, port: "8.8.8.8" if host == "example.org" else link_guard.resolve(host, port)
    assert site.check("https://example.org/").result == Result.BROKEN
    assert {host for _, host, _ in site.asked} == {"example.org"}


def test_a_name_that_nobody_has_any_more_is_said_so():
    def lookup(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    outcome = Checker(AGENT, lookup=lookup).check("https://gone.example/")
    assert (outcome.result, outcome.answered) == (Result.BROKEN, False)
    assert "no site named gone.example" in outcome.cause


def test_a_real_request_says_who_asks_and_reads_no_body():
    heard = {}

    class Page(BaseHTTPRequestHandler):
        def do_HEAD(self):
            heard.update(agent=self.headers["User-Agent"], host=self.headers["Host"], path=self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        port = server.server_port
        checker = Checker(AGENT, lookup=lambda host, port: "127.0.0.1", ports=frozenset({port}))
        outcome = checker.check(f"http://example.org:{port}/a b?c=ü")
    assert outcome == Outcome(Result.WORKS)
    assert heard == {"agent": AGENT, "host": f"example.org:{port}", "path": "/a%20b?c=%C3%BC"}


def test_a_site_that_drips_is_cut_off():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        checker = Checker(AGENT, timeout=0.2, lookup=lambda host, port: "127.0.0.1", ports=frozenset({port}))

        def drip():
            peer, _ = server.accept()
            with peer:
                for _ in range(100):
                    try:
                        peer.sendall(b"H")
                    except OSError:
                        return
                    threading.Event().wait(0.1)

        threading.Thread(target=drip, daemon=True).start()
        assert checker.check(f"http://example.org:{port}/").result == Result.UNSURE


# --- where links stand ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_links_of_pages_publications_and_contacts_are_found():
    kinds = {found.kind for places in link_places.collect().values() for found in places}
    assert kinds == {"page", "publication", "contact"}


@pytest.mark.django_db
def test_a_link_in_a_page_says_under_which_heading_it_stands():
    page = ContentPage.objects.get(slug="contact-us")
    text = '<p><a href="https://example.org/found#part">a thing</a></p>'
    page.body = [("heading", "Further reading"), ("text", text)]
    page.save_revision().publish()
    (found,) = link_places.collect()["https://example.org/found"]
    assert (found.name, found.place) == ("Contact us", "under “Further reading”")
    assert found.edit == f"/admin/pages/{page.pk}/edit/"


@pytest.mark.django_db
def test_links_to_this_site_mail_and_phones_are_not_links_to_other_sites():
    addresses = link_places.collect()
    assert all(address.startswith(("http://", "https://")) for address in addresses)
    assert not [address for address in addresses if address.startswith("http://127.0.0.1")]


@pytest.mark.django_db
def test_every_place_of_a_link_can_be_opened_in_the_admin(admin_client):
    link_check.find_links()
    for address in set(LinkPlace.objects.values_list("edit_address", flat=True)):
        assert admin_client.get(address).status_code in (200, 302), address


# --- a whole round --------------------------------------------------------------------------------------------------


@pytest.fixture
def few_links(db, monkeypatch):
    addresses = ["https://a.example/1", "https://a.example/2", "https://b.example/"]
    place = link_places.Found("", "page", "A page", "body", "/admin/")
    monkeypatch.setattr(link_places, "collect", lambda: {address: [place] for address in addresses})
    return addresses


def outcomes(monkeypatch, results):
    asked = []

    def check(self, address):
        asked.append(address)
        return results.get(address, Outcome(Result.WORKS))

    monkeypatch.setattr(Checker, "check", check)
    return asked


SILENT = Outcome(Result.BROKEN, "There is no site named so any more.", answered=False)


def test_each_host_has_its_turn(few_links, monkeypatch):
    asked = outcomes(monkeypatch, {})
    call_command("check_links", "--delay", "0")
    assert [address.split("/")[2] for address in asked] == ["a.example", "b.example", "a.example"]


def test_a_host_is_left_in_peace_before_it_is_asked_again(few_links, monkeypatch):
    outcomes(monkeypatch, {})
    link_check.find_links()
    pauses = []
    this = link_check.Round(delay=3, sleep=pauses.append, clock=lambda: 100.0)
    this.run(list(ExternalLink.objects.all()), lambda part: None)
    assert pauses == [3]


def test_the_limit_takes_those_whose_check_is_oldest(few_links, monkeypatch):
    asked = outcomes(monkeypatch, {})
    for _ in few_links:
        call_command("check_links", "--limit", "1", "--delay", "0")
    assert sorted(asked) == few_links


def test_a_result_is_kept_with_its_cause_and_the_last_day_on_which_the_link_worked(few_links, monkeypatch):
    with time_machine.travel("2026-05-12 10:00Z"):
        outcomes(monkeypatch, {})
        call_command("check_links", "--delay", "0")
    with time_machine.travel("2026-06-12 10:00Z"):
        outcomes(monkeypatch, {few_links[0]: Outcome(Result.BROKEN, "Gone.")})
        call_command("check_links", "--delay", "0")
    link = ExternalLink.objects.get(address=few_links[0])
    assert (link.result, link.cause) == ("broken", "Gone.")
    assert (link.last_good_at.month, link.checked_at.month) == (5, 6)


def test_when_the_network_is_away_every_earlier_result_is_kept(few_links, monkeypatch):
    outcomes(monkeypatch, {})
    call_command("check_links", "--delay", "0")
    before = list(ExternalLink.objects.order_by("pk").values())
    outcomes(monkeypatch, dict.fromkeys(few_links, SILENT))
    with pytest.raises(CommandError, match="Every earlier result is kept"):
        call_command("check_links", "--delay", "0")
    assert list(ExternalLink.objects.order_by("pk").values()) == before


def test_a_silent_site_is_dead_when_others_answer(few_links, monkeypatch):
    outcomes(monkeypatch, {few_links[2]: SILENT})
    call_command("check_links", "--delay", "0")
    assert ExternalLink.objects.get(address=few_links[2]).result == "broken"


@pytest.mark.django_db
def test_when_the_network_goes_away_half_way_the_rest_is_kept(monkeypatch, capsys):
    addresses = [f"https://site{number}.example/" for number in range(12)]
    place = link_places.Found("", "page", "A page", "body", "/admin/")
    monkeypatch.setattr(link_places, "collect", lambda: {address: [place] for address in addresses})
    found = sorted(addresses)
    outcomes(monkeypatch, dict.fromkeys(found[4:], SILENT))
    call_command("check_links", "--delay", "0")
    assert ExternalLink.objects.filter(result="").count() == 8
    assert "8  kept as they were" in capsys.readouterr().out


def test_the_command_shows_how_far_it_is_and_names_what_is_dead(few_links, monkeypatch, capsys):
    outcomes(monkeypatch, {few_links[2]: Outcome(Result.BROKEN, "The page is not there any more (404).")})
    call_command("check_links", "--delay", "0")
    said, progress = capsys.readouterr()
    assert "3 links to other sites; checking 3." in said
    assert "Checking: 100%" in progress
    assert "https://b.example/\n    The page is not there any more (404).\n    Page A page, body" in said


@pytest.mark.parametrize("options", [["--limit", "0"], ["--delay", "-1"]])
def test_a_senseless_option_is_refused(db, options):
    with pytest.raises(CommandError, match="--limit is a number from 1 on"):
        call_command("check_links", *options)


@pytest.mark.django_db
def test_a_link_that_stands_nowhere_any_more_is_forgotten(monkeypatch):
    ExternalLink.objects.create(address="https://nowhere.example/", checked_at=timezone.now())
    link_check.find_links()
    assert not ExternalLink.objects.filter(address="https://nowhere.example/").exists()
    assert ExternalLink.objects.filter(address=Publication.objects.first().url).exists()
