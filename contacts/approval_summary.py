"""What somebody who is asked to approve a change has to see: old and new, where it shows, who made it, the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db import models
from django.urls import reverse
from wagtail.models import Revision

from contacts import approving, preview_moments, states, usage
from contacts.approvals import NeedsSecondPersonError
from contacts.models import Council, HolidayYear, HourException, LocalHoliday, NationalLine, Service, ServiceLine
from contacts.number_diff import Piece, marked
from contacts.usage import Place

YES_NO = {True: "yes", False: "no", None: "not known"}
NOT_THERE = "nothing"
EMPTY = "empty"
NO_DAY = {"go_live_at": "at once", "expire_at": "no end"}
UNSAID = {NOT_THERE, EMPTY, "no", "not known", *NO_DAY.values()}
# What a line, a day or a year is known by.
NAMES = {"number", "date", "year"}
LABELS = {"go_live_at": "from when", "expire_at": "until when", "councils": "councils"}


@dataclass(frozen=True)
class Row:
    """One fact that differs, in pieces that are the same and pieces that are not."""

    label: str
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]


@dataclass(frozen=True)
class Summary:
    """A change as the second person sees it; ``digest`` stands for exactly what is shown here."""

    digest: str
    rows: tuple[Row, ...]
    councils: tuple[Place, ...]
    pages: tuple[Place, ...]
    exports: tuple[Place, ...]
    everywhere: bool
    makers: tuple[str, ...]
    unknown: str
    sources: tuple[str, ...]
    starts: str


def approval_summary(revision: Revision) -> Summary:
    """Everything about the change that this draft would make to what is shown now."""
    draft = revision.as_object()
    before, after = approving.shown(draft), states.of(draft)
    makers, unknown = _makers(draft)
    national = isinstance(draft, NationalLine)
    return Summary(
        digest=states.digest(after),
        rows=tuple(_rows(type(draft), before, after)),
        councils=tuple(_councils(_slugs(draft, before, after))),
        pages=tuple(usage.pages_naming(draft.key)) if national else (),
        exports=tuple(Place(f"contacts.{kind}", reverse(f"contacts:{kind}")) for kind in ("json", "csv")),
        everywhere=national,
        makers=makers,
        unknown=unknown,
        sources=_sources(draft, after),
        starts=preview_moments.words(draft.go_live_at) if draft.go_live_at else "",
    )


def _makers(draft: Any) -> tuple[tuple[str, ...], str]:
    try:
        return tuple(maker.get_full_name() or maker.get_username() for maker in approving.who_made(draft)), ""
    except NeedsSecondPersonError as error:
        return (), str(error)


def _slugs(draft: Any, *states_of_it: states.State) -> set[str]:
    if isinstance(draft, Council):
        return {draft.slug}
    return {slug for state in states_of_it for slug in state.get("councils", ())}


def _sources(draft: Any, after: states.State) -> tuple[str, ...]:
    parts = (part for name in ("lines", "holidays", "holiday_years") for part in after.get(name, ()))
    return tuple(filter(None, dict.fromkeys([draft.source, *(part["source"] for part in parts)])))


def _councils(slugs: Iterable[str]) -> Iterator[Place]:
    for council in Council.objects.filter(slug__in=slugs):
        yield Place(council.name, council.get_absolute_url())


def _rows(model: type[models.Model], before: states.State, after: states.State) -> Iterator[Row]:
    """Numbers first: they are what a mistake is made in."""
    if model is NationalLine:
        yield from _facts(model, "", states.NATIONAL, before, after)
    elif model is Council:
        yield from _of_council(before, after)
    else:
        yield from _of_service(before, after)


def _of_council(before: states.State, after: states.State) -> Iterator[Row]:
    yield from _parts(LocalHoliday, "date", states.HOLIDAY, before.get("holidays", []), after["holidays"])
    years = [before.get("holiday_years", []), after["holiday_years"]]
    yield from _parts(HolidayYear, "year", states.YEAR, *years)
    yield from _facts(Council, "", states.COUNCIL, before, after)


def _of_service(before: states.State, after: states.State) -> Iterator[Row]:
    yield from _parts(ServiceLine, "number", states.LINE, before.get("lines", []), after["lines"])
    yield from _served(before, after)
    yield from _facts(Service, "", states.SERVICE, before, after)
    days = [before.get("hour_exceptions", []), after["hour_exceptions"]]
    yield from _parts(HourException, "date", states.EXCEPTION, *days)


def _served(before: states.State, after: states.State) -> Iterator[Row]:
    names = dict(Council.objects.values_list("slug", "name"))
    old, new = (", ".join(names.get(slug, slug) for slug in state.get("councils", ())) for state in (before, after))
    if old != new:
        yield Row("Councils", *_marked(old or NOT_THERE, new or NOT_THERE))


def _parts(model: Any, key: str, names: Iterable[str], old: list[Any], new: list[Any]) -> Iterator[Row]:
    """Old and new lines beside each other: those of the same number first, then what is left in their order."""
    same = {part[key] for part in old} & {part[key] for part in new}
    for part in (part for part in new if part[key] in same):
        twin = next(one for one in old if one[key] == part[key])
        yield from _facts(model, part[key], names, twin, part)
    left = [[part for part in parts if part[key] not in same] for parts in (old, new)]
    for before, after in zip_longest(*left, fillvalue=states.NOTHING):
        yield from _facts(model, (after or before)[key], names, before, after)
    order = [[part[key] for part in parts if part[key] in same] for parts in (old, new)]
    if order[0] != order[1]:
        yield Row("Order", *_marked(*map(", ".join, order)))


def _facts(model: Any, of: str, names: Iterable[str], before: Any, after: Any) -> Iterator[Row]:
    for name in names:
        old, new = (_words(model, name, state) for state in (before, after))
        # What a new line leaves unsaid is no difference to look at.
        said = bool(before and after) or not {old, new} <= UNSAID
        if old != new and said:
            yield Row(_label(model, of, name), *_marked(old, new))


def _label(model: Any, of: str, name: str) -> str:
    label = LABELS.get(name) or str(model._meta.get_field(name).verbose_name)
    return f"{of}: {label}" if of and name not in NAMES else label.capitalize()


def _words(model: Any, name: str, state: states.State) -> str:
    if not state:
        return NOT_THERE
    if name in NO_DAY:
        moment = states.moment(state, name)
        return preview_moments.words(moment) if moment else NO_DAY[name]
    value = state[name]
    if value is None or isinstance(value, bool):
        return YES_NO[value]
    choices = dict(model._meta.get_field(name).flatchoices)
    return str(choices.get(value, value)) or EMPTY


def _marked(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """In numbers the digits that differ; elsewhere the whole, because single letters tell a reader nothing."""
    if any(map(str.isalpha, f"{old}{new}")):
        return (Piece(old, True),), (Piece(new, True),)
    before, after = marked(old, new)
    return tuple(before), tuple(after)
