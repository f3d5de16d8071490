"""A list of recommendations or actions as rows of a table: the columns, and what is in them."""

from __future__ import annotations

from pages.commitment_lists import CommitmentListPage
from pages.commitments import CommitmentPage
from pages.status_entries import StatusEntry

COLUMNS = {
    "number": "Number",
    "stream": "Work stream",
    "theme": "Theme",
    "name": "What it is about",
    "words": "Plain summary",
    "lead": "Who it falls to",
    "place": "Where in the report",
    "official_address": "Address of the official words",
    "status": "Status",
    "date": "Status date",
    "evidence": "Evidence",
    "note": "Status note",
    "address": "Address on this site",
}
HELP = {
    "number": "Its number in the report. With the work stream it tells which one is meant.",
    "stream": "The stream’s code, for example NEG. Recommendations of the review: SYS.",
    "theme": "A theme of the report, word for word, or empty.",
    "status": f"One of: {', '.join(StatusEntry.Status.labels)}. A new one is added to the history; none is changed.",
    "date": "2018-11-14, or 2018-11 or 2018.",
    "evidence": "The address of a public page that says so.",
    "address": "Where it stands. It is only written out, never read.",
}
# What a row may change in a page. The rest tells which page it is, or is added to its history.
PAGE_FIELDS = ("theme", "name", "words", "lead", "place", "official_address")
STATUS_FIELDS = ("status", "date", "evidence", "note")


def page_cells(commitment: CommitmentPage) -> dict[str, str]:
    theme = commitment.theme.name if commitment.theme else ""
    return {"theme": theme} | {name: str(getattr(commitment, name)) for name in PAGE_FIELDS[1:]}


def status_cells(entry: StatusEntry | None) -> dict[str, str]:
    if entry is None:
        return dict.fromkeys(STATUS_FIELDS, "")
    return {
        "status": entry.get_status_display(), "date": entry.date, "evidence": entry.evidence, "note": entry.note,
    }  # fmt: skip


def row_of(commitment: CommitmentPage) -> dict[str, str]:
    """One row, with the newest status."""
    return {
        "number": str(commitment.number),
        "stream": commitment.stream.code,
        "address": commitment.full_url or "",
        **page_cells(commitment),
        **status_cells(commitment.status),
    }


def rows_of(list_page: CommitmentListPage) -> list[dict[str, str]]:
    """A row for each that is published, in the order of the table."""
    return [row_of(commitment) for commitment in list_page.commitments()]
