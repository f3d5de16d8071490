"""One request to one IP address, over HTTP or HTTPS, with an end to waiting."""

import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import SplitResult


@dataclass(frozen=True)
class Answer:
    status: int
    location: str = ""


Connect = Callable[[str, SplitResult, str, str, float], Answer]


def open_connection(method: str, target: SplitResult, ip: str, agent: str, timeout: float) -> Answer:
    """The status and Location of an answer; its body is not read. Raises OSError or HTTPException without one."""
    connection = _connection(target, ip, timeout)
    # A site that sends one byte now and then would keep each read alive for ever.
    ending = threading.Timer(timeout * 2, _cut, [connection])
    ending.daemon = True
    ending.start()
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    try:
        connection.request(method, path, headers={"User-Agent": agent, "Accept": "*/*", "Connection": "close"})
        response = connection.getresponse()
        return Answer(response.status, response.headers.get("Location") or "")
    finally:
        ending.cancel()
        connection.close()


def _connection(target: SplitResult, ip: str, timeout: float) -> HTTPConnection:
    host = str(target.hostname).encode("idna").decode()
    connection: HTTPConnection
    if target.scheme == "https":
        connection = HTTPSConnection(host, target.port, timeout=timeout, context=ssl.create_default_context())
    else:
        connection = HTTPConnection(host, target.port, timeout=timeout)
    # The name was judged by its addresses: it must not be looked up a second time.
    connection._create_connection = lambda at, *rest: socket.create_connection(  # type: ignore[attr-defined]
        (ip, at[1]), timeout
    )
    return connection


def _cut(connection: HTTPConnection) -> None:
    if connection.sock:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            connection.close()
