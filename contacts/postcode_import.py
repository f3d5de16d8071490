"""Making a new table of postcodes from downloaded files, and judging it before it is let in.

What the files lack is kept from the table in use: a postcode that went out of use, when a file has only live ones, and
the English side of the border, which no Scottish file has. Without it Berwick would be guessed to be in Scotland.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from contacts.csv_files import Report
from contacts.postcode_compile import Compiler, council_totals
from contacts.postcode_files import Row, read
from contacts.postcodes import OUTSIDE, ROW, Table

LEAST_POSTCODES = 200_000
MOST_CHANGED = 0.005
WHOLE_KINGDOM = frozenset({"England", "Wales", "Northern Ireland"})
ATTRIBUTION = [
    "Contains OS data © Crown copyright and database right",
    "Contains Royal Mail data © Royal Mail copyright and database right",
    "Contains National Statistics data © Crown copyright and database right",
    "Contains National Records of Scotland data licensed under the Open Government Licence v3.0",
]


@dataclass(frozen=True, slots=True)
class Change:
    """One council's postcodes: how many before and after, and how many of those known before came and went."""

    council: str
    before: int
    after: int
    came: int
    went: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """A table that could take over. ``listed``: postcodes by council in the files alone; ``kept``: from before."""

    table: Table
    listed: Counter[str]
    scottish: int
    kept: int
    changed: int
    known: int


def prepare(paths: Sequence[Path], current: Table, slugs: Mapping[str, str], report: Report) -> Prepared:
    """The table of the files, filled up from the one in use. UnreadableError, OSError or BadZipFile: see ``read``."""
    compiler, titles = Compiler(), dict[str, None]()
    _add(compiler, titles, read(paths, slugs, report))
    about = {"title": "; ".join(titles), "files": [path.name for path in paths], "attribution": ATTRIBUTION}
    alone = compiler.table({})
    kept = sum(_keep(compiler, postcode, places) for postcode, places in current.items())
    nations = set().union(*compiler.nations.values())
    elsewhere = None if nations >= WHOLE_KINGDOM else current.elsewhere
    table = compiler.table({**about, "licence": "Open Government Licence v3.0"}, elsewhere)
    scottish = sum(count for places, count in alone.councils().items() if not OUTSIDE.issuperset(places))
    known = sum(1 for _ in _pairs(current, alone))
    changed = sum(1 for old, new in _pairs(current, alone) if set(old) != set(new))
    return Prepared(table, council_totals(alone), scottish, kept, changed, known)


def _add(compiler: Compiler, titles: dict[str, None], rows: Iterable[Row]) -> None:
    """Live postcodes first: one that was taken out of use and given out again elsewhere is where it is now."""
    retired: list[tuple[str, str]] = []
    for row in rows:
        titles[row.title] = None
        if row.retired:
            retired.append((row.postcode, row.place))
        else:
            compiler.add(row.postcode, row.place)
    live = {postcode for postcode, _ in retired if compiler.listed(postcode)}
    for postcode, place in retired:
        if postcode not in live:
            compiler.add(postcode, place)


def _keep(compiler: Compiler, postcode: str, places: tuple[str, ...]) -> bool:
    if compiler.listed(postcode):
        return False
    for place in places:
        compiler.add(postcode, place)
    return True


def _pairs(current: Table, new: Table) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Where each postcode that both tables list was, and where it is."""
    for sector, start in current.sectors.items():
        there = new.sectors.get(sector)
        if there is not None:
            entries = zip(current.rows[start : start + ROW], new.rows[there : there + ROW], strict=True)
            yield from ((current.palette[old], new.palette[now]) for old, now in entries if old and now)


def impossible(prepared: Prepared, slugs: Iterable[str]) -> list[str]:
    """Why the table can never take over, each reason a sentence; empty when it may."""
    expected, found = set(slugs), prepared.listed.keys() - OUTSIDE
    missing = sorted(expected - found)
    return (
        [f"The files have {len(found)} of {len(expected)} councils. Missing: {', '.join(missing)}."] if missing else []
    )


def doubtful(prepared: Prepared) -> list[str]:
    """Why the table should not take over unless somebody insists, each reason a sentence; empty when all is well."""
    reasons = []
    if prepared.scottish < LEAST_POSTCODES:
        reasons.append(
            f"The files have {prepared.scottish:,} Scottish postcodes, fewer than {LEAST_POSTCODES:,}. "
            "SmallUser.csv needs LargeUser.csv beside it; a file of live postcodes alone is always short."
        )
    if prepared.changed > MOST_CHANGED * prepared.known:
        share = prepared.changed / prepared.known
        reasons.append(
            f"{prepared.changed:,} of {prepared.known:,} known postcodes ({share:.1%}) would change council."
        )
    return reasons


def changes(current: Table, new: Table) -> list[Change]:
    """What would be different, council by council, in the order of their names."""
    before, after = council_totals(current), council_totals(new)
    came, went = Counter[str](), Counter[str]()
    for old, now in _pairs(current, new):
        came.update(set(now) - set(old))
        went.update(set(old) - set(now))
    councils = sorted((before.keys() | after.keys()) - OUTSIDE)
    return [Change(each, before[each], after[each], came[each], went[each]) for each in councils]
