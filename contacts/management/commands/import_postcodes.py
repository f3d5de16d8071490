from collections.abc import Sequence
from pathlib import Path

from contacts import postcode_import
from contacts.csv_files import Report
from contacts.data import postcode_source
from contacts.management.import_command import ImportCommand
from contacts.postcode_compile import to_json
from contacts.postcode_import import Prepared
from contacts.postcodes import Table


class Command(ImportCommand):
    help = (
        "Take over a newer directory of postcodes; the finder has the old one or the new one, never a part. Reads, as "
        "CSV files, a folder or a zip: the Scottish Postcode Directory (SmallUser.csv with LargeUser.csv, or "
        "SingleRecord.csv), the ONS Postcode Directory, the National Statistics Postcode Lookup, Code-Point Open."
    )
    file_name = "postcodes.json"
    what = "postcodes"

    def read(self, files: Sequence[Path], report: Report) -> tuple[str, list[str], list[str]]:
        slugs = postcode_source.slugs_by_code()
        current = Table.load(self.in_use)
        prepared = postcode_import.prepare(files, current, slugs, report)
        self.show(current, prepared)
        impossible = postcode_import.impossible(prepared, slugs.values())
        return to_json(prepared.table), impossible, postcode_import.doubtful(prepared)

    def show(self, current: Table, prepared: Prepared) -> None:
        self.stdout.write(f"{'council':24}{'before':>9}{'after':>9}{'came':>7}{'went':>7}")
        for change in postcode_import.changes(current, prepared.table):
            counts = f"{change.before:>9,}{change.after:>9,}{change.came:>7,}{change.went:>7,}"
            self.stdout.write(f"{change.council:24}{counts}")
        self.stdout.write(
            f"{prepared.scottish:,} Scottish postcodes in the files; {prepared.changed:,} of {prepared.known:,} known "
            f"ones change council; {prepared.kept:,} that the files lack are kept."
        )
