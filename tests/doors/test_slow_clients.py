"""200 clients that are slow on purpose keep nobody out, with nothing before the application."""

import http.client
import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from contacts import FINDER_PATH

MANY = 200
PATIENCE = 10  # seconds that a normal client would wait
HOST = b"Host: 127.0.0.1\r\nX-Forwarded-Proto: https\r\n"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SLOW = {
    "connect and say nothing": b"",
    "never end their headers": b"GET / HTTP/1.1\r\n" + HOST,
    "never send their form": b"POST "
    + FINDER_PATH.encode()
    + b" HTTP/1.1\r\n"
    + HOST
    + b"Content-Length: 900\r\n\r\nplace=",
    "ask and do not read": (b"GET /static/img/icon.svg HTTP/1.1\r\n" + HOST + b"\r\n") * 20,
}


@pytest.fixture
def crowd(house):
    """Gives a function: what each of 200 clients sends, and then leaves at that."""
    with ExitStack() as open_lines:

        def come(said: bytes) -> None:
            for _ in range(MANY):
                line = open_lines.enter_context(socket.create_connection(("127.0.0.1", house.port)))
                line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
                line.sendall(said)

        yield come


def status(house, method: str, path: str, body: str | None = None) -> int:
    address = urlsplit(house.address)
    client = http.client.HTTPConnection(address.hostname, address.port, timeout=PATIENCE)
    client.request(method, path, body, {"Host": "127.0.0.1", "X-Forwarded-Proto": "https", **(FORM if body else {})})
    try:
        return client.getresponse().status
    finally:
        client.close()


@pytest.mark.parametrize("said", SLOW.values(), ids=SLOW)
def test_everybody_else_is_answered_while_200_clients(house, crowd, said):
    crowd(said)
    for _ in range(5):
        assert status(house, "GET", "/programme/") == 200
        assert status(house, "POST", FINDER_PATH, "place=Ayr") == 303
        assert status(house, "POST", FINDER_PATH, "place=Glasgwo") == 200
        assert status(house, "GET", "/admin/login/") == 200
