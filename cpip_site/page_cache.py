"""The page cache: outermost, before Django. A path leads to ready bytes; no cookie and no query changes them.

A page is made anew when the site's version moves (something was published) or when its own time has come ("open now
until 4:45pm"). While one thread makes it, the others send the bytes that they have; when it cannot be made, because the
database is away or the page raises, the old bytes go on being sent. The finder's pages are stricter: readers wait for
new bytes, and a page whose hour is over gives way to the page with all numbers, which is right at any hour.
"""

import logging
import re
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong

from contacts import FINDER_PATH
from cpip_site import wsgi_calls
from cpip_site.mirror import Mirror
from cpip_site.stored_page import FOREVER, StoredPage, may_be_kept
from cpip_site.wsgi_calls import Answer, Application, Environ, StartResponse

log = logging.getLogger(__name__)

PUBLIC_PATH = re.compile(r"/[a-z0-9/._-]*")
# Never cached: what depends on who asks, or on what was typed.
NEVER = ("/admin/", "/_util/", "/documents/", "/media/", "/static/", "/search", "/healthz", "/readyz", "/favicon.ico",
         "/cookies/choice/")  # fmt: skip
GRACE = 0.25  # seconds after a change in which nobody waits: old bytes are sent while new ones are made
PATIENCE = 0.4  # seconds that a reader waits for new bytes later on, while old ones are there
LONGEST_PAUSE = 0.02  # seconds between two pages that are made beforehand
LONGEST_WAIT = 4.0  # seconds that a reader waits for a page that nobody has yet
ALL_NUMBERS = f"{FINDER_PATH}all-numbers/"
MOST_BYTES = 64 * 1024 * 1024


class PageCache:
    """A WSGI application around another. `version` gives the site's version without waiting for anything."""

    def __init__(
        self,
        application: Application,
        version: Callable[[], str],
        base_url: str,
        is_our_host: Callable[[str], bool],
        mirror: Mirror,
    ) -> None:
        self.application, self.version, self.is_our_host, self.mirror = application, version, is_our_host, mirror
        self.scheme, _, self.host = base_url.partition("://")
        self.pages: dict[str, StoredPage] = {}
        self.moved_at = float("-inf")  # when the version moved, by the monotonic clock
        self._being_made: dict[str, Future[StoredPage | Answer]] = {}
        self._lock = threading.RLock()
        # Two lanes, so that a page which waits for the database never stands before a page with numbers.
        self._makers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="page")
        self._finders = ThreadPoolExecutor(max_workers=2, thread_name_prefix="finder")

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not self.is_public(environ, path):
            return self.application(environ, start_response)
        page = self.pages.get(path)
        if page is None or not page.is_fresh(self.version(), time.time()):
            made = self.renew(path, page)
            if not isinstance(made, StoredPage):
                return wsgi_calls.give(made, environ, start_response)
            page = made
        reply = page.reply(environ.get("HTTP_ACCEPT_ENCODING", ""), environ.get("HTTP_IF_NONE_MATCH", ""))
        return wsgi_calls.give((reply.status, reply.headers, reply.body), environ, start_response)

    def ready(self, method: str, path: str, host: str, scheme: str) -> StoredPage | None:
        """The page when it is there and fresh: what the event loop may send without waiting for anything."""
        page = self.pages.get(path)
        if page is None or method not in ("GET", "HEAD") or not page.is_fresh(self.version(), time.time()):
            return None
        return page if self.is_ours(host, scheme) else None

    def is_public(self, environ: Environ, path: str) -> bool:
        """Whether everybody gets the same bytes here: a plain path, asked for by GET or HEAD under one of our names."""
        return (
            environ["REQUEST_METHOD"] in ("GET", "HEAD")
            and not path.startswith(NEVER)
            and PUBLIC_PATH.fullmatch(path) is not None
            and self.is_ours(environ.get("HTTP_HOST", ""), environ.get("HTTP_X_FORWARDED_PROTO", ""))
        )

    def is_ours(self, host: str, scheme: str) -> bool:
        """Whether these Host and X-Forwarded-Proto headers ask for this site as it stands in BASE_URL."""
        return self.is_our_host(host) and (scheme or "http") == self.scheme

    def renew(self, path: str, old: StoredPage | None) -> StoredPage | Answer:
        """New bytes, made by one thread however many ask; what stands in for them when that takes too long or fails."""
        try:
            made = self.make_since_now(path, self.patience(path, old))
        except TookTooLong:
            return self.stand_in(path, old) or self.all_numbers("503 Service Unavailable")
        except Exception:
            log.exception("A page could not be made.")
            return self.stand_in(path, old) or self.all_numbers("503 Service Unavailable")
        if isinstance(made, tuple) and made[0].startswith("5"):
            return self.stand_in(path, old) or made
        return made

    def patience(self, path: str, old: StoredPage | None) -> float:
        """How many seconds a reader waits for new bytes. For a new list of all pages nobody waits."""
        if old is None or path.startswith(FINDER_PATH):
            return LONGEST_WAIT
        has_just_moved = time.monotonic() - self.moved_at < GRACE
        return 0 if has_just_moved or path.startswith("/sitemap") else PATIENCE

    def make_since_now(self, path: str, patience: float) -> StoredPage | Answer:
        """The page, never one that was begun before the last change: that one is waited for, and another one made."""
        version, until = self.version(), time.monotonic() + patience
        made = self.make_once(path).result(timeout=patience)
        if isinstance(made, StoredPage) and made.version != version:
            made = self.make_once(path).result(timeout=until - time.monotonic())
        return made

    def stand_in(self, path: str, old: StoredPage | None) -> StoredPage | None:
        """The last good copy. Never one that says which number to ring now when that hour is over."""
        last = old or self.mirror.read(path)
        if last and path.startswith(FINDER_PATH) and last.changes_at <= time.time():
            return self.copy_of(ALL_NUMBERS)
        return last

    def copy_of(self, path: str) -> StoredPage | None:
        return self.pages.get(path) or self.mirror.read(path)

    def all_numbers(self, status: str) -> Answer:
        """For what cannot be answered now, or not at all: the page with all numbers, under that status."""
        if page := self.copy_of(ALL_NUMBERS):
            return status, [*page.kept, ("Retry-After", "10")], page.variants["identity"].body
        bare = [("Content-Type", "text/plain; charset=utf-8"), ("Retry-After", "10")]
        return status, bare, b"In danger now? Ring 999. Not an emergency? Ring 101."

    def make_once(self, path: str, *, slowly: bool = False) -> Future[StoredPage | Answer]:
        with self._lock:
            future = self._being_made.get(path)
            if future is None:
                lane = self._finders if path.startswith(FINDER_PATH) else self._makers
                future = lane.submit(self.make, path, slowly=slowly)
                if not future.done():
                    self._being_made[path] = future
        return future

    def make(self, path: str, *, slowly: bool = False) -> StoredPage | Answer:
        """The page afresh from the application; its plain answer when that is not a page to keep."""
        version = self.version()
        try:
            status, headers, body = self.ask(path)
            if not status.startswith("200") or not may_be_kept(headers):
                if status.startswith(("3", "404", "410")):
                    self.forget(path)
                return status, headers, body
            page = StoredPage.make(body, headers, version, slowly=slowly)
            self.keep(path, page)
            return page
        finally:
            with self._lock:
                self._being_made.pop(path, None)

    def ask(self, path: str) -> Answer:
        """The application's answer to a plain GET, as anybody would get it."""
        return wsgi_calls.get(self.application, self.scheme, self.host, path)

    def keep(self, path: str, page: StoredPage) -> None:
        with self._lock:
            self.pages.pop(path, None)
            self.pages[path] = page
            size = sum(each.size for each in self.pages.values())
            while size > MOST_BYTES and len(self.pages) > 1:
                size -= self.pages.pop(next(iter(self.pages))).size

    def next_change(self) -> float:
        """When the next page's own time comes (seconds since 1970; infinite when no page has one)."""
        with self._lock:
            return min((page.changes_at for page in self.pages.values()), default=FOREVER)

    def forget(self, path: str) -> None:
        """A page that is gone, or has moved, is not shown from a copy."""
        with self._lock:
            self.pages.pop(path, None)
        self.mirror.remove(path)

    def fill(self, paths: Iterable[str]) -> int:
        """Make each page that is not fresh, in the background, as small as can be. Returns how many were made."""
        made = 0
        for path in paths:
            page, began = self.pages.get(path), time.monotonic()
            if page is None or not page.is_fresh(self.version(), time.time()):
                made += isinstance(self.make_once(path, slowly=True).result(), StoredPage)
                if page:
                    # Old bytes are there: as long again, but not for long, the processor is for readers.
                    time.sleep(min(LONGEST_PAUSE, time.monotonic() - began))
        return made
