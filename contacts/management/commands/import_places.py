from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from contacts import place_import
from contacts.csv_files import Report
from contacts.data import postcode_source
from contacts.management.import_command import ImportCommand
from contacts.place_rows import read
from contacts.places import Index

KEPT_BY_HAND = postcode_source.DATA / "place_names.csv"


class Command(ImportCommand):
    help = (
        "Take over the places of OS Open Names (CSV: its zip, its folder or one of its files) in place of those that "
        "are shipped. The names kept by hand stay in use beside them."
    )
    file_name = "places.csv"
    what = "places"

    def read(self, files: Sequence[Path], report: Report) -> tuple[str, list[str], list[str]]:
        rows = place_import.read(files, council_finder(), report)
        self.show(rows)
        impossible = place_import.impossible(rows, postcode_source.slugs_by_code().values())
        return place_import.to_csv(rows), impossible, place_import.doubtful(rows)

    def show(self, rows: list[dict[str, str]]) -> None:
        before = Counter(slug for place, _ in read(self.in_use) for slug in place.councils)
        after = place_import.by_council(rows)
        self.stdout.write(f"{'council':24}{'before':>9}{'after':>9}")
        for slug in sorted(before.keys() | after.keys()):
            self.stdout.write(f"{slug:24}{before[slug]:>9,}{after[slug]:>9,}")


def council_finder() -> place_import.FindCouncil:
    """From Open Names' name of a council to its slug, by the names kept by hand."""
    index = Index.load(KEPT_BY_HAND)

    def find(name: str) -> str:
        return next((place.councils[0] for place in index.exact(name) if place.kind == "council"), "")

    return find
