"""What no browser sends, and what comes too slowly, to nginx with TLS: what tests/doors asks of gunicorn alone."""

import re
import socket
import ssl
from contextlib import ExitStack

import pytest

from tests.doors.test_edges import ODD, OUTSIDE, SMUGGLED, get
from tests.doors.test_slow_clients import MANY, SLOW
from tests.faults.visitors import FINDER

# nginx reads these as they were meant: one answer, and nothing hidden in it.
HARMLESS = {"a header without a name", "a header without a colon", "a header of 9,000 letters", "200 headers",
            "a length with a stroke", "a space in the path", "a method of its own"}  # fmt: skip


def to_nginx(raw: bytes) -> bytes:
    return raw.replace(b"127.0.0.1", b"localhost")


@pytest.fixture
def send(well):
    """Sends bytes over TLS; gives the statuses of all answers, and what was said."""
    context = ssl.create_default_context(cafile=str(well.nginx.certificate))

    def send(raw: bytes) -> tuple[list[int], bytes]:
        heard = b""
        plain = socket.create_connection(("localhost", well.nginx.https), timeout=3)
        with context.wrap_socket(plain, server_hostname="localhost") as line:
            try:
                line.sendall(to_nginx(raw))
                while piece := line.recv(65536):
                    heard += piece
            except (TimeoutError, OSError):
                pass
        return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", heard)], heard

    yield send
    assert send(get(b"/programme/"))[0] == [200]


def test_nothing_is_smuggled_past_nginx(send):
    for name, raw in SMUGGLED.items():
        statuses, heard = send(raw)
        assert len(statuses) <= 1, name
        assert all(300 <= status < 500 or status == 501 for status in statuses), (name, statuses)
        assert b'"up"' not in heard, name


def test_what_no_browser_sends_gets_one_answer_and_no_error_of_ours(send):
    for name, raw in ODD.items():
        statuses, heard = send(raw)
        assert len(statuses) <= 1, name
        refused = all(400 <= status < 500 or status in (501, 505) for status in statuses)
        assert refused or name in HARMLESS, (name, statuses, heard[:200])
        assert b"Traceback" not in heard, name
        assert not {500, 502, 503, 504} & set(statuses), (name, statuses)


def test_no_path_leads_out_through_nginx(send):
    for path in OUTSIDE:
        statuses, heard = send(get(path))
        assert not statuses or statuses[0] in (301, 302, 400, 403, 404), (path, statuses)
        assert b"root:" not in heard
        assert b"SQLite" not in heard


@pytest.mark.parametrize("said", SLOW.values(), ids=SLOW)
def test_everybody_else_is_answered_while_200_clients_are_slow_at_nginx(well, said):
    context = ssl.create_default_context(cafile=str(well.nginx.certificate))
    with ExitStack() as open_lines:
        for _ in range(MANY):
            plain = socket.create_connection(("localhost", well.nginx.https))
            line = open_lines.enter_context(context.wrap_socket(plain, server_hostname="localhost"))
            line.sendall(to_nginx(said))
        for _ in range(3):
            assert well.client.ask("/programme/").status == 200
            assert well.client.ask(FINDER, {"place": "Ayr"}).status == 303
            assert well.client.ask("/admin/login/").status == 200
