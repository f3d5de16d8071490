"""The columns of the contacts as a spreadsheet, the same in the export and in the import. Pure.

A row is one number of a service, or one national line. The columns are those of the data files together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from contacts.hours_text import DASHES, parse_ranges

# The last column is one that is never empty: Excel leaves out empty ones at the end of some rows of a CSV file.
COLUMNS: Mapping[str, str] = {
    "service": "Key",
    "name": "Name",
    "role": "When it is rung",
    "councils": "Councils",
    "line": "Mark of the number",
    "number": "Phone number",
    "area": "Area",
    "label": "Label",
    "ask_for": "Ask for",
    "keypad_option": "Keypad option",
    "if_unsure": "Ring this one if the area is not known",
    "free": "The call is free",
    "on_itemised_bill": "The call shows on an itemised bill",
    "held_back": "Held back because",
    "valid_from": "Works from",
    "confidence": "Confidence",
    "source": "Where the number is published",
    "hours": "Opening hours",
    "hours_complete": "These are all its hours",
    "hours_in_words": "Hours in words",
    "other_days": "Days with other hours",
    "email": "Email",
    "online_form": "Online form",
    "kind": "Kind of national line",
    "web": "Web address",
    "for_whom": "For whom",
    "emergency": "Works in an emergency",
    "sign_up_needed": "People must sign up first",
    "sort_order": "Place in the list",
    "note": "Note for editors",
    "service_source": "Where the service or national line is published",
}
HELP: Mapping[str, str] = {
    "service": "Which service or national line the row belongs to. Never change it.",
    "name": "The same in every row of a service.",
    "role": "office, out_of_hours or all_hours for a service; national for a national line.",
    "councils": "Short names as in the addresses of their pages, with spaces between: south-ayrshire east-ayrshire. "
    "Full names with semicolons between do too. Empty for a national line.",
    "line": "Which number of the service the row is about. Never change it; leave it empty for a new number.",
    "number": "Digits with single spaces: 01292 288645.",
    "if_unsure": "yes or no.",
    "free": "yes, no, or empty when it is not known.",
    "on_itemised_bill": "yes, no, or empty when it is not known.",
    "held_back": "Why the public must not see it. To take a number off the site, give the reason here.",
    "valid_from": "The first day on which the number works: 2026-11-24. Empty: it works now.",
    "confidence": "high, medium, low or empty.",
    "source": "A web address.",
    "hours": "Mon-Thu 08:45-16:45; Fri 08:45-16:00, or always. Empty when no source states the times.",
    "hours_complete": "yes only when the source states every day, otherwise no.",
    "other_days": "2026-12-24 09:00-12:00 Training; 2026-12-25 closed. A day that you take out is an ordinary day.",
    "email": "An email address, or empty.",
    "online_form": "A web address, or empty.",
    "kind": "phone, non_voice or other. Only for a national line, like the next five columns.",
    "web": "A web address, or empty.",
    "for_whom": "Who may use it and for what, in a few words.",
    "emergency": "yes, no, or empty when it is not known.",
    "sign_up_needed": "yes, no, or empty when it is not known.",
    "sort_order": "A whole number. Low numbers come first.",
    "note": "Never shown to the public.",
    "service_source": "A web address.",
}
NATIONAL = "national"
_NAMES = [*COLUMNS]
LINE_FIELDS = _NAMES[_NAMES.index("number") : _NAMES.index("hours")]
NATIONAL_ONLY = _NAMES[_NAMES.index("kind") : _NAMES.index("note")]
SERVICE_FIELDS: Mapping[str, str] = {
    name: "source" if name == "service_source" else name
    for name in _NAMES[1:]
    if name not in ("line", *LINE_FIELDS, *NATIONAL_ONLY)
}
NATIONAL_FIELDS: Mapping[str, str] = {
    **{name: name for name in ("name", "number", "free", "on_itemised_bill", "held_back", "confidence")},
    **{name: name for name in ("hours_in_words", *NATIONAL_ONLY)},
    "service_source": "source",
}
IN_SMALL_LETTERS = {
    *("role", "if_unsure", "free", "on_itemised_bill", "hours_complete", "confidence", "kind", "emergency"),
    "sign_up_needed",
}

Cells = dict[str, str]
Day = tuple[str, str, str]
_TIMES = r"[\d:]+\s*\W\s*[\d:]+"
DAY = re.compile(rf"(\d{{4}}-\d\d-\d\d)\s+(closed|{_TIMES}(?:\s*,\s*{_TIMES})*)(?:\s+(.+))?", re.DOTALL)
LONGEST_TIMES, LONGEST_REASON = 100, 80
DAYS_LOOK = "Days look like this: 2026-12-24 09:00-12:00 Training; 2026-12-25 closed"


def normal(cells: Mapping[str, str], councils: Mapping[str, str]) -> Cells:
    """The cells as we write them ourselves: small letters where they make no difference, councils by slug, in order.

    ``councils`` maps each council's name, in small letters, to its slug.
    """
    same = {name: text.lower() if name in IN_SMALL_LETTERS else text for name, text in cells.items()}
    return {**same, "councils": _slugs(cells["councils"], councils), "other_days": tidy_days(cells["other_days"])}


def _slugs(text: str, councils: Mapping[str, str]) -> str:
    several = text.replace(",", ";").split(";") if text.lower() not in councils else [text]
    parts = [part.strip() for part in several] if len(several) > 1 or text.lower() in councils else text.split()
    return " ".join(sorted({councils.get(part.lower(), "-".join(part.lower().split())) for part in parts} - {""}))


def write_days(days: Iterable[Day]) -> str:
    """Days with other hours as text; each is its date, its times (empty: closed) and the reason."""
    return "; ".join(" ".join(filter(None, (day, times or "closed", reason))) for day, times, reason in sorted(days))


def read_days(text: str) -> list[Day]:
    """What ``write_days`` wrote, or a person after its example. ValueError with a sentence for people otherwise."""
    found = [*_days(text)]
    dates = [day for day, _, _ in found]
    if twice := {day for day in dates if dates.count(day) > 1}:
        raise ValueError(f"{min(twice)} stands there twice. Write each day once.")
    return found


def _days(text: str) -> Iterator[Day]:
    for part in filter(None, map(str.strip, re.split(r";(?=\s*(?:\d{4}-|$))", text))):
        found = DAY.fullmatch(part)
        if not found:
            raise ValueError(f"“{part}” is not a day with its hours.")
        times = "" if found[2] == "closed" else re.sub(r"\s", "", found[2].translate(DASHES))
        parse_ranges(f"Mon {times or '09:00-17:00'}")
        if len(times) > LONGEST_TIMES or len(found[3] or "") > LONGEST_REASON:
            raise ValueError(f"“{part}” is too long: {LONGEST_REASON} letters for the reason are enough.")
        yield _date(found[1]), times, found[3] or ""


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"{text} is not a day of the calendar.") from None


def tidy_days(text: str) -> str:
    """The days in the order of the calendar; the text as it is where it cannot be read."""
    try:
        return write_days(read_days(text))
    except ValueError:
        return text
