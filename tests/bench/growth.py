"""The site with many pages against the site with few: queries, times, search, sitemap (goals 4 and 12).
By hand, on an empty database: DATABASE_URL=… python -m tests.bench.growth 20000
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.rows import Row

BASE = Path(__file__).resolve().parent.parent.parent
ROUNDS = 25
# The fewest with which the deepest page names as many others beside it as with many.
FEW = 33
WALL, CPU = time.perf_counter, time.process_time
PAGES = [
    "/", "/programme/", "/programme/phase-one/", "/programme/timeline/", "/programme/glossary/", "/useful-links/",
]  # fmt: skip
SEARCHES = {
    "a common word": "programme",
    "two common words": "children review",
    "a question": "what did the review say about every child",
    "no match": "xyzzyplugh",
}


def rows(database_url: str, pages: int = 20_000) -> list[Row]:
    """Make a site in an empty database, measure it, make it large, measure again. Takes a minute or two.

    It runs in processes of its own, so that whoever calls it may have another database open.
    """
    with tempfile.TemporaryDirectory(prefix="cpip-growth-") as folder:
        small = run("small", database_url, folder, FEW)
        large = run("large", database_url, folder, pages)
    return compare(small, large, pages, "SQLite" if database_url.startswith("sqlite") else "PostgreSQL")


def run(step: str, database_url: str, folder: str, pages: int) -> dict:
    environment = {
        **os.environ, "DATABASE_URL": database_url, "VAR_DIR": folder, "SECRET_KEY": "k" * 50, "REDIS_URL": "",
        "DJANGO_SETTINGS_MODULE": "cpip_site.settings",
    }  # fmt: skip
    # Making and measuring apart: what making takes in memory is not what a server takes.
    for what in (f"make-{step}", "measure"):
        command = [sys.executable, "-m", "tests.bench.growth", what, str(pages)]
        ended = subprocess.run(command, cwd=BASE, env=environment, capture_output=True, text=True, check=False)
        if ended.returncode:
            raise RuntimeError(f"{' '.join(command)} failed:\n{ended.stderr[-2000:]}")
    return json.loads(ended.stdout.splitlines()[-1])


def make_small(pages: int) -> None:
    from django.core.management import call_command

    from tests.bench import many_pages

    for command in ("migrate", "load_contacts", "load_content"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    call_command("collectstatic", interactive=False, verbosity=0)
    many_pages.make(pages)
    call_command("update_index", verbosity=0)


def make_large(pages: int) -> None:
    from django.core.management import call_command

    from pages.models import ContentPage
    from tests.bench import many_pages

    ContentPage.objects.get(slug="archive").delete()
    many_pages.make(pages)
    call_command("update_index", verbosity=0)


def measure(pages: int) -> dict:
    """Queries and milliseconds of each page that is not kept, of searches, and of the sitemap from the cache."""
    from cpip_site.delivery import Delivery
    from cpip_site.wsgi import application
    from tests.bench import many_pages

    delivery = Delivery(application)
    # As in a server: what every page needs is in memory.
    delivery.watch.start()
    deepest = f"/archive/{'item-0001/' * many_pages.DEEPEST}"
    paths = {path: lambda path=path: delivery.cache.ask(path) for path in [*PAGES, deepest]}
    searches = {name: lambda words=words: search(words) for name, words in SEARCHES.items()}
    found = {
        "queries": {path: queries(ask) for path, ask in paths.items()},
        "ms": {path: milliseconds(paths[path]) for path in ("/", deepest)},
        "search": {name: milliseconds(act) for name, act in searches.items()},
        "search_cpu": {name: milliseconds(act, 9, CPU) for name, act in searches.items()},
        "build": {path: milliseconds(lambda path=path: delivery.cache.ask(path), 3) for path in sitemap(delivery)},
        "served": {path: served(delivery, path) for path in sitemap(delivery)},
    }
    return {**found, "deepest": deepest, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def queries(ask: Callable[[], object]) -> int:
    from django.db import connection

    asked: list[str] = []

    def count(execute, sql, *rest):
        asked.append(sql)
        return execute(sql, *rest)

    ask()
    with connection.execute_wrapper(count):
        ask()
    # Contacts are looked at once a second, whatever is asked for.
    return sum('"contacts_' not in sql for sql in asked)


def milliseconds(act: Callable[[], object], rounds: int = ROUNDS, clock: Callable[[], float] = WALL) -> float:
    """The quickest of the rounds: whatever else the machine does only adds to the others."""
    act()
    taken = []
    for _ in range(rounds):
        start = clock()
        act()
        taken.append((clock() - start) * 1000)
    return round(min(taken), 3)


def search(words: str) -> None:
    from django.conf import settings
    from django.test import Client

    response = Client(headers={"host": settings.BASE_URL.partition("//")[2]}).get("/search/", {"q": words})
    if response.status_code != 200:
        raise RuntimeError(f"The search for {words} answered {response.status_code}.")


def sitemap(delivery) -> list[str]:
    """The addresses of the sitemap's files."""
    split = b"/sitemap-1.xml" in delivery.cache.ask("/sitemap.xml")[2]
    return ["/sitemap.xml", "/sitemap-1.xml"] if split else ["/sitemap.xml"]


def served(delivery, path: str) -> float:
    """Milliseconds of a sitemap that is there already, inside the process: the server and the wire come on top."""
    delivery.cache.fill([path])
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "HTTP_HOST": delivery.cache.host}
    statuses: list[str] = []
    if b"<loc>" not in b"".join(delivery(environ, lambda status, headers: statuses.append(status))):
        raise RuntimeError(f"{path} answered {statuses} and no addresses.")
    return milliseconds(lambda: b"".join(delivery(environ, lambda status, headers: None)), 100)


def compare(small: dict, large: dict, pages: int, database: str) -> list[Row]:
    site = f"{pages:,} pages on {database}"
    return [*about_queries(small, large, site), *about_times(small, large, site), *about_sitemap(large, site)]


def about_queries(small: dict, large: dict, site: str) -> Iterator[Row]:
    counts = dict(large["queries"])
    deepest = counts.pop(large["deepest"])
    standard, measured = max(counts.values()), f"{max(counts.values())}, the deepest {deepest}"
    yield Row(f"4 queries of a page, {site}", "≤ 8, the deepest ≤ 12", measured, standard <= 8 and deepest <= 12)
    more = [path for path, count in large["queries"].items() if count != small["queries"][path]]
    yield Row(
        f"4 queries as with few pages, {site}", "equal", f"not on {', '.join(more)}" if more else "equal", not more
    )


def about_times(small: dict, large: dict, site: str) -> Iterator[Row]:
    for name, path in (("home", "/"), ("deepest page", large["deepest"])):
        before, after = small["ms"][path], large["ms"][path]
        measured = f"{after / before:.2f} × ({before:.1f} ms, then {after:.1f} ms)"
        yield Row(f"12 {name}, {site}", f"≤ 1.5 × the site with {FEW}", measured, after <= before * 1.5)
    for name, taken in large["search"].items():
        # On a busy machine the clock says more than the work: PostgreSQL's own share is not in this process's CPU.
        measured = f"{taken:.0f} ms ({large['search_cpu'][name]:.0f} ms of this process's CPU)"
        yield Row(f"12 search, {name}, {site}", "≤ 100 ms", measured, taken <= 100)
    yield Row(f"12 memory of the process, {site}", "≤ 300 MB", f"{large['megabytes']} MB", large["megabytes"] <= 300)


def about_sitemap(large: dict, site: str) -> Iterator[Row]:
    worst, made = max(large["served"].values()), max(large["build"].values())
    measured = f"{worst:.3f} ms (made in the background in {made:.0f} ms a file)"
    yield Row(f"12 sitemap.xml from the cache, {site}", "≤ 20 ms", measured, worst <= 20)


def main(what: str, pages: str) -> None:
    import django

    django.setup()
    done = {"make-small": make_small, "make-large": make_large, "measure": measure}[what](int(pages))
    print(json.dumps(done))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        main(*sys.argv[1:])
    else:
        for row in rows(os.environ["DATABASE_URL"], int(sys.argv[1]) if sys.argv[1:] else 20_000):
            print(f"{'met ' if row.met else 'MISSED'} {row.goal}: {row.measured} ({row.target})")
