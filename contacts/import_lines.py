"""The numbers of one service, and a national line, compared with the rows of a file that are about them."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from contacts import contact_rows, import_checks, numbers
from contacts.contact_checks import Rows
from contacts.contact_columns import COLUMNS, LINE_FIELDS, NATIONAL_FIELDS, Cells
from contacts.import_plan import Change, Difference, Fault, Note, Plan, differences
from contacts.models import NationalLine, Service, ServiceLine

STALE_MARK = "Copy it from a new export, or leave the cell empty if the number is new."
ONE_BY_ONE = "Change that one first, and have it approved; then import this row."
EVERYWHERE = "all of Scotland"
FOR_EDITORS = frozenset({"confidence"})
NO_LINE: Cells = dict.fromkeys(LINE_FIELDS, "")


class Lines:
    """The numbers of a service in memory. ``compare`` changes them; ``faults`` are the rows it could not use."""

    def __init__(self, service: Service, councils: str, rules: Rows) -> None:
        self.service = service
        self.about = (service.name, councils)
        self.rules = rules
        self.known = {str(line.pk): line for line in service.lines.all()}
        # As they are now: a number may not move from one line to another in one step, because lines are saved one by
        # one and no two of a service may have the same.
        self.owners = {numbers.digits(line.number): mark for mark, line in self.known.items()}
        self.added: list[ServiceLine] = []
        self.last = max((line.sort_order or 0 for line in self.known.values()), default=0)
        self.seen: dict[str, int] = {}
        self.faults: list[Fault] = []
        self.notes: list[Note] = []

    def compare(self, rows: list[tuple[int, Cells]]) -> list[Change]:
        changes = [change for number, cells in rows if (change := self._compare(number, cells))]
        self.service.lines.set([*self.known.values(), *self.added])
        return changes

    def _compare(self, number: int, cells: Cells) -> Change | None:
        mark = cells["line"] or self._owner(numbers.digits(cells["number"]))
        line = self.known.get(mark)
        now = contact_rows.line_cells(line) if line else NO_LINE
        cells, guesses = import_checks.as_exported(now, cells)
        self.notes += (Note(number, guess) for guess in guesses)
        if reason := self._unclear(number, mark, cells["number"]):
            self.faults.append(Fault(number, *reason))
            return None
        if not (found := differences(now, cells)):
            return None
        change = Change(number, *self.about, now["number"] or cells["number"], line is None, found)
        self._put(number, line, cells, found)
        return change

    def _owner(self, digits: str) -> str:
        """The mark of the line that has this number, also without the zero that spreadsheet programs drop."""
        return self.owners.get(digits) or self.owners.get(f"0{digits}", "")

    def _unclear(self, row: int, mark: str, number: str) -> tuple[str, str] | None:
        """Which line a row is about must be plain, and no number may be there twice."""
        digits = numbers.digits(number)
        if mark and mark not in self.known:
            return f"“{mark}” is not the mark of a number of this service.", STALE_MARK
        if mark and (first := self.seen.setdefault(f"mark {mark}", row)) != row:
            return (
                f"Row {first} is about the same number.",
                "Take one of the two out, or leave the new one's mark empty.",
            )
        if digits and (first := self.seen.setdefault(digits, row)) != row:
            return f"{number} stands in row {first} too, for the same service.", "Take one of the two out."
        if (owner := self.owners.get(digits, mark)) != mark:
            return f"{number} is another number of this service already (mark {owner}).", ONE_BY_ONE
        return None

    def _put(self, number: int, line: ServiceLine | None, cells: Cells, found: tuple[Difference, ...]) -> None:
        if faults := list(import_checks.line_faults(number, cells, self.rules)):
            self.faults += faults
            return
        if line is None:
            line = ServiceLine(sort_order=self.last + len(self.added) + 1)
            self.added.append(line)
        contact_rows.put(line, {one.column: one.new for one in found})
        try:
            line.clean_fields(exclude=["service"])
        except ValidationError as error:
            self.faults += import_checks.model_faults(number, error, COLUMNS)


def compare_national(line: NationalLine, rows: list[tuple[int, Cells]], rules: Rows, made: Plan) -> list[Change]:
    """What its row changes in a national line, which gets it in memory; faults and notes go into the plan."""
    (number, cells), *others = rows
    now = contact_rows.national_cells(line)
    cells, guesses = import_checks.as_exported(now, cells)
    made.notes += (Note(number, guess) for guess in guesses)
    made.faults += (
        Fault(row, f"Row {number} is about the same line.", "Take one of the two out.") for row, _ in others
    )
    if not (found := differences(now, cells, FOR_EDITORS)):
        return []
    if faults := list(import_checks.national_faults(number, cells, rules)):
        made.faults += faults
    else:
        contact_rows.put(line, {NATIONAL_FIELDS[one.column]: one.new for one in found})
    return [Change(number, line.name, EVERYWHERE, now["number"] or cells["number"], False, found)]
