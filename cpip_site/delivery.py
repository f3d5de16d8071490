"""How the site is delivered: Django behind the page cache, the pages made beforehand, and their copy on disk."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.http.request import split_domain_port, validate_host

from contacts import FINDER_PATH
from cpip_site.mirror import Mirror
from cpip_site.page_cache import PageCache
from cpip_site.site_version import Watch

log = logging.getLogger(__name__)
# More would not fit into what the cache holds at most: each would push out another, and all be made again for ever.
# The rest of a larger site is made when somebody asks.
MOST_MADE_BEFOREHAND = 1000
AT_A_TIME = 20


def mirror() -> Mirror:
    return Mirror(Path(settings.VAR_DIR) / "mirror")


@lru_cache(maxsize=256)
def is_our_host(host: str) -> bool:
    """Whether readers may ask for the site under this name: ALLOWED_HOSTS, but not ADMIN_HOST."""
    domain, _port = split_domain_port(host)
    return bool(domain) and domain != settings.ADMIN_HOST and validate_host(domain, settings.ALLOWED_HOSTS)


class Delivery:
    """The whole application for a server: one in each process. `start` begins to watch and to fill."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.watch = Watch(changed=self.note_change)
        self.something_changed = threading.Event()
        self.swept = ""
        self.cache = PageCache(application, lambda: self.watch.mark, settings.BASE_URL, is_our_host, mirror())

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return self.cache(environ, start_response)

    def warm(self) -> None:
        """To be called before processes are forked: makes a page of each sort, so that all share what that loads."""
        for path in ("/", "/programme/", f"{FINDER_PATH}fife/", "/admin/login/"):
            self.cache.ask(path)
        connections.close_all()

    def note_change(self) -> None:
        self.cache.moved_at = time.monotonic()
        self.something_changed.set()

    def start(self) -> None:
        """To be called once in each process, after it has been forked: threads do not live through a fork."""
        self.watch.start()
        self.something_changed.set()
        if settings.MAKE_PAGES_BEFOREHAND:
            threading.Thread(target=self._keep_filled, name="fill", daemon=True).start()

    def _keep_filled(self) -> None:
        while True:
            self.something_changed.wait(timeout=min(60.0, max(0.1, self.cache.next_change() - time.time())))
            self.something_changed.clear()
            try:
                self.fill()
            except Exception:
                log.exception("The pages could not be made beforehand; readers will have them made.")
            finally:
                # A connection of this thread's own, which no request gives back: one that broke would stay broken.
                connections.close_all()

    def fill(self) -> int:
        """Make every page that is not fresh, and write down what was made. Returns how many pages were made."""
        paths = public_paths()
        made = 0
        # Written down a few at a time: the first of many pages do not wait for the last.
        for start in range(0, len(paths), AT_A_TIME):
            made += self.cache.fill(paths[start : start + AT_A_TIME])
            self.write_in_turn(paths[start : start + AT_A_TIME])
        self.write_in_turn(list(self.cache.pages))
        with one_process_at_a_time():
            if self.swept != self.watch.mark:
                self.swept = self.watch.mark
                self.sweep()
        return made

    def write_in_turn(self, paths: list[str]) -> None:
        with one_process_at_a_time():
            self.write_down(paths)

    def sweep(self) -> None:
        """Take what is not published any more out of the mirror, where nobody would ask for it to be made anew."""
        published = set(public_paths(None))
        for path in list(self.cache.mirror.paths()):
            if path not in published:
                self.cache.forget(path)

    def write_down(self, paths: list[str]) -> int:
        """Write those pages that are true at any time into the mirror. Returns how many files changed."""
        written = 0
        for path in paths:
            page = self.cache.pages.get(path)
            # Never an older one in the place of what another process has made since.
            is_newest = page and page.version == self.watch.mark
            if page and is_newest and page.is_timeless and not self.cache.mirror.has(path, page):
                self.cache.mirror.write(path, page)
                written += 1
        return written


def public_paths(most: int | None = MOST_MADE_BEFOREHAND) -> list[str]:
    """Every address worth making beforehand, what matters most first."""
    from pages.views import every_path

    return list(islice(every_path(), most))


@contextmanager
def one_process_at_a_time():
    """Waits for its turn: a process that left out its turn would leave an old copy for a minute."""
    with (Path(settings.VAR_DIR) / "mirror.lock").open("w") as file:
        flock(file, LOCK_EX)
        yield
