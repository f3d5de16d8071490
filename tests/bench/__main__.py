"""`make bench`: every goal of speed, weight, freshness and growth, measured on this machine in one run."""

import sys
import tempfile
from pathlib import Path

from tests.bench import fresh, growth, measure, peers, speed, uncached, weight
from tests.bench.rows import Row
from tests.bench.site import Site


def main() -> int:
    if missing := measure.missing():
        print(f"make bench needs {' and '.join(missing)}.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="cpip-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        print_table(all_rows(folder))
    return 0


def all_rows(folder: Path) -> list[Row]:
    rows: list[Row] = []
    print("Making a site and its peers …", flush=True)
    site, peer = Site(folder / "site"), peers.wagtail_start(folder)
    site.start(workers=1)
    peer.start()
    try:
        print("Speed, memory and start …", flush=True)
        rows += speed.rows(site, peer, folder)
        print("Publishing …", flush=True)
        rows += fresh.publishing(site)
        print("Weight, and a slow line …", flush=True)
        rows += weight.rows(site, peer)
        rows += uncached.rows(site, peer)
    finally:
        site.stop()
        peer.stop()
    print("The database away …", flush=True)
    rows += fresh.outage(folder)
    print("20,000 pages, on SQLite and on PostgreSQL (some minutes) …", flush=True)
    rows += growth.rows(f"sqlite:///{folder / 'many.sqlite3'}")
    with fresh.postgresql(folder / "pg-many") as database:
        return rows + list(growth.rows(database.url))


def print_table(rows: list[Row]) -> None:
    print("\n| goal | target | measured | |\n| --- | --- | --- | --- |")
    for row in sorted(rows, key=lambda row: int(row.goal.split()[0])):
        verdict = "met" if row.met else f"**not met**{': ' if row.why else ''}{row.why}"
        print(f"| {row.goal} | {row.target} | {row.measured} | {verdict} |")
    print(f"\n{sum(row.met for row in rows)} of {len(rows)} goals met.")


if __name__ == "__main__":
    sys.exit(main())
