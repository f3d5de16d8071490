"""Goal 4: what a page costs that has to be made, beside a page of `wagtail start`."""

import subprocess
import sys

from tests.bench.rows import Row
from tests.bench.site import Site
from tests.bench.speed import PAGE, PEER_PAGE
from tests.faults.servers import BASE, Process

# Asked inside the process, without a server: the quickest of 40, because whatever else the machine does only adds.
TIME = """
import importlib, sys, time
from cpip_site.wsgi_calls import get
application = importlib.import_module(sys.argv[1]).application
def once():
    began = time.perf_counter()
    status, _, body = get(application, "http", "127.0.0.1", sys.argv[2])
    assert status.startswith("200"), status
    return time.perf_counter() - began
once()
print(min(once() for _ in range(40)) * 1000)
"""


def rows(site: Site, peer: Process) -> list[Row]:
    ours = milliseconds(site.environment, "cpip_site.wsgi", PAGE)
    theirs = milliseconds(peer.environment, "peer.wsgi", PEER_PAGE)
    measured = f"{ours / theirs:.2f} × ({ours:.1f} ms, {theirs:.1f} ms)"
    why = "the page has terms to link, notes of changes and a citation; theirs has a heading and plain text"
    return [Row("4 a page that has to be made, beside `wagtail start`", "≤ 1.0 ×", measured, ours <= theirs, why)]


def milliseconds(environment: dict[str, str], module: str, path: str) -> float:
    where = f"{BASE}:{environment.get('PYTHONPATH', '')}"
    done = subprocess.run(
        [sys.executable, "-c", TIME, module, path],
        env={**environment, "PYTHONPATH": where}, cwd="/", check=True, capture_output=True, text=True,
    )  # fmt: skip
    return float(done.stdout.split()[-1])
