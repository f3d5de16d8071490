"""Goals 1 to 3, 5, 8 and 9: what an answer costs, beside other servers that run at the same time."""

import statistics
import subprocess
import urllib.request
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError

from contacts import FINDER_PATH
from tests.bench import peers
from tests.bench.measure import ROUNDS, Load, load, memory, seconds_until
from tests.bench.rows import Row
from tests.bench.site import Site
from tests.faults.servers import Process

PAGE = "/programme/phase-one/"
PEER_PAGE = "/section/content/"
FORM = "place=KA7+2AA"
# Read in a process of its own: what the tables of the finder weigh.
TABLES = """
import tracemalloc
from contacts import directory
tracemalloc.start()
directory.current()
print(tracemalloc.get_traced_memory()[0] / 1e6)
"""


def fetch(address: str) -> tuple[list[list[str]], bytes]:
    """The headers and the body of a page as a browser that takes gzip gets them."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=10) as response:
        own = ("connection", "date", "server")
        kept = [[name, value] for name, value in response.headers.items() if name.lower() not in own]
        return kept, response.read()


def rows(site: Site, peer: Process, folder: Path) -> list[Row]:
    """`site` runs with one worker, and with two afterwards."""
    hello = peers.hello(folder, *fetch(site.address + PAGE))
    static = peers.static(folder, site.get(PAGE)[1])
    servers = {"site": site.process, "hello": hello, "nginx": static, "peer": peer}
    for server in (hello, static):
        server.start()
    try:
        asked = {"site": PAGE, "hello": "/", "nginx": "/", "peer": PEER_PAGE}
        found = rounds(servers, asked)
        return [*compared(found), *finder(found, site), *starts(site, peer)]
    finally:
        for server in (hello, static):
            server.stop()


def rounds(servers: dict[str, Process], asked: dict[str, str]) -> dict[str, list[Load]]:
    """The servers take turns, so that a busy moment of the machine hits all of them."""
    found: dict[str, list[Load]] = {name: [] for name in [*servers, "finder"]}
    for number in range(ROUNDS):
        print(f"  round {number + 1} of {ROUNDS}", flush=True)
        for name, server in servers.items():
            pid, address = server.process.pid, f"http://127.0.0.1:{server.port}"
            found[name].append(load(pid, address + asked[name]))
            if name == "site":
                found["finder"].append(load(pid, address + FINDER_PATH, form=FORM))
    return found


def median(loads: list[Load]) -> float:
    return statistics.median(each.per_processor_second for each in loads)


def compared(found: dict[str, list[Load]]) -> list[Row]:
    site, hello, nginx, peer = (median(found[name]) for name in ("site", "hello", "nginx", "peer"))
    p99 = statistics.median(each.p99 for each in found["site"])
    errors = sum(each.errors for each in found["site"])
    decides = "a bare answer decides nothing: neither host nor freshness nor encoding"
    return [
        Row("1 cached page beside a bare answer", "≥ 0.90 ×", f"{site / hello:.2f} ×", site >= 0.9 * hello, decides),
        Row("1 cached page beside nginx with a file", "≥ 0.18 ×", f"{site / nginx:.2f} ×", site >= 0.18 * nginx),
        Row("2 cached page beside `wagtail start`", "≥ 60 ×", f"{site / peer:.0f} ×", site >= 60 * peer),
        Row("3 processor time of a cached page", "≤ 0.25 ms", f"{1000 / site:.3f} ms", 1000 / site <= 0.25),
        Row("3 slowest 1 % of cached pages", "≤ 15 ms", f"{p99:.1f} ms", p99 <= 15),
        Row("3 failed answers under load", "0", str(errors), errors == 0),
    ]


def finder(found: dict[str, list[Load]], site: Site) -> list[Row]:
    share = median(found["finder"]) / median(found["hello"])
    p99 = statistics.median(each.p99 for each in found["finder"])
    tables = float(site.manage("shell", "-v", "0", "-c", TABLES).split()[-1])
    return [
        Row("5 a question to the finder beside a bare answer", "≥ 0.35 ×", f"{share:.2f} ×", share >= 0.35),
        Row("5 slowest 1 % of questions", "≤ 40 ms", f"{p99:.1f} ms", p99 <= 40),
        Row("5 the finder's tables and contacts", "≤ 10 MB", f"{tables:.1f} MB", tables <= 10),
    ]


def starts(site: Site, peer: Process) -> list[Row]:
    """Memory of two workers before and after a load over many pages; the time from start to the first page."""
    site.restart(workers=2)
    before, _ = memory(site.process.process.pid)
    for path in site.paths()[:6]:
        load(site.process.process.pid, site.address + path, seconds=1)
    after, worker = memory(site.process.process.pid)
    ours = min(started(site.process, PAGE) for _ in range(3))
    theirs = min(started(peer, PEER_PAGE) for _ in range(3))
    more = "sign-in with a second factor, spreadsheets, holidays and forms are loaded, which `wagtail start` has not"
    shown = f"{ours / theirs:.2f} × ({ours:.1f} s)"
    return [
        Row("8 memory of a worker", "≤ 125 MB", f"{worker:.0f} MB", worker <= 125, more),
        Row("8 memory in all, two workers", "≤ 140 MB", f"{after:.0f} MB", after <= 140, more),
        Row("8 growth under load", "≤ 15 MB", f"{after - before:.0f} MB", after - before <= 15),
        Row("9 start to first page beside `wagtail start`", "≤ 1.3 ×", shown, ours <= 1.3 * theirs, more),
    ]


def started(server: Process, path: str) -> float:
    def answers() -> bool:
        with suppress(URLError, OSError):
            return urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=10).status == 200
        return False

    def spawn() -> None:
        with server.log.open("a") as log:
            server.process = subprocess.Popen(server.command, env=server.environment, stdout=log, stderr=log)

    server.stop()
    return seconds_until(answers, spawn)
