"""The site's version: one row that gets a new mark whenever something changes that a visitor may see.

The mark moves in the transaction of the change itself, so it is seen with the change or not at all. Every process reads
it about once a second, however many there are; on the same machine a touched file tells at once.
"""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.models import Site
from wagtail.signals import page_slug_changed, post_page_move

from contacts import directory
from pages import frame

log = logging.getLogger(__name__)

WATCHED = {"pages", "contacts", "wagtailcore", "wagtailredirects", "wagtaildocs", "wagtailimages"}
# Work in progress, and what is kept about it: no visitor sees these.
NOT_SEEN = {
    "comment", "commentreply", "editingsession", "externallink", "findercount",
    "grouppagepermission", "linkplace", "loaded", "modellogentry", "pagelogentry", "pagesubscription",
    "referenceindex", "remindersent", "rendition", "revision", "seentoday", "task", "taskstate", "uploadeddocument",
    "uploadedfile", "uploadedimage", "visitcount", "workflow", "workflowstate",
}  # fmt: skip
SECONDS_BETWEEN_LOOKS = 0.9
SECONDS_BETWEEN_GLANCES = 0.1
AWAY = (DatabaseError, InterfaceError)


def touched_file() -> Path:
    return Path(settings.VAR_DIR) / "site-version"


def note_changes() -> None:
    """Move the mark at every change of something watched, in whatever way it is made."""
    for signal in (post_save, post_delete, m2m_changed):
        signal.connect(on_change, dispatch_uid=f"site version {id(signal)}")
    # A page that moves is written without a save.
    for moved in (page_slug_changed, post_page_move):
        moved.connect(lambda **kwargs: move_mark(), dispatch_uid=f"site version {id(moved)}", weak=False)


def on_change(sender: type[Model], **kwargs: object) -> None:
    options = sender._meta
    if sender.__module__ == "__fake__":
        # A migration at work on models as they once were: nobody is served meanwhile.
        return
    if options.app_label in WATCHED and options.model_name not in NOT_SEEN and not kwargs.get("raw"):
        move_mark()


def move_mark() -> None:
    from cpip_site.models import SiteVersion

    SiteVersion.move()
    transaction.on_commit(touch)


def touch() -> None:
    try:
        touched_file().parent.mkdir(parents=True, exist_ok=True)
        touched_file().touch()
    except OSError as error:
        log.warning("%s cannot be touched: other processes will see the change a second later.", error.filename)


class Watch:
    """Keeps the site's mark for one process, and calls `changed` when it moves. `mark` never waits for anything."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.mark = ""
        self.changed = changed
        self._glanced: float = 0
        self._looked = float("-inf")

    def start(self) -> None:
        self.look()
        thread = threading.Thread(target=self._go_on, name="site-version", daemon=True)
        directory.watched_by(thread)
        thread.start()

    def _go_on(self) -> None:
        while True:
            time.sleep(SECONDS_BETWEEN_GLANCES)
            if self._was_touched() or time.monotonic() - self._looked >= SECONDS_BETWEEN_LOOKS:
                # A connection of this thread's own, which no request gives back.
                connection.close_if_unusable_or_obsolete()
                try:
                    is_there = self.look()
                    directory.refresh()
                except Exception:
                    # Whatever it is, the next look may go well; a watch that ended would leave old numbers standing.
                    log.exception("The site's version could not be read.")
                    is_there = False
                if not is_there:
                    connection.close()

    def _was_touched(self) -> bool:
        try:
            touched = touched_file().stat().st_mtime
        except OSError:
            return False
        moved, self._glanced = touched != self._glanced, touched
        return moved

    def look(self) -> bool:
        """Read the mark. False while the database is away: then the last one holds."""
        from cpip_site.models import SiteVersion

        self._looked = time.monotonic()
        try:
            mark = SiteVersion.current()
            if mark != self.mark:
                self._renew(mark)
        except AWAY as error:
            log.warning("The database is away (%s): pages are served as they were.", type(error).__name__)
            return False
        return True

    def _renew(self, mark: str) -> None:
        """What this process keeps goes first: a page made under the new mark must be made from new facts."""
        directory.refresh()
        frame.refresh()
        Site.clear_site_root_paths_cache()
        cache.delete("wagtail_site_root_paths")
        self.mark = mark
        self.changed()
