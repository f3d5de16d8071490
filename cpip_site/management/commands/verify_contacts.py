import logging
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from contacts import FINDER_PATH
from cpip_site import wsgi_calls
from cpip_site.contacts_doctor import COMPARED
from cpip_site.delivery import mirror, public_paths
from cpip_site.differences import Difference
from cpip_site.verify import Answer, Approved, Fetch, Verification
from cpip_site.verify_kept import Copies, database, kept_snapshot

SECONDS = 15
TRIES_AGAIN = 2
PAUSE = 5
Examine = Callable[[str], Iterable[Difference]]
log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Compare every number that is published with what two people approved: the database, the snapshot, each page "
        "as it is served, the open data, and the copies in VAR_DIR/mirror. Ends with an error, and a line for each "
        "difference, when anything differs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--url", default="", help="the site as visitors reach it, for example https://www.example.scot; without it "
            "the pages are made by this process"
        )  # fmt: skip

    def handle(self, *args: Any, url: str, **options: Any) -> None:
        fetch = over_http(url) if url else in_process()
        try:
            wrong = [*self.everything(fetch)]
            for _ in range(TRIES_AGAIN):
                if not wrong:
                    break
                # Two people may be publishing just now: what was true at the beginning is not true at the end then.
                self.stdout.write(f"{len(wrong)} found. Looking again in {PAUSE} seconds …")
                time.sleep(PAUSE)
                wrong = [*self.everything(fetch, {one.path for one in wrong})]
        except Error as error:
            raise CommandError(f"The database does not answer, so not all was compared: {error}") from error
        self.report(wrong)

    def everything(self, fetch: Fetch, only: set[str] | None = None) -> Iterator[Difference]:
        """All differences; with `only`, on these paths."""
        approved = Approved.read()
        if approved is None:
            raise CommandError("No contacts are loaded, so nothing was compared: run manage.py load_contacts.")
        copies = Copies(approved, mirror())
        cards = [f"{FINDER_PATH}{slug}/contact.vcf" for slug in approved.contacts.councils]
        yield from database()
        yield from kept_snapshot()
        yield from self.each("pages", [*public_paths(None), *cards], Verification(approved, fetch, "page").page, only)
        yield from self.each("copies", copies.paths(), copies.page, only)
        yield from copies.strangers()

    def each(self, what: str, paths: list[str], examine: Examine, only: set[str] | None) -> Iterator[Difference]:
        chosen = [path for path in paths if only is None or path in only]
        for number, path in enumerate(chosen, 1):
            yield from examine(path)
            if number % 50 == 0 or number == len(chosen):
                self.stdout.write(f"{number} of {len(chosen)} {what}")
                self.stdout.flush()

    def report(self, wrong: list[Difference]) -> None:
        wrong = list(dict.fromkeys(wrong))
        for one in wrong:
            self.stdout.write(f"WRONG  {one}")
        if wrong:
            log.critical("%d published facts are not as they were approved. The first: %s", len(wrong), wrong[0])
            count = "1 difference" if len(wrong) == 1 else f"{len(wrong)} differences"
            raise CommandError(f"{count} between what is published and what was approved. Look at each at once.")
        (Path(settings.VAR_DIR) / COMPARED).touch()
        self.stdout.write("Every published number is as two people approved it.")


def in_process() -> Fetch:
    """Through the whole application, as a visitor of BASE_URL would get it, without a server."""
    from cpip_site.wsgi import application

    scheme, _, host = settings.BASE_URL.partition("://")

    def fetch(path: str) -> Answer:
        status, _headers, body = wsgi_calls.get(application, scheme, host, path)
        return int(status[:3]), body

    return fetch


def over_http(url: str) -> Fetch:
    """From the running site. OSError when it does not answer."""
    if not url.startswith(("http://", "https://")):
        raise CommandError(f"{url} is not the address of a site. For example: --url {settings.BASE_URL}")

    def fetch(path: str) -> Answer:
        request = Request(f"{url.rstrip('/')}{path}", headers={"User-Agent": "verify_contacts"})  # noqa: S310 - checked
        try:
            with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - http and https alone, above
                return answer.status, answer.read()
        except HTTPError as error:
            return error.code, error.read()

    return fetch
