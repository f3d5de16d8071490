"""The real server for tests: gunicorn on a free port, with a database and a VAR_DIR of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from email.utils import parsedate_to_datetime
from pathlib import Path

from tests.browser.databases import address_of

BASE = Path(__file__).resolve().parent.parent.parent
# Collected once, for all servers.
STATIC = Path(os.environ.get("VAR_DIR") or BASE / "var") / "static"


class Server:
    """gunicorn with the site in it. `at` is the server's own clock, as an ISO time with an offset.

    Pages are made when somebody asks for them; MAKE_PAGES_BEFOREHAND="yes" makes all of them at the start and after
    each publish, as in production. Ten servers that do so take minutes of a small machine's time.
    """

    secrets: dict[str, str]

    def __init__(self, database: Path, at: str = "", **more: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.database = database
        self.log = database.with_suffix(f".{self.port}.log")
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "SECRET_KEY": "a-key-for-tests-alone-that-opens-nothing-anywhere-at-all",
            "DATABASE_URL": address_of(database),
            "VAR_DIR": str(self.own_folder()),
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "1",
            "BASE_URL": "",
            # So that tests can come from different addresses, each with its own limit of sign-ins.
            "TRUSTED_PROXIES": "127.0.0.1",
            "SERVER_CLOCK": at,
            "MAKE_PAGES_BEFOREHAND": "no",
            **more,
        }
        with self.log.open("w") as log:
            command = [sys.executable, "manage.py", "serve"]
            self.process = subprocess.Popen(
                command, cwd=BASE, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        self.wait()

    def own_folder(self) -> Path:
        folder = self.database.with_suffix(".var")
        folder.mkdir(exist_ok=True)
        STATIC.mkdir(parents=True, exist_ok=True)
        if not (folder / "static").exists():
            (folder / "static").symlink_to(STATIC)
        return folder

    def wait(self) -> None:
        for _ in range(3600):
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=2).close()
                return
            except (urllib.error.URLError, OSError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"The server did not start:\n{self.log.read_text()}")

    def manage(self, *arguments: str) -> str:
        """What manage.py prints, run with this server's database and with its clock as it was at the start."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=BASE, env=self.environment, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {arguments[0]}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def now(self) -> float:
        """The server's own time, which an authenticator app has to go by."""
        with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as response:
            return parsedate_to_datetime(response.headers["Date"]).timestamp()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=40)
