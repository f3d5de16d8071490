"""The real servers, each in a process of its own that a test may stop, freeze and start again."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import psycopg2

BASE = Path(__file__).resolve().parent.parent.parent
SECRET_KEY = "a-key-for-tests-alone-that-opens-nothing-anywhere-at-all"
PG_CTL = max((str(path) for path in Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")), default=shutil.which("pg_ctl"))
LONGEST_START = 60  # seconds
PORTS = range(10_000, 30_000)


def free_port() -> int:
    """A port outside the range from which the kernel gives every connection its own: those are taken at any moment."""
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("0.0.0.0", port))
            return port
    raise RuntimeError(f"No port is free in {PORTS}")


def wait_until(is_so, what: str, seconds: float = LONGEST_START) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise RuntimeError(f"Not in {seconds} seconds: {what}")
        time.sleep(0.05)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class PostgreSQL:
    """A cluster of its own, with the two accounts of README. It does not run as root: root gives it to postgres.

    `url` is for the account that owns the database, `url_to_serve` for the one that serves.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"postgres://cpip_owner@127.0.0.1:{self.port}/cpip"
        self.url_to_serve = f"postgres://cpip@127.0.0.1:{self.port}/cpip"
        self.as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        folder.mkdir(mode=0o700)
        if self.as_user:
            shutil.chown(folder, "postgres", "postgres")
        self.run("initdb", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self.start()
        for made in ("ROLE cpip_owner LOGIN", "ROLE cpip LOGIN", "DATABASE cpip OWNER cpip_owner"):
            self.sql(f"CREATE {made}", database="postgres")

    def run(self, tool: str, *arguments: str) -> None:
        command = [*self.as_user, str(Path(PG_CTL).with_name(tool)), "-D", str(self.folder), *arguments]
        # pg_ctl hands its output on to the server, which would keep a pipe open for good.
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self.run("pg_ctl", "-w", "-o", options, "start")

    def kill(self) -> None:
        """At once, as when the machine loses its power."""
        self.run("pg_ctl", "-m", "immediate", "stop")

    def freeze(self) -> None:
        """It takes connections (the kernel does) and says nothing."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        main = int((self.folder / "postmaster.pid").read_text().split()[0])
        for pid in [main, *children(main)]:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def connect(self, database: str = "cpip"):
        return psycopg2.connect(f"postgres://postgres@127.0.0.1:{self.port}/{database}", connect_timeout=5)

    def sql(self, text: str, database: str = "cpip") -> None:
        connection = self.connect(database)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(text)
        connection.close()


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Process:
    """A server that runs in the foreground."""

    def __init__(self, port: int, log: Path, command: list[str], environment: dict[str, str] | None = None) -> None:
        self.port, self.log, self.command, self.environment = port, log, command, environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                self.command, cwd=BASE, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        wait_until(lambda: answers(self.port) or self.process.poll() is not None, f"{self.command[0]} starts")
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.command} ended:\n{self.log.read_text()[-3000:]}")

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=40)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=10)


class Redis(Process):
    def __init__(self, folder: Path) -> None:
        port = free_port()
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
        super().__init__(port, folder / "redis.log", ["redis-server", *options])
        self.url = f"redis://127.0.0.1:{port}/0"


class Application(Process):
    """gunicorn with the site in it. `at` is its clock (an ISO time with an offset); without one it is now."""

    def __init__(self, var: Path, static: Path, environment: dict[str, str], at: str = "") -> None:
        var.mkdir(parents=True)
        (var / "static").symlink_to(static)
        self.var = var
        port = free_port()
        mine = {
            **os.environ, "PYTHONPATH": str(BASE), "SECRET_KEY": SECRET_KEY, "VAR_DIR": str(var), "PORT": str(port),
            "WEB_CONCURRENCY": "2", "ALLOWED_HOSTS": "localhost", "SERVER_CLOCK": at,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings", **environment,
        }  # fmt: skip
        command = [sys.executable, "-m", "gunicorn", "-c", "cpip_site/gunicorn.conf.py"]
        super().__init__(port, var / "gunicorn.log", command, mine)

    def manage(self, *arguments: str, **environment: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=BASE, env={**self.environment, **environment}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {arguments[0]}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def start(self) -> None:
        super().start()
        wait_until(lambda: len(self.workers()) == 2, "both workers are there")

    def workers(self) -> list[int]:
        return children(self.process.pid)

    def is_ready(self) -> bool:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/readyz")
        request.add_header("Host", "localhost")
        request.add_header("X-Forwarded-Proto", "https")
        with suppress(OSError), urllib.request.urlopen(request, timeout=2) as response:
            return response.status == 200
        return False
