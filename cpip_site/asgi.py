"""What gunicorn serves: the page cache on the event loop, and Django behind it in threads.

A page that is ready is sent without a thread. Everything else is read whole before it takes a thread, and sent after
the thread is free again: a slow client occupies memory or a file, never a thread. The finder has threads of its own, so
that nobody who looks for a number waits behind a page that waits for the database.
"""

import asyncio
import logging
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import IO, Any

# First: it sets Django up.
from cpip_site.wsgi import application as django  # isort: split

from contacts import FINDER_PATH
from cpip_site.delivery import Delivery
from cpip_site.logs import group_of
from cpip_site.quick_finder import LONGEST, QuickFinder
from cpip_site.stored_page import Raw, Reply, raw
from cpip_site.wsgi_calls import environ_of, run

log = logging.getLogger(__name__)

THREADS = 4
IN_MEMORY = 1024 * 1024  # bytes of a body that stay in memory; more goes into a temporary file
LONGEST_BODY = 64 * 1024  # bytes that a visitor may send; the longest form here is a few kilobytes
LONGEST_UPLOAD = 30 * 1024 * 1024  # bytes that an editor may send: a picture, a document, a spreadsheet
PIECE = 64 * 1024
SECONDS_BETWEEN_COUNTS = 60

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class TooLargeError(Exception):
    """A body beyond what this address takes."""


class GoneError(Exception):
    """The client went away before its request was whole."""


class Site:
    """The whole site as one ASGI application. `delivery` is the same as a WSGI application."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery, self.cache = delivery, delivery.cache
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="django")
        self.finder_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="finder-django")
        self.finder = QuickFinder()
        self.sent_from_cache = self.answered_at_once = 0
        self.counted_at = time.monotonic()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if reply := self.ready(scope):
                await send_whole(send, reply.code, reply.raw_headers, reply.body if scope["method"] == "GET" else b"")
            else:
                await self.answer(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self.live(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def live(self, receive: Receive, send: Send) -> None:
        """Begin to watch and to fill once the worker is up: threads do not live through a fork."""
        while True:
            kind = (await receive())["type"]
            if kind == "lifespan.startup":
                await asyncio.get_running_loop().run_in_executor(self.threads, self.delivery.start)
            await send({"type": f"{kind}.complete"})
            if kind == "lifespan.shutdown":
                return

    def ready(self, scope: Scope) -> Reply | None:
        """What the cache has for this request, fresh. Some microseconds: every visitor passes here."""
        headers = dict(scope["headers"])
        host, scheme = text(headers.get(b"host", b"")), text(headers.get(b"x-forwarded-proto", b""))
        page = self.cache.ready(scope["method"], scope["path"], host, scheme)
        if page is None:
            return None
        self.sent_from_cache += 1
        known = headers.get(b"if-none-match")
        return page.reply(text(headers.get(b"accept-encoding", b"")), known.decode("latin-1") if known else "")

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Through Django, unless the request is cut off or too large, or a question to the finder settled at once."""
        try:
            with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
                size = await read_whole(receive, body, longest(scope["path"]))
                if found := self.settled(scope, body):
                    await send_whole(send, 303, found, b"")
                else:
                    await self.ask(scope, environ_of(scope, body, size), send)
        except TooLargeError:
            _, headers, numbers = self.cache.all_numbers("413 Content Too Large")
            await send_whole(send, 413, raw(headers), numbers)
        except GoneError:
            return

    def settled(self, scope: Scope, body: IO[bytes]) -> Raw | None:
        """The headers of the redirect to the one council that was asked for, if that is what this request is."""
        if scope["method"] != "POST" or scope["path"] != FINDER_PATH:
            return None
        headers = dict(scope["headers"])
        if not self.cache.is_ours(text(headers.get(b"host", b"")), text(headers.get(b"x-forwarded-proto", b""))):
            return None
        typed = body.read(LONGEST + 1)
        body.seek(0)
        self.answered_at_once += bool(found := self.finder.headers_for(headers.get(b"content-type", b""), typed))
        return found

    async def ask(self, scope: Scope, environ: dict[str, Any], send: Send) -> None:
        """Django's answer, made in a thread."""
        began = time.monotonic()
        threads = self.finder_threads if scope["path"].startswith(FINDER_PATH) else self.threads
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as answer:
            said, named = await asyncio.get_running_loop().run_in_executor(threads, run, self.delivery, environ, answer)
            status, headers = int(said[:3]), raw(named)
            if scope["method"] == "POST" and scope["path"] == FINDER_PATH:
                self.finder.learn(status, headers)
            self.note(scope, status, time.monotonic() - began)
            await send({"type": "http.response.start", "status": status, "headers": headers})
            if scope["method"] == "HEAD":
                answer.seek(0, os.SEEK_END)
            while len(piece := answer.read(PIECE)) == PIECE:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": piece})

    def note(self, scope: Scope, status: int, seconds: float) -> None:
        """A line for each request that reached Django; those from the cache are counted. Nobody's address or place."""
        facts = {
            "method": scope["method"],
            "path": group_of(scope["path"]),
            "status": status,
            "ms": round(seconds * 1000),
        }
        log.info("request", extra={"facts": facts})
        if time.monotonic() - self.counted_at >= SECONDS_BETWEEN_COUNTS:
            counts = {"pages": self.sent_from_cache, "councils": self.answered_at_once}
            log.info("answered without Django", extra={"facts": counts})
            self.sent_from_cache = self.answered_at_once = 0
            self.counted_at = time.monotonic()


@lru_cache(maxsize=1024)
def text(header: bytes) -> str:
    return header.decode("latin-1")


def longest(path: str) -> int:
    return LONGEST_UPLOAD if path.startswith("/admin/") else LONGEST_BODY


async def send_whole(send: Send, status: int, headers: Raw, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def read_whole(receive: Receive, into: IO[bytes], most: int) -> int:
    """Puts the body into a file; its size. TooLargeError beyond `most` bytes, GoneError when it is cut off."""
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise GoneError
        size += len(message.get("body", b""))
        if size > most:
            raise TooLargeError
        into.write(message.get("body", b""))
        more = message.get("more_body", False)
    into.seek(0)
    return size


application = Site(Delivery(django))
