"""manage.py verify_contacts: a digit that somebody changed, anywhere between the database and the reader, is found."""

import brotli
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, models

from contacts import FINDER_PATH, directory, published, snapshot
from contacts.models import Approval, ContactsVersion, ServiceLine
from cpip_site.delivery import is_our_host, mirror
from cpip_site.differences import Difference
from cpip_site.management.commands import verify_contacts
from cpip_site.models import SiteVersion
from cpip_site.page_cache import ALL_NUMBERS
from cpip_site.page_numbers import Page
from cpip_site.stored_page import StoredPage
from cpip_site.verify import Approved, Verification
from cpip_site.verify_kept import Copies, database, kept_snapshot
from pages.models import ContentPage
from tests.two_people import KEY, NEW, OLD, put_on_site, sql_update, with_number

pytestmark = pytest.mark.django_db
AYR = f"{FINDER_PATH}south-ayrshire/"
CARD = f"{AYR}contact.vcf"
TUESDAY, SATURDAY = "2026-11-24T10:00Z", "2026-11-28T23:40Z"
NIGHT = "0800 328 7758"
SPELLED_OLD, SPELLED_NEW = "0 1 2 9 2, 2 8 8 6 4 5", "0 1 2 9 2, 2 8 8 6 5 4"


@pytest.fixture(autouse=True)
def machine(settings, tmp_path):
    """A machine on which the site has run; requests share the test's own transaction."""
    settings.VAR_DIR = tmp_path
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    settings.BASE_URL = "http://127.0.0.1:8000"
    is_our_host.cache_clear()
    directory.forget()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield tmp_path
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    is_our_host.cache_clear()
    directory.forget()


@pytest.fixture
def tuesday():
    with time_machine.travel(TUESDAY, tick=True):
        yield


def served(path):
    return verify_contacts.in_process()(path)


def looked_at(path, change=lambda body: body):
    """What is found wrong at this path when its bytes are changed on their way."""

    def fetch(path):
        status, body = served(path)
        return status, change(body)

    return [*Verification(Approved.read(), fetch, "page").page(path)]


def replaced(old, new, times=-1):
    def change(body):
        assert old.encode() in body, f"{old} does not stand there"
        return body.replace(old.encode(), new.encode(), times)

    return change


def said(found):
    return " | ".join(map(str, found))


# --- what is right ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("moment", [TUESDAY, SATURDAY, "2026-12-25T11:00Z", "2026-11-30T11:00Z"])
def test_every_council_page_is_as_it_was_approved_at_any_hour(moment):
    with time_machine.travel(moment, tick=True):
        approved = Approved.read()
        site = Verification(approved, served, "page")
        assert said([one for path in site.councils for one in site.page(path)]) == ""


@pytest.mark.parametrize("path", ["/", FINDER_PATH, ALL_NUMBERS, CARD, "/safety/", "/privacy/", "/sitemap.xml",
                                  *(f"{FINDER_PATH}{name}" for name in ("contacts.json", "contacts.csv", "open-data/",
                                                                        "changes.atom"))])  # fmt: skip
def test_every_other_page_is_as_it_was_approved(path):
    assert said(looked_at(path)) == ""


# --- what another hand has changed in a page ----------------------------------------------------------------------
CHANGES = {
    "the number that rings": replaced("tel:01292288645", "tel:01292288654", 1),
    "the number that is seen": replaced(">01292 288645<", ">01292 288654<"),
    "the number that is heard": replaced(SPELLED_OLD, SPELLED_NEW),
    "the first digit that is seen": replaced(">01292 288645<", ">91292 288645<"),
    "the number that search engines read": replaced("+441292288645", "+441292288654"),
    "a number more": replaced("</main>", "<p>Or ring 0141 999 8888.</p></main>"),
    "a number of another council": replaced("</main>", '<a href="tel:03451551503">Call</a></main>'),
    "a number broken by mark-up": replaced("</main>", "<p>Ring 0141 <b>999</b> 88<i>88</i></p></main>"),
    "a number in a title": replaced("</main>", '<p title="Ring 0141 999 8888">x</p></main>'),
    "a number to text": replaced("</main>", '<a href="sms:07401288599">Text</a></main>'),
    "the police on a link": replaced("tel:101", "tel:102"),
    "the police in words": replaced(">101<", ">102<"),
    "the police in a sentence": replaced("101 reaches the police", "102 reaches the police"),
    "another leading number": replaced("call call--lead", "call"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_changed_council_page_is_found(tuesday, change):
    found = looked_at(AYR, change)
    assert found
    assert all(one.path == AYR and AYR in one.where for one in found)


def test_a_number_that_is_missing_is_found(tuesday):
    assert f"expected a link that rings {NIGHT.replace(' ', '')}; found none" in said(
        looked_at(AYR, replaced("tel:08003287758", "#"))
    )


def test_the_page_of_another_hour_is_found(tuesday):
    """As when a cache or a clock is wrong: every number is approved, and the wrong one leads."""
    _, by_day = served(AYR)
    with time_machine.travel(SATURDAY, tick=True):
        found = looked_at(AYR, lambda _: by_day)
    assert "expected 08003287758 as the number to ring now; found 01292288645" in said(found)


def test_the_page_of_another_council_is_found(tuesday):
    assert "03451551503" in said(looked_at(AYR, lambda _: served(f"{FINDER_PATH}fife/")[1]))


@pytest.mark.parametrize(
    "change", [replaced(">01292 288645<", ">01292 288654<"), replaced("tel:01292288645", "tel:01292288654"),
               replaced('id="fife"', 'id="mine"')]
)  # fmt: skip
def test_a_changed_page_of_all_numbers_is_found(change):
    assert looked_at(ALL_NUMBERS, change)


def test_two_councils_that_change_places_on_the_page_of_all_numbers_are_found():
    def swap(body):
        return (
            body.replace(b'id="fife"', b'id="x"').replace(b'id="falkirk"', b'id="fife"').replace(b'"x"', b'"falkirk"')
        )

    assert "#fife" in said(looked_at(ALL_NUMBERS, swap))


@pytest.mark.parametrize("name", ["contacts.json", "contacts.csv"])
@pytest.mark.parametrize("change", [replaced(OLD, NEW), lambda body: body[: len(body) // 2]])
def test_changed_open_data_is_found(name, change):
    assert looked_at(f"{FINDER_PATH}{name}", change)


def test_changed_hours_in_the_open_data_are_found():
    found = looked_at(f"{FINDER_PATH}contacts.json", replaced("Mon-Thu 08:45-16:45", "Mon-Thu 08:45-18:45"))
    assert ".hours: expected" in said(found)


@pytest.mark.parametrize(
    "change", [replaced("+441292288645", "+441292288654"), replaced("01292 288645", "01292 288654")]
)
def test_a_changed_card_for_the_address_book_is_found(tuesday, change):
    assert looked_at(CARD, change)


def test_an_answer_that_is_none_is_found():
    def gone(path):
        raise OSError("connection refused")

    approved = Approved.read()
    assert "connection refused" in said(Verification(approved, gone, "page").page(AYR))
    assert "status 503" in said(Verification(approved, lambda path: (503, b""), "page").page(AYR))


def test_a_number_typed_into_a_page_by_sql_is_found():
    """Every way of an editor's refuses it; a statement in the database's own console does not."""
    page = ContentPage.objects.get(slug="phase-one")
    blocks = [{"type": "text", "value": "<p>Worried? Ring 01592 000001.</p>"}]
    models.QuerySet(ContentPage).filter(pk=page.pk).update(body=blocks)
    assert "found 01592 000001" in said(looked_at("/programme/phase-one/"))


def test_a_link_that_rings_another_number_than_it_says_is_found():
    page = Page.of(
        b'<a href="tel:01292288645">01292 288654</a> <a href="tel:101">Call 101</a> <a href="tel:999">Now</a>'
    )
    assert list(page.two_faced()) == [("1292288645", "01292 288654")]


# --- what is kept -------------------------------------------------------------------------------------------------
def test_a_digit_changed_in_the_database_is_found():
    sql_update(ServiceLine.objects.filter(number=OLD), number=NEW)
    assert said(database()) == f"database, Service:{KEY}: expected {OLD}; found {NEW}"


def test_an_approval_changed_in_the_database_is_found():
    kept = Approval.in_force(f"Service:{KEY}")
    kept.after["lines"][0]["number"] = NEW
    sql_update(Approval.objects.filter(pk=kept.pk), after=kept.after)
    assert f"approval of Service:{KEY}: expected a seal that this site wrote" in said(database())


def test_what_two_people_changed_is_no_difference(ayr):
    put_on_site(with_number(ayr, NEW))
    keep()
    assert [*database(), *kept_snapshot()] == []
    assert looked_at(AYR) == []


def keep():
    ContactsVersion.bump()
    assert snapshot.keep(published.agreed(), ContactsVersion.current())


def test_a_digit_changed_in_the_snapshot_is_found():
    keep()
    snapshot.file().write_text(snapshot.file().read_text().replace(OLD, NEW))
    assert f"the seal of Service:{KEY} does not fit" in said(kept_snapshot())


def test_a_snapshot_that_is_older_than_the_database_is_found(ayr):
    """Also when it is whole: somebody may have put back an old one."""
    keep()
    old = snapshot.file().read_bytes()
    put_on_site(with_number(ayr, NEW))
    keep()
    assert said(kept_snapshot()) == ""
    snapshot.file().write_bytes(old)
    assert "expected what the database says now" in said(kept_snapshot())


def test_a_machine_without_a_snapshot_is_told_so():
    assert "the site writes it when it starts" in said(kept_snapshot())


# --- the copies on disk -------------------------------------------------------------------------------------------
@pytest.fixture
def copy():
    """The page with all numbers as it stands in the mirror."""
    _, body = served(ALL_NUMBERS)
    mirror().write(ALL_NUMBERS, StoredPage.make(body, [("Content-Type", "text/html")], "1"))
    return mirror().file_of(ALL_NUMBERS)


def copies():
    found = Copies(Approved.read(), mirror())
    return [one for path in found.paths() for one in found.page(path)] + [*found.strangers()]


def test_a_whole_copy_is_as_it_was_approved(copy):
    assert said(copies()) == ""


def test_a_digit_changed_in_a_copy_is_found(copy):
    copy.write_bytes(copy.read_bytes().replace(OLD.encode(), NEW.encode()))
    found = said(copies())
    assert f"found {NEW}" in found
    assert "index.html.br: expected the same as index.html" in found


@pytest.mark.parametrize("ending", ["br", "gz"])
def test_a_digit_changed_in_a_compressed_copy_alone_is_found(copy, ending):
    """nginx sends just these bytes to almost everybody."""
    import gzip

    pack = brotli.compress if ending == "br" else gzip.compress
    file = copy.with_name(f"index.html.{ending}")
    file.write_bytes(pack(copy.read_bytes().replace(OLD.encode(), NEW.encode())))
    assert f"index.html.{ending}: expected the same as index.html; found other bytes" in said(copies())


@pytest.mark.parametrize("ending", ["br", "gz"])
def test_a_compressed_copy_that_is_cut_off_or_gone_is_found(copy, ending):
    file = copy.with_name(f"index.html.{ending}")
    file.write_bytes(file.read_bytes()[:-20])
    assert "expected a whole file" in said(copies())
    file.unlink()
    assert "expected a whole file; found FileNotFoundError" in said(copies())


def test_a_copy_whose_every_form_was_changed_alike_is_found(copy):
    """With its own mark too, as somebody would who knows this code."""
    body = copy.read_bytes().replace(OLD.encode(), NEW.encode()).replace(b"tel:01292288645", b"tel:01292288654")
    mirror().write(ALL_NUMBERS, StoredPage.make(body, [("Content-Type", "text/html")], "1"))
    found = said(copies())
    assert "#south-ayrshire: expected " in found
    assert f"found {NEW}" in found


def test_a_file_that_the_site_has_not_written_is_found(copy):
    (mirror().folder / "fife.html").write_text("Ring 0141 999 8888")
    assert "fife.html: expected nothing; found a file that the site has not written" in said(copies())


# --- the command --------------------------------------------------------------------------------------------------
@pytest.fixture
def few_pages(monkeypatch):
    monkeypatch.setattr(verify_contacts, "public_paths", lambda most: [FINDER_PATH, AYR])
    monkeypatch.setattr(verify_contacts, "PAUSE", 0)


def test_the_command_says_that_all_is_well(few_pages, copy, capsys):
    keep()
    call_command("verify_contacts")
    said_at_the_end = capsys.readouterr().out
    assert "34 of 34 pages" in said_at_the_end
    assert "Every published number is as two people approved it." in said_at_the_end


def test_the_command_fails_loudly_and_names_each_difference(few_pages, copy, capsys, caplog):
    keep()
    snapshot.file().write_text(snapshot.file().read_text().replace(OLD, NEW))
    copy.write_bytes(copy.read_bytes().replace(OLD.encode(), NEW.encode()))
    sql_update(ServiceLine.objects.filter(number=OLD), number=NEW)
    with pytest.raises(CommandError, match="differences between what is published and what was approved"):
        call_command("verify_contacts")
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("WRONG  ")]
    for place in (f"database, Service:{KEY}", "contacts.snapshot.json", f"copy of {ALL_NUMBERS}", "index.html.gz"):
        assert [line for line in lines if place in line], place
    assert len(lines) == len(set(lines))
    assert [record for record in caplog.records if record.levelname == "CRITICAL"]


def test_a_number_that_two_people_change_meanwhile_is_no_alarm(few_pages, monkeypatch):
    """What was approved is read at the beginning, and pages are asked for after it."""
    keep()
    answers = iter([[Difference("page /", "old", "new", "/")], []])
    looked = []

    def everything(self, fetch, only=None):
        looked.append(only)
        yield from next(answers)

    monkeypatch.setattr(verify_contacts.Command, "everything", everything)
    call_command("verify_contacts")
    assert looked == [None, {"/"}]


def test_a_database_that_is_away_is_said_and_is_no_success(few_pages, monkeypatch):
    from django.db import OperationalError

    def away():
        raise OperationalError("connection refused")

    monkeypatch.setattr(Approved, "read", away)
    with pytest.raises(CommandError, match="so not all was compared"):
        call_command("verify_contacts")


def test_no_contacts_are_no_success(few_pages, monkeypatch):
    monkeypatch.setattr(Approved, "read", lambda: None)
    with pytest.raises(CommandError, match="load_contacts"):
        call_command("verify_contacts")


def test_an_address_that_is_none_is_named(few_pages):
    with pytest.raises(CommandError, match="is not the address of a site"):
        call_command("verify_contacts", url="file:///etc/passwd")


@pytest.mark.enable_socket
def test_the_running_site_is_asked_over_http(few_pages, tuesday, live_bytes, capsys):
    keep()
    call_command("verify_contacts", url=live_bytes.url)
    assert "Every published number is as two people approved it." in capsys.readouterr().out
    live_bytes.pages[AYR] = live_bytes.pages[AYR].replace(b"tel:01292288645", b"tel:01292288654")
    with pytest.raises(CommandError):
        call_command("verify_contacts", url=live_bytes.url)
    assert f"WRONG  page {AYR}" in capsys.readouterr().out
    live_bytes.pages.clear()
    with pytest.raises(CommandError):
        call_command("verify_contacts", url=live_bytes.url)
    assert "found status 404" in capsys.readouterr().out


@pytest.fixture
def live_bytes(tuesday):
    """A server that sends what it was given, as a cache in front of the site would."""
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
    from threading import Thread

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = server.pages.get(self.path)
            self.send_response(404 if body is None else 200)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    cards = [f"{FINDER_PATH}{slug}/contact.vcf" for slug in directory.current().councils]
    server.pages = {path: served(path)[1] for path in [FINDER_PATH, AYR, *cards]}
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_looking_changes_nothing(few_pages):
    keep()
    before = SiteVersion.current(), ContactsVersion.current(), snapshot.file().read_bytes()
    call_command("verify_contacts")
    assert (SiteVersion.current(), ContactsVersion.current(), snapshot.file().read_bytes()) == before
