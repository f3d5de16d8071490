"""Whether what visitors get is what two people approved: every number, in every form in which it is published.

What is right is read from the approvals in the database, each with its seal, and never from what a running process
holds. The bytes come from wherever `fetch` gets them: the site itself, this process, or the copies on disk.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils import timezone

from contacts import FINDER_PATH, cards, contact_files, exports, lookup_tables, published, services
from cpip_site.differences import Difference, unequal, unequal_lines
from cpip_site.page_cache import ALL_NUMBERS
from cpip_site.page_numbers import Page, unknown
from pages.typed_numbers import find, own_numbers, significant

APPROVED = "a number that is approved for it"
POLICE = ("999", "101")
# What stands in the words of the finder's own templates.
WRITTEN = frozenset({*POLICE, "112"})
DATA = (f"{FINDER_PATH}contacts.json", f"{FINDER_PATH}contacts.csv")
# It lists numbers that are gone: a record of what was shown, and when.
NOT_NOW = f"{FINDER_PATH}changes.atom"


@dataclass(frozen=True)
class Approved:
    """What may be shown now, and what follows from it for each page."""

    contacts: contact_files.Contacts
    own: frozenset[str]

    @classmethod
    def read(cls) -> Approved | None:
        """From the database; None when no contacts are loaded. Raises DatabaseError while it is away."""
        found = published.read()
        return cls(found, own_numbers()) if found else None

    @cached_property
    def directory(self) -> services.Directory:
        tables = lookup_tables.postcodes(), lookup_tables.places()
        return services.Directory(self.contacts.councils, self.contacts.national, *tables)

    @cached_property
    def everywhere(self) -> frozenset[str]:
        """The significant digits of what may stand on any page: the police, national lines, the site's own phone."""
        lines = {significant(line.number) for line in self.contacts.national if line.number}
        words = " ; ".join(f"{line.for_whom} ; {line.hours_in_words}" for line in self.contacts.national)
        return WRITTEN | lines | self.own | {significant(number) for number in find(words)}

    def of(self, slug: str) -> list[str]:
        """The numbers of one council, in the order of its services."""
        found = self.contacts.councils[slug].services
        return [significant(line.number) for service in found for line in service.lines]


Answer = tuple[int, bytes]
Fetch = Callable[[str], Answer]


class Verification:
    """Compares one page after the other. `timeless`: the bytes may be of another hour, as copies on disk are."""

    def __init__(self, approved: Approved, fetch: Fetch, place: str, *, timeless: bool = False) -> None:
        self.approved, self.fetch, self.place, self.timeless = approved, fetch, place, timeless
        self.councils = {council.address: slug for slug, council in approved.contacts.councils.items()}

    def page(self, path: str) -> Iterator[Difference]:
        """Everything that is wrong at this path."""
        before = timezone.now()
        try:
            status, body = self.fetch(path)
        except OSError as error:
            yield self.wrong(path, "an answer", f"none ({error})")
            return
        if status != 200:
            yield self.wrong(path, "status 200", f"status {status}")
            return
        yield from self.numbers(path, body, before)

    def wrong(self, path: str, expected: str, found: str, inside: str = "") -> Difference:
        return Difference(f"{self.place} {path}{inside}", expected, found, path)

    def numbers(self, path: str, body: bytes, asked: datetime) -> Iterator[Difference]:
        if path == NOT_NOW:
            return iter(())
        if path in DATA:
            return self.data(path, body)
        if path.endswith((".vcf", ".xml", ".atom")):
            return self.other_file(path, body.decode("utf-8", "replace"))
        return self.html(path, Page.of(body), asked)

    def html(self, path: str, page: Page, asked: datetime) -> Iterator[Difference]:
        if path in self.councils:
            return self.council(path, page, asked)
        if path == ALL_NUMBERS:
            return self.all_numbers(path, page)
        return self.allowed(path, page, self.approved.everywhere)

    # --- pages ----------------------------------------------------------------------------------------------------
    def allowed(self, path: str, page: Page, allowed: frozenset[str]) -> Iterator[Difference]:
        """Nothing stands there that may not: in links, in words, or in one and not in the other."""
        for number in unknown(page.rung(), allowed):
            yield self.wrong(path, APPROVED, f"a link that rings {dialled(number)}")
        for number in unknown(page.shown(), allowed):
            yield self.wrong(path, APPROVED, number)
        for rings, reads in page.two_faced():
            yield self.wrong(path, f"a link that says what it rings, {dialled(rings)}", f"“{reads}”")
        if path in (FINDER_PATH, ALL_NUMBERS) or path in self.councils:
            for number in unknown(page.short(), allowed):
                yield self.wrong(path, "999 or 101", number)

    def council(self, path: str, page: Page, asked: datetime) -> Iterator[Difference]:
        slug = self.councils[path]
        yield from self.complete(path, page, slug, asked)
        yield from () if self.timeless else self.leading(path, page, slug, asked)
        yield from self.allowed(path, page, self.approved.everywhere | {*self.approved.of(slug)})

    def complete(self, path: str, page: Page, slug: str, asked: datetime) -> Iterator[Difference]:
        """Nothing is missing: each number of the council's that is in use that day, and the police."""
        rung = set(page.rung())
        now = cards.card(self.approved.contacts.councils[slug], asked)
        shown = [significant(choice.line.number) for choice in (*now.leading, *now.others)]
        for number in [*shown, *POLICE]:
            if number not in rung:
                yield self.wrong(path, f"a link that rings {dialled(number)}", "none")

    def leading(self, path: str, page: Page, slug: str, asked: datetime) -> Iterator[Difference]:
        """The number to ring now is on top. When the hour turns while the page is asked for, either may be."""
        council = self.approved.contacts.councils[slug]
        right = [leads(council, at) for at in (asked, timezone.now(), asked - timedelta(seconds=5))]
        if (found := page.leading()) not in right:
            yield self.wrong(path, f"{words(right[0])} as the number to ring now", words(found))

    def all_numbers(self, path: str, page: Page) -> Iterator[Difference]:
        theirs: set[str] = set()
        for slug in self.approved.contacts.councils:
            right, found = self.approved.of(slug) or ["101"], page.section(slug)
            theirs.update(right)
            if found != right:
                yield self.wrong(path, words(right), words(found), f"#{slug}")
        yield from self.allowed(path, page, self.approved.everywhere | theirs)

    # --- data -----------------------------------------------------------------------------------------------------
    def data(self, path: str, body: bytes) -> Iterator[Difference]:
        text = body.decode("utf-8", "replace")
        if path.endswith(".csv"):
            for where, one, other in unequal_lines(exports.table(self.approved.directory), text):
                yield self.wrong(path, one, other, where)
            return
        try:
            found = json.loads(text)
        except ValueError:
            found = text
        right = exports.document(self.approved.directory, "")
        for where, expected, instead in unequal(right, found, ""):
            if where not in (".documentation", ".$schema"):
                yield self.wrong(path, expected, instead, where)

    def other_file(self, path: str, text: str) -> Iterator[Difference]:
        if path.endswith(".vcf"):
            yield from self.vcard(path, text)
            return
        for number in unknown(find(text), self.approved.everywhere):
            yield self.wrong(path, APPROVED, number)

    def vcard(self, path: str, text: str) -> Iterator[Difference]:
        slug = path.removeprefix(FINDER_PATH).partition("/")[0].removesuffix(".vcf")
        unfolded = text.replace("\r\n ", "").replace("\\n", "\n")
        rung = [
            significant(line.split("tel:")[1].partition(";")[0]) for line in unfolded.splitlines() if "tel:" in line
        ]
        now = cards.card(self.approved.contacts.councils[slug], timezone.now())
        right = {significant(choice.line.number) for choice in (*now.leading, *now.others)} | {"101"}
        if set(rung) != right:
            yield self.wrong(path, words(sorted(right)), words(sorted(set(rung))))
        for number in unknown(find(unfolded), frozenset(right)):
            yield self.wrong(path, APPROVED, number)


def leads(council: services.Council, at: datetime) -> list[str]:
    """What rings when the large buttons are pressed."""
    return [significant(choice.line.number) for choice in cards.card(council, at).leading] or ["101"]


def dialled(number: str) -> str:
    """As a reader dials it."""
    return number if number in WRITTEN or len(number) <= 6 else f"0{number}"


def words(numbers: list[str]) -> str:
    return ", ".join(map(dialled, numbers)) or "no number"
