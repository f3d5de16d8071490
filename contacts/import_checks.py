"""What is wrong in a row of an uploaded file, and how to put it right. The rules are those of the data files.

Rows in, faults out: nothing here asks the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches

from django.core.exceptions import ValidationError

from contacts import contact_checks, contact_columns, numbers
from contacts.contact_checks import Row, Rows
from contacts.contact_columns import (
    COLUMNS,
    LINE_FIELDS,
    NATIONAL,
    NATIONAL_FIELDS,
    NATIONAL_ONLY,
    SERVICE_FIELDS,
    Cells,
)
from contacts.import_plan import Fault

NOT_NATIONAL = [name for name in COLUMNS if name not in ("service", "role", *NATIONAL_FIELDS)]
ROUNDED = re.compile(r"\d(?:[.,](\d+))?E\+?\d{1,2}", re.IGNORECASE | re.ASCII)
NEW_CONTACT = (
    "Correct the key, or take the row out. A new one is added under Contacts: a mistyped key must not make one."
)
# The beginning or a part of a reason, and what to do about it. The first that fits is used.
REMEDIES = (
    (
        r"^(number is empty|a phone line needs a number)$",
        "Fill it in. To take a number off the site, give the reason under “Held back because”.",
    ),
    (r"is empty$", "Fill it in."),
    (r"is not one of:", "Write one of these words."),
    (r"must not be used:", "Take the number out, or leave the number as it was."),
    (r"cannot be dialled", "Compare it with the page where it is published, digit by digit."),
    (r"is not a phone number", "Write it as it is dialled in the UK: 01292 288645."),
    (r"is not a web address", "Copy the whole address, which begins with https://."),
    (r"is not an e-mail address", "Write it as name@council.gov.uk, or leave the cell empty."),
    (r"^hours ", "Times look like this: Mon-Thu 08:45-16:45; Fri 08:45-16:00"),
    (r"^valid_from ", "If Excel changes dates by itself, use the XLSX file."),
)


def data_rows(councils: Iterable[str], keys: Iterable[str], refused: Mapping[str, str]) -> Rows:
    """What the rules of the data files look at, in the form in which they expect it."""
    return {
        "councils.csv": [{"slug": slug} for slug in councils],
        "services.csv": [{"key": key} for key in keys],
        "refused_numbers.csv": [{"number": digits, "reason": reason} for digits, reason in refused.items()],
    }


def service_faults(number: int, cells: Cells, rows: Rows) -> Iterator[Fault]:
    row = {field: cells[column] for column, field in SERVICE_FIELDS.items()} | {"key": cells["service"]}
    for reason in contact_checks.service(row, rows):
        yield Fault(number, _in_words(reason, SERVICE_FIELDS), _unknown_council(reason, rows) or remedy(reason))
    try:
        contact_columns.read_days(cells["other_days"])
    except ValueError as error:
        yield Fault(number, f"“{COLUMNS['other_days']}”: {error}", contact_columns.DAYS_LOOK)


def national_faults(number: int, cells: Cells, rows: Rows) -> Iterator[Fault]:
    row = {field: cells[column] for column, field in NATIONAL_FIELDS.items()} | {"key": cells["service"]}
    for reason in contact_checks.national(row, rows):
        yield Fault(number, *_number_fault(reason, row, NATIONAL_FIELDS))


def misplaced(number: int, cells: Cells) -> Iterator[Fault]:
    """What stands in a column that this kind of row does not have."""
    national = cells["role"] == NATIONAL
    if filled := [f"“{COLUMNS[name]}”" for name in (NOT_NATIONAL if national else NATIONAL_ONLY) if cells[name]]:
        kind = "national lines have nothing" if national else "only national lines have something"
        yield Fault(number, f"{', '.join(filled)}: {kind} there.", "Empty it.")


def disagreements(rows: list[tuple[int, Cells]]) -> Iterator[Fault]:
    """Rows of one service that do not say the same of it."""
    first, cells = rows[0]
    for number, others in rows[1:]:
        if differing := [f"“{COLUMNS[name]}”" for name in SERVICE_FIELDS if others[name] != cells[name]]:
            reason = f"{', '.join(differing)}: not as in row {first}, which is about the same service."
            yield Fault(number, reason, "Write the same in every row of the service.")


def line_faults(number: int, cells: Cells, rows: Rows) -> Iterator[Fault]:
    row = {field: cells[field] for field in ("service", *LINE_FIELDS)}
    for reason in contact_checks.line(row, rows):
        if not row["number"] and "phone number" in reason:
            continue  # that it is empty is said already
        yield Fault(number, *_number_fault(reason, row, dict(zip(LINE_FIELDS, LINE_FIELDS, strict=True))))


def _number_fault(reason: str, row: Row, fields: Mapping[str, str]) -> tuple[str, str]:
    """A reason and its remedy; for a number that went wrong in a known way, one that says so."""
    number, found = row["number"], numbers.digits(row["number"])
    if number not in reason or ("phone number" not in reason and "dialled" not in reason):
        return _in_words(reason, fields), remedy(reason)
    if found == number.replace(" ", "") and numbers.fault(f"0{found}", {}) == "":
        return f"{number} has lost the zero at its beginning: spreadsheet programs drop it.", _with_zero(found)
    if re.match(r"(\+|00)44", number) and numbers.fault(f"0{found.removeprefix('00')[2:]}", {}) == "":
        return f"{number} is written as it is dialled from abroad.", _with_zero(found.removeprefix("00")[2:])
    if re.fullmatch(r"[\d.,]+E\+?\d+", number, re.IGNORECASE):
        return f"{number}: the spreadsheet program has rounded the number, and digits are lost.", "Type it again."
    return reason, remedy(reason)


def _with_zero(found: str) -> str:
    return f"Write 0{found[:4]} {found[4:]}: with a space in it the zero stays."


def _in_words(reason: str, fields: Mapping[str, str]) -> str:
    """The reason with the columns' plain names in place of the data files' own."""
    field, space, rest = reason.partition(" ")
    title = next((COLUMNS[column] for column, name in fields.items() if name == field), "")
    return f"“{title}”{space}{rest}" if title else reason


def _unknown_council(reason: str, rows: Rows) -> str:
    if not (found := re.fullmatch(r"no council has the slug “(.*)”", reason)):
        return ""
    near = get_close_matches(found[1], [row["slug"] for row in rows["councils.csv"]], 1)
    return f"Did you mean {near[0]}?" if near else "Write the short name in the address of the council's page: fife."


def remedy(reason: str) -> str:
    return next((sentence for pattern, sentence in REMEDIES if re.search(pattern, reason)), "Put it right in the file.")


def model_faults(number: int, error: ValidationError, titles: Mapping[str, str]) -> list[Fault]:
    """What a model has found beyond the rules of the data files: texts that are too long, above all."""
    return [
        Fault(number, f"“{titles.get(name, name)}”: {' '.join(messages)}", "Put it right in the file.")
        for name, messages in error.message_dict.items()
    ]


def as_exported(now: Cells, then: Cells) -> tuple[Cells, list[str]]:
    """The row without what spreadsheet programs do to cells that nobody touched; and what had to be guessed for that.

    They drop zeros at the beginning and spaces, round long numbers to 1.22E+09 and write dates as 24/11/2026.
    """
    mangled = {name for name in now if now[name] != then[name] and _is_mangled(name, now[name], then[name])}
    unsure = [name for name in COLUMNS if name in mangled and not _is_certain(name, then[name])]
    guesses = [f"“{COLUMNS[name]}”: {then[name]} is taken for {now[name]}, which stays as it is." for name in unsure]
    return {**then, **{name: now[name] for name in mangled}}, guesses


def _is_mangled(name: str, now: str, then: str) -> bool:
    bare = now.replace(" ", "")
    if name == "valid_from":
        return then == "/".join(reversed(now.split("-")))
    if not bare.isdigit():
        return False
    zeros = bare.removesuffix(then)
    return bool(then and bare.endswith(then) and not zeros.strip("0")) or (name == "number" and _is_rounded(bare, then))


def _is_rounded(bare: str, then: str) -> bool:
    """Whether the number, as a spreadsheet program rounds it, is what stands there: 1.22431E+09."""
    if not (found := ROUNDED.fullmatch(then)):
        return False
    exact = Decimal(bare)
    step = Decimal(1).scaleb(exact.adjusted() - len(found[1] or ""))
    return (exact / step).quantize(Decimal(1), ROUND_HALF_UP) * step == Decimal(then.replace(",", "."))


def _is_certain(name: str, then: str) -> bool:
    return name == "valid_from" or (name == "number" and then.isdigit())
