"""Every published number with the state of its checks: what the lists, the report and the reminders are made from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import timezone

from contacts import check_states, numbers
from contacts.check_states import State
from contacts.models import NationalLine, NumberCheck, Service, ServiceLine

SCOTLAND = "All of Scotland"
Owner = tuple[str, int]


@dataclass(frozen=True)
class NumberRow:
    """One number of a service or a national line, as the checkers see it."""

    kind: str
    pk: int
    number: str
    name: str
    role: str
    councils: tuple[str, ...]
    area: str
    state: State
    last: NumberCheck | None
    confidence: str
    held_back: str
    source: str

    @property
    def owner(self) -> Owner:
        return self.kind, self.pk

    @property
    def next_due(self) -> date | None:
        return self.last.next_due if self.last else None

    @property
    def council_names(self) -> str:
        return ", ".join(self.councils) or SCOTLAND

    @property
    def source_site(self) -> str:
        return urlsplit(self.source).netloc.removeprefix("www.")

    def url(self, view: str) -> str:
        """Where the service or line is shown ("inspect") or changed ("edit")."""
        return reverse(f"wagtailsnippets_contacts_{self.kind}:{view}", args=[self.pk])

    @property
    def check_url(self) -> str:
        return f"{reverse('contacts_checks:record', args=[self.kind, self.pk])}?number={numbers.digits(self.number)}"


def rows(today: date | None = None) -> list[NumberRow]:
    """Every number that is published or held back, the most urgent first; five queries."""
    day = today or timezone.localdate()
    last = last_checks()
    found = [*_service_rows(last, day), *_national_rows(last, day)]
    return sorted(found, key=lambda row: (check_states.URGENCY[row.state], row.next_due or day, row.council_names))


def counts(found: Iterable[NumberRow]) -> dict[State, int]:
    """How many numbers are in each state; a state that none is in counts nought."""
    counted = Counter(row.state for row in found)
    return {state: counted[state] for state in State}


def by_owner(found: Iterable[NumberRow]) -> dict[Owner, list[NumberRow]]:
    grouped: defaultdict[Owner, list[NumberRow]] = defaultdict(list)
    for row in found:
        grouped[row.owner].append(row)
    return grouped


def last_checks() -> dict[tuple[str, int | None, str], NumberCheck]:
    """The latest check of each number, by what it belongs to and its digits."""
    found = NumberCheck.objects.select_related("who").order_by("on", "pk")
    return {(*_owner(check), numbers.digits(check.number)): check for check in found}


def _owner(check: NumberCheck) -> tuple[str, int | None]:
    return ("service", check.service_id) if check.service_id else ("nationalline", check.national_line_id)


def _service_rows(last: dict, day: date) -> Iterable[NumberRow]:
    services = {row.pk: row for row in Service.objects.filter(live=True)}
    councils: defaultdict[int, list[str]] = defaultdict(list)
    through = Service.councils.through.objects.order_by("council__name")
    for service, name in through.values_list("service_id", "council__name"):
        councils[service].append(name)
    for line in ServiceLine.objects.filter(service_id__in=services):
        owner = services[line.service_id]
        check = last.get(("service", owner.pk, numbers.digits(line.number)))
        yield NumberRow(
            kind="service",
            pk=owner.pk,
            number=line.number,
            name=owner.name,
            role=owner.get_role_display(),
            councils=tuple(councils[owner.pk]),
            area=line.area,
            state=_state(line.held_back, check, day),
            last=check,
            confidence=line.get_confidence_display(),
            held_back=line.held_back,
            source=line.source,
        )


def _national_rows(last: dict, day: date) -> Iterable[NumberRow]:
    for line in NationalLine.objects.filter(live=True).exclude(number=""):
        check = last.get(("nationalline", line.pk, numbers.digits(line.number)))
        yield NumberRow(
            kind="nationalline",
            pk=line.pk,
            number=line.number,
            name=line.name,
            role="National line",
            councils=(),
            area="",
            state=_state(line.held_back, check, day),
            last=check,
            confidence=line.get_confidence_display(),
            held_back=line.held_back,
            source=line.source,
        )


def _state(held_back: str, check: NumberCheck | None, day: date) -> State:
    result, next_due = (check.result, check.next_due) if check else ("", None)
    return check_states.state(bool(held_back), result, next_due, day)
