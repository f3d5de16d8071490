"""Goes through the links to other sites, politely, and keeps what it found."""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pages import link_places
from pages.external_links import ExternalLink, LinkPlace
from pages.link_fetch import Checker, Outcome, Result

MANY_SILENT = 5
AGENT = f"CPIP-link-check/1.0 (+{settings.BASE_URL}/contact-us/)"


@transaction.atomic
def find_links() -> int:
    """Take stock of the links that the site has now, and return how many. Those that stand nowhere any more go."""
    found = link_places.collect()
    ExternalLink.objects.exclude(address__in=found).delete()
    known = set(ExternalLink.objects.values_list("address", flat=True))
    ExternalLink.objects.bulk_create(ExternalLink(address=address) for address in found if address not in known)
    links = ExternalLink.objects.in_bulk(field_name="address")
    LinkPlace.objects.all().delete()
    LinkPlace.objects.bulk_create(
        LinkPlace(link=links[address], kind=one.kind, name=one.name, place=one.place, edit_address=one.edit[:255])
        for address, places in found.items()
        for one in places
    )
    return len(found)


def in_turns(links: Iterable[ExternalLink]) -> Iterator[ExternalLink]:
    """The links so that each host has its turn, and none is asked twice in a row while others wait."""
    hosts: defaultdict[str, deque[ExternalLink]] = defaultdict(deque)
    for link in links:
        hosts[urlsplit(link.address).netloc.lower()].append(link)
    while hosts:
        for host in list(hosts):
            yield hosts[host].popleft()
            if not hosts[host]:
                del hosts[host]


@dataclass
class Round:
    """One run over the links. `delay` is the pause in seconds before a host is asked again."""

    checker: Checker = field(default_factory=lambda: Checker(AGENT))
    delay: float = 1
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    answered: bool = False
    counts: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    _asked: dict[str, float] = field(default_factory=dict)
    _waiting: list[tuple[ExternalLink, Outcome]] = field(default_factory=list)

    def run(self, links: list[ExternalLink], progress: Callable[[float], None]) -> None:
        """Check the links one after the other. Without an answer from any site nothing is kept: we may be cut off."""
        for done, link in enumerate(in_turns(links), 1):
            self._wait(urlsplit(link.address).netloc.lower())
            self._note(link, self.checker.check(link.address))
            progress(done / len(links))
        # A few sites that are silent at the end are dead; many mean that the network went away in between.
        if self.answered and len({urlsplit(link.address).netloc for link, _ in self._waiting}) < MANY_SILENT:
            self._keep_waiting()

    def _wait(self, host: str) -> None:
        now = self.clock()
        if host in self._asked and (left := self._asked[host] + self.delay - now) > 0:
            self.sleep(left)
        self._asked[host] = self.clock()

    def _note(self, link: ExternalLink, outcome: Outcome) -> None:
        """Keep a result; a silence only once another site has answered after it."""
        self._waiting.append((link, outcome))
        if outcome.answered:
            self.answered = True
            self._keep_waiting()

    def _keep_waiting(self) -> None:
        for each in self._waiting:
            self._keep(*each)
        self._waiting.clear()

    @property
    def left_alone(self) -> int:
        """How many links keep their earlier result because our own network seems to have been away."""
        return len(self._waiting)

    def _keep(self, link: ExternalLink, outcome: Outcome) -> None:
        link.result, link.cause, link.checked_at = outcome.result.value, outcome.cause[:400], timezone.now()
        if outcome.result in (Result.WORKS, Result.MOVED):
            link.last_good_at = link.checked_at
        link.save(update_fields=["result", "cause", "checked_at", "last_good_at"])
        self.counts[outcome.result.value] += 1
