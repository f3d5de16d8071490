"""Figures of processes: processor time, memory, answers under load. Everything against 127.0.0.1."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.faults.servers import children

CONNECTIONS = 16
SECONDS = 3
ROUNDS = 4
TICK = os.sysconf("SC_CLK_TCK")
NEEDED = {"wrk": "apt-get install wrk", "nginx": "apt-get install nginx"}


def missing() -> list[str]:
    return [f"{tool} ({how})" for tool, how in NEEDED.items() if not shutil.which(tool)]


def family(pid: int) -> list[int]:
    return [pid, *children(pid)]


def processor_seconds(pid: int) -> float:
    """Seconds that the process and its children have used so far."""
    fields = (Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in family(pid))
    return sum(int(each[11]) + int(each[12]) for each in fields) / TICK


def memory(pid: int) -> tuple[float, float]:
    """Proportional set size of the whole family, and the largest resident set of a worker. Megabytes."""
    pss = sum(_smaps(each, "Pss") for each in family(pid))
    return pss, max(_smaps(each, "Rss") for each in children(pid))


def _smaps(pid: int, name: str) -> float:
    found = re.search(rf"^{name}:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    assert found
    return int(found[1]) / 1024


@dataclass
class Load:
    """One burst of wrk. `each` is processor milliseconds a request; `p99` milliseconds."""

    requests: int
    per_processor_second: float
    p99: float
    errors: int

    @property
    def each(self) -> float:
        return 1000 / self.per_processor_second


def load(pid: int, address: str, *, form: str = "", encoding: str = "gzip", seconds: int = SECONDS) -> Load:
    options = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds}", "--latency", "-H", f"Accept-Encoding: {encoding}"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if form:
            script.write(
                f'wrk.method = "POST"; wrk.body = "{form}"; '
                'wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"'
            )
            script.flush()
            options += ["-s", script.name]
        before = processor_seconds(pid)
        said = subprocess.run(["wrk", *options, address], check=True, capture_output=True, text=True).stdout
        used = processor_seconds(pid) - before
    requests = int(re.search(r"(\d+) requests in", said)[1])
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return Load(requests, requests / used, _milliseconds(said), int(errors[1]) if errors else 0)


def _milliseconds(said: str) -> float:
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def seconds_until(first_answer, start) -> float:
    """From calling `start` until `first_answer` is true."""
    began = time.monotonic()
    start()
    while not first_answer():
        time.sleep(0.005)
    return time.monotonic() - began
