"""What the reviewed data files put on the site, contact by contact, in the form that two people agree on."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from contacts import contact_files, states
from contacts.contact_checks import Row

UNSCHEDULED: states.State = dict.fromkeys(states.SCHEDULE)


@cache
def all_states() -> dict[str, states.State]:
    """Every contact of the data files, by what names it in approvals. Raises ContactFileError."""
    rows = contact_files.read_rows()
    lines = rows["lines.csv"]
    return {
        **{f"Council:{row['slug']}": _council(row) for row in rows["councils.csv"]},
        **{
            f"Service:{row['key']}": _service(row, [line for line in lines if line["service"] == row["key"]])
            for row in rows["services.csv"]
        },
        **{f"NationalLine:{row['key']}": _national(row, n) for n, row in enumerate(rows["national_lines.csv"])},
    }


def council(key: str) -> states.State:
    """A council as its page begins: no holidays, no settled years. Nothing for what is no council of the files."""
    return all_states().get(key, states.NOTHING) if key.startswith("Council:") else states.NOTHING


def _council(row: Row) -> states.State:
    return {"key": row["slug"], **_values(row, states.COUNCIL), "holidays": [], "holiday_years": []}


def _service(row: Row, lines: Iterable[Row]) -> states.State:
    return {
        "key": row["key"],
        **_values(row, states.SERVICE),
        "hours_complete": row["hours_complete"] == "yes",
        "councils": sorted(row["councils"].split()),
        "lines": [_line(line) for line in lines],
        "hour_exceptions": [],
    }


def _line(row: Row) -> states.State:
    known = {name: contact_files.YES_NO[row[name]] for name in ("free", "on_itemised_bill")}
    return {
        **_values(row, states.LINE),
        **known,
        "if_unsure": row["if_unsure"] == "yes",
        "valid_from": row["valid_from"] or None,
    }


def _national(row: Row, order: int) -> states.State:
    known = ("emergency", "sign_up_needed", "free", "on_itemised_bill")
    return {
        "key": row["key"],
        **_values(row, states.NATIONAL),
        **{name: contact_files.YES_NO[row[name]] for name in known},
        "held_back": "",
        "sort_order": order,
    }


def _values(row: Row, names: Iterable[str]) -> dict[str, Any]:
    return {name: row.get(name) for name in names if name not in states.SCHEDULE} | (
        UNSCHEDULED if "go_live_at" in names else {}
    )
