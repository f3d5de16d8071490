"""Asking a WSGI application (PEP 3333), for a page as anybody would get it or for one visitor's request; answering."""

import logging
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import IO, Any

log = logging.getLogger(__name__)

Environ = dict[str, Any]
Application = Callable[..., Iterable[bytes]]
StartResponse = Callable[..., Any]
Answer = tuple[str, list[tuple[str, str]], bytes]


class Complaints:
    """Where the application writes its complaints: the log."""

    def write(self, text: str) -> None:
        if text.strip():
            log.error(text.strip())

    def flush(self) -> None:
        """Nothing waits."""


EVERY_TIME = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": Complaints(),
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}


def get(application: Application, scheme: str, host: str, path: str) -> Answer:
    """Status, headers and body of a plain GET without a cookie. `host` may have a port."""
    name, _, port = host.partition(":")
    environ = {
        **EVERY_TIME,
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": name,
        "SERVER_PORT": port or ("443" if scheme == "https" else "80"),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": host,
        "HTTP_X_FORWARDED_PROTO": scheme,
        "wsgi.url_scheme": scheme,
        "wsgi.input": BytesIO(),
    }
    body = BytesIO()
    status, headers = run(application, environ, body)
    return status, headers, body.getvalue()


def environ_of(scope: dict[str, Any], body: IO[bytes], size: int) -> Environ:
    """An ASGI request with its whole body, as WSGI has it."""
    server, client = scope["server"] or ("", 0), scope["client"] or ("", 0)
    environ: Environ = {
        **EVERY_TIME,
        "REQUEST_METHOD": scope["method"],
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").upper().replace("-", "_"), raw_value.decode("latin-1")
        key = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
        between = "; " if name == "COOKIE" else ","
        environ[key] = f"{environ[key]}{between}{value}" if key in environ else value
    # A body in chunks has no length of its own; Django reads as many bytes as it is told.
    environ["CONTENT_LENGTH"] = str(size)
    return environ


def run(application: Application, environ: Environ, into: IO[bytes]) -> tuple[str, list[tuple[str, str]]]:
    """The application's whole answer: its status and headers; `into` holds the body, from its beginning."""
    started: list[Any] = []
    parts = application(environ, lambda status, headers, exc_info=None: started.extend((status, headers)))
    try:
        into.writelines(parts)
    finally:
        # Tells Django that the request is over, which gives back the database connection.
        if close := getattr(parts, "close", None):
            close()
    into.seek(0)
    status, headers = started[:2]
    return status, headers


def give(answer: Answer, environ: Environ, start_response: StartResponse) -> list[bytes]:
    """The answer as a WSGI application gives it; to HEAD, without its body."""
    status, headers, body = answer
    start_response(status, headers)
    return [body] if environ["REQUEST_METHOD"] == "GET" else []
