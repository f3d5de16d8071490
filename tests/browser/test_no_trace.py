"""A place that nobody else types is typed everywhere it can be: afterwards no file, log or database knows it."""

import gzip
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import brotli
import pytest

from tests.browser import databases
from tests.browser.server import Server

FINDER = "/find-out-who-to-talk-to/"
CANARY = "Zyxwvaria"
# Ayr has no such unit, so the answer is the sector's best guess and the postcode stands in no list.
POSTCODE = "KA7 1QQ"
TRACES = [text.encode() for text in (CANARY, CANARY.lower(), POSTCODE, "KA71QQ", "ka71qq", "KA7+1QQ", "KA7%201QQ")]


@pytest.fixture
def server(tmp_path, first_database):
    """A server that writes all that it writes into one folder, and makes its pages beforehand, as in production."""
    databases.copy(first_database, tmp_path / "site.sqlite3")
    started = Server(tmp_path / "site.sqlite3", MAKE_PAGES_BEFOREHAND="yes")
    yield started
    if started.process.poll() is None:
        started.stop()


def ask(address: str, data: dict[str, str] | None = None, **headers: str) -> int:
    body = urllib.parse.urlencode(data).encode() if data else None
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def plain(file: Path) -> bytes:
    data = file.read_bytes()
    if file.suffix == ".gz":
        return gzip.decompress(data)
    return brotli.decompress(data) if file.suffix == ".br" else data


def traces_under(folder: Path) -> list[str]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [f"{file}: {trace!r}" for file in files for trace in TRACES if trace in plain(file)]


def a_page_is_written_down(folder: Path) -> bool:
    for _ in range(600):
        if any(folder.glob("*.var/mirror/**/*.html")):
            return True
        time.sleep(0.1)
    return False


def form_on(address: str) -> list[str]:
    """Where the form on a page goes, and its stamp."""
    with urllib.request.urlopen(address, timeout=20) as page:
        html = page.read().decode()
    return [html.partition(start)[2].partition('"')[0] for start in ('class="letter" action="', 'name="stamp" value="')]


def test_what_was_typed_is_in_no_file_no_log_and_no_database(server, tmp_path):
    action, stamp = form_on(f"{server.address}/contact-us/data-protection-complaint/")
    shown = time.monotonic()
    finder, typed = server.address + FINDER, f"{CANARY} {POSTCODE}"
    for place in (POSTCODE, "ka71qq", CANARY, typed, f"{CANARY}\x00", CANARY * 200):
        assert ask(finder, {"place": place}) in (200, 422)
    assert ask(f"{finder}?place={CANARY}") == 200
    assert ask(f"{server.address}/search/?q={CANARY}") == 200
    assert ask(f"{finder}{CANARY.lower()}/") == 404
    assert ask(f"{finder}{CANARY.lower()}/wrong-number/", {"number": CANARY}) == 404
    assert ask(server.address + "/", Referer=f"{finder}?place={CANARY}") == 200
    assert ask(f"{server.address}/visit/", {CANARY: ""}, Origin=server.address, Cookie="consent=yes.1") == 204

    time.sleep(max(0, 3.1 - (time.monotonic() - shown)))
    said = {"what": f"About {typed}", "email": f"{CANARY}@example.scot", "stamp": stamp}
    assert ask(server.address + action, said, Origin=server.address) == 200

    assert a_page_is_written_down(tmp_path)
    server.stop()
    log = server.log.read_text()
    assert f"{FINDER}*" in log or "finder" in log, "the log was not written, so this test proves nothing"
    assert databases.ask(server.database, "SELECT count(*) FROM inbox_message") == [(1,)]
    databases.write_down(server.database)
    assert traces_under(tmp_path) == []


def test_the_search_for_traces_finds_one(tmp_path):
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(CANARY.encode()))
    assert len(traces_under(tmp_path)) == 1
