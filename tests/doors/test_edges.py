"""Requests that no browser sends, written on a raw socket to the running server: one answer each, no server error."""

import re
import socket

import pytest

FINDER = b"/find-out-who-to-talk-to/"
TLS = b"X-Forwarded-Proto: https\r\n"


@pytest.fixture
def send(house):
    """Sends bytes; gives the statuses of all answers until the server closes or is silent, and what it said."""

    def send(raw: bytes, patience: float = 3) -> tuple[list[int], bytes]:
        heard = b""
        with socket.create_connection(("127.0.0.1", house.port), timeout=patience) as line:
            try:
                line.sendall(raw)
                while piece := line.recv(65536):
                    heard += piece
            except (TimeoutError, ConnectionResetError, BrokenPipeError):
                pass
        return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", heard)], heard

    yield send
    # Whatever it was, the next visitor is served.
    assert send(get(b"/healthz"))[0] == [200]


def get(path: bytes, host: bytes = b"127.0.0.1", more: bytes = b"", version: bytes = b"HTTP/1.1") -> bytes:
    return b"GET %s %s\r\nHost: %s\r\n%s%sConnection: close\r\n\r\n" % (path, version, host, TLS, more)


def post(framing: bytes, body: bytes, path: bytes = FINDER) -> bytes:
    kind = b"Content-Type: application/x-www-form-urlencoded\r\n"
    return b"POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s%s%s\r\n%s" % (path, TLS, kind, framing, body)


INSIDE = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
CHUNKED = b"0\r\n\r\n" + INSIDE
SMUGGLED = {
    "a length and chunks": post(b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", CHUNKED),
    "chunks and a length": post(b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", CHUNKED),
    "two lengths": post(b"Content-Length: 0\r\nContent-Length: 60\r\n", INSIDE),
    "two lengths in one": post(b"Content-Length: 0, 60\r\n", INSIDE),
    "a length below nothing": post(b"Content-Length: -1\r\n", INSIDE),
    "a length with a sign": post(b"Content-Length: +0\r\n", INSIDE),
    "a length in words": post(b"Content-Length: none\r\n", INSIDE),
    "a length with a space within": post(b"Content-Length: 1 0\r\n", INSIDE),
    "a length with a stroke": post(b"Content_Length: 4\r\nContent-Length : 0\r\n", INSIDE),
    "chunks of an unknown kind": post(b"Transfer-Encoding: xchunked\r\n", CHUNKED),
    "chunks twice": post(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", CHUNKED),
    "chunks that are not last": post(b"Transfer-Encoding: chunked, identity\r\n", CHUNKED),
    "chunks behind a tab": post(b"Transfer-Encoding:\x0bchunked\r\n", CHUNKED),
    "a space before the colon": post(b"Transfer-Encoding : chunked\r\n", CHUNKED),
    "a folded line": post(b"Transfer-Encoding:\r\n chunked\r\n", CHUNKED),
    "a chunk of no size": post(b"Transfer-Encoding: chunked\r\n", b"zz\r\n" + CHUNKED),
    "a chunk of a size beyond all": post(b"Transfer-Encoding: chunked\r\n", b"ffffffffffffffffff\r\n" + CHUNKED),
    "a chunk of a size below nothing": post(b"Transfer-Encoding: chunked\r\n", b"-1\r\n" + CHUNKED),
    "a chunk that is longer than it says": post(b"Transfer-Encoding: chunked\r\n", b"1\r\nabcdef\r\n" + CHUNKED),
}


@pytest.mark.parametrize("raw", SMUGGLED.values(), ids=SMUGGLED)
def test_nothing_is_smuggled_inside_a_request(send, raw):
    statuses, heard = send(raw)
    assert len(statuses) <= 1
    assert all(400 <= status < 500 or status == 501 for status in statuses)
    assert b'"up"' not in heard


ODD = {
    "a name of a host that is not ours": get(b"/", b"evil.example"),
    "a host with a name before it": get(b"/", b"127.0.0.1@evil.example"),
    "a host with a path": get(b"/", b"127.0.0.1/evil"),
    "a host with a port in words": get(b"/", b"127.0.0.1:evil"),
    "a host with a NUL": get(b"/", b"127.0.0.1\0"),
    "an empty host": get(b"/", b""),
    "two hosts": get(b"/", b"127.0.0.1", b"Host: evil.example\r\n"),
    "another host in the request line": get(b"http://evil.example/"),
    "a NUL in a header": get(b"/", more=b"Accept: a\0b\r\n"),
    "a NUL in the path": get(b"/\0"),
    "a header without a name": get(b"/", more=b": nothing\r\n"),
    "a header without a colon": get(b"/", more=b"nothing\r\n"),
    "a space in the path": get(b"/a b"),
    "no version": b"GET /\r\n\r\n",
    "a version that is still to come": get(b"/", version=b"HTTP/9.9"),
    "a path of 5,000 letters": get(b"/" + b"a" * 5000),
    "a header of 9,000 letters": get(b"/", more=b"X-Long: " + b"a" * 9000 + b"\r\n"),
    "200 headers": get(b"/", more=b"".join(b"X-%d: a\r\n" % number for number in range(200))),
    "headers of a megabyte": get(b"/", more=(b"X-Long: " + b"a" * 8000 + b"\r\n") * 130),
    "a body of a megabyte": post(b"Content-Length: 1000000\r\n", b"place=" + b"a" * 999994),
    "a body of a megabyte in chunks": post(
        b"Transfer-Encoding: chunked\r\n", b"f4240\r\n" + b"a" * 1000000 + b"\r\n0\r\n\r\n"
    ),
    "a method of its own": b"EVIL / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + TLS + b"Connection: close\r\n\r\n",
    "TRACE": b"TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + TLS + b"Connection: close\r\n\r\n",
    "CONNECT": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: 127.0.0.1\r\n" + TLS + b"Connection: close\r\n\r\n",
}


@pytest.mark.parametrize("raw", ODD.values(), ids=ODD)
def test_what_no_browser_sends_is_refused(send, raw):
    statuses, heard = send(raw)
    assert len(statuses) <= 1
    assert all(400 <= status < 500 or status in (501, 505) for status in statuses), heard[:200]
    assert b"Traceback" not in heard


OUTSIDE = [
    b"/static/../../../../etc/passwd", b"/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd", b"/static/..%2f..%2fvar/secret_key",
    b"/static/..\\..\\var\\secret_key", b"/media/../db.sqlite3", b"/media/..%2fdb.sqlite3", b"/media/%2e%2e/secret_key",
    b"/media/images/..%2f..%2fsecret_key", b"/..%2f..%2f..%2fetc/passwd", b"//etc/passwd", b"/%00", b"/static/%00",
    b"/find-out-who-to-talk-to/..%2f..%2fetc", b"/find-out-who-to-talk-to/%00/", b"/%ff%fe", b"/.git/config", b"/.env",
    b"/documents/1/..%2f..%2fsecret_key", b"/admin/..%2fstatic/", b"/manage.py", b"/var/secret_key", b"/static/",
]  # fmt: skip


@pytest.mark.parametrize("path", OUTSIDE)
def test_no_path_leads_out_of_the_site(send, path):
    statuses, heard = send(get(path))
    assert statuses
    assert statuses[0] in (301, 302, 400, 404)
    assert b"root:" not in heard
    assert b"SQLite" not in heard


@pytest.mark.parametrize(
    "header", [b"X_Forwarded_Proto: https", b"X-Forwarded_Proto: https", b"X_FORWARDED_PROTO: https"]
)
def test_a_header_with_a_stroke_below_is_not_taken_for_ours(send, header):
    raw = b"GET /programme/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" + header + b"\r\nConnection: close\r\n\r\n"
    assert send(raw)[0][0] in (301, 400)


def test_two_requests_on_one_line_get_two_answers_in_order(send):
    first = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n" + TLS + b"\r\n"
    assert send(first + get(b"/nowhere/"))[0] == [200, 404]


def test_a_body_that_never_comes_does_not_hold_up_the_others(send, house):
    waiting = [socket.create_connection(("127.0.0.1", house.port)) for _ in range(50)]
    for line in waiting:
        line.sendall(post(b"Content-Length: 100\r\n", b"place="))
    assert send(get(b"/programme/"), patience=10)[0] == [200]
    for line in waiting:
        line.close()


def test_a_page_from_the_cache_is_not_given_without_tls(send):
    assert send(get(b"/programme/").replace(TLS, b""))[0] == [301]
