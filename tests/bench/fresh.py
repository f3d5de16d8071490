"""Goals 6 and 7: how soon a publish is seen by everybody, and what visitors get while the database is away."""

import shutil
import statistics
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.rows import Row
from tests.bench.site import Site
from tests.faults.servers import PostgreSQL

PAGE = "/programme/phase-one/"
PAUSE = 0.025  # seconds between two questions of a visitor
PUBLISH = """
import time
from pages.models import ContentPage
page = ContentPage.objects.get(slug="phase-one")
page.summary = {words!r}
page.save_revision().publish()
print(time.time())
"""


@dataclass
class Visit:
    at: float  # seconds since 1970, when the answer was there
    took: float
    status: int
    body: bytes


@dataclass
class Reader:
    """Asks for the same pages over and over, each time by a new connection, so that every worker is met."""

    site: Site
    paths: list[str]
    visits: list[Visit] = field(default_factory=list)

    @contextmanager
    def reading(self):
        over = threading.Event()
        thread = threading.Thread(target=self._read, args=(over,))
        thread.start()
        yield self
        over.set()
        thread.join()

    def _read(self, over: threading.Event) -> None:
        number = 0
        while not over.wait(PAUSE):
            began = time.time()
            try:
                status, body = self.site.get(self.paths[number % len(self.paths)])
            except OSError as error:
                status, body = getattr(error, "code", 0), b""
            self.visits.append(Visit(time.time(), time.time() - began, status, body))
            number += 1


def p99(visits: list[Visit]) -> float:
    return statistics.quantiles([each.took for each in visits], n=100)[98] * 1000


def share(visits: list[Visit]) -> float:
    """Answers that were the page itself, in percent."""
    return 100 * sum(each.status == 200 for each in visits) / len(visits)


def publishing(site: Site) -> list[Row]:
    """`site` runs with two workers."""
    late, failed, waits = [], 0, []
    with Reader(site, [PAGE]).reading() as calm:
        time.sleep(3)
    for number in range(5):
        words = f"Published for the bench, number {number}."
        with Reader(site, [PAGE]).reading() as reader:
            time.sleep(0.5)
            committed = float(site.manage("shell", "-v", "0", "-c", PUBLISH.format(words=words)).split()[-1])
            time.sleep(2.5)
        old = [each.at - committed for each in reader.visits if words.encode() not in each.body]
        late.append(max(0.0, *old))
        failed += sum(each.status != 200 for each in reader.visits)
        waits.append(p99(reader.visits))
    slower = statistics.median(waits) / p99(calm.visits)
    shared = "the editor's process, two workers that make every page, and the reader share two processors"
    return [
        Row("6 last old page after a publish, worst of 5", "≤ 1.0 s", f"{max(late):.2f} s", max(late) <= 1),
        Row("6 failed answers while publishing", "0", str(failed), failed == 0),
        Row("6 slowest 1 % while publishing beside calm", "≤ 3 ×", f"{slower:.1f} ×", slower <= 3, shared),
    ]


@contextmanager
def postgresql(folder: Path):
    """A PostgreSQL of the bench's own, with nothing in it."""
    database = PostgreSQL(folder)
    try:
        yield database
    finally:
        with suppress(subprocess.CalledProcessError):
            database.kill()
        shutil.rmtree(folder, ignore_errors=True)


def outage(folder: Path) -> list[Row]:
    """PostgreSQL killed for ten seconds; then a start without it."""
    with postgresql(folder / "pg") as database:
        return _outage(Site(folder / "on-postgresql", database.url), database)


def _outage(site: Site, database: PostgreSQL) -> list[Row]:
    site.start(workers=2)
    try:
        paths = site.paths()
        with Reader(site, paths).reading() as reader:
            database.kill()
            time.sleep(10)
        asked = site.post("/find-out-who-to-talk-to/", b"place=Ayr")
        site.process.stop()
        site.process.start()
        with Reader(site, paths).reading() as cold:
            time.sleep(len(paths) * PAUSE + 3)
    finally:
        site.stop()
    away, after = share(reader.visits), share(cold.visits)
    worst = max(each.took for each in reader.visits) * 1000
    return [
        Row("7 pages while the database is away", "100 %", f"{away:.2f} %", away == 100),
        Row("7 slowest of them", "≤ 100 ms", f"{worst:.0f} ms", worst <= 100),
        Row("7 a question to the finder meanwhile", "200", str(asked), asked == 200),
        Row("7 pages after a start without a database", "100 %", f"{after:.2f} %", after == 100),
    ]
