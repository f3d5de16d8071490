"""The site itself, as `make run` serves it, with a database and a folder of its own."""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests.faults.servers import BASE, SECRET_KEY, Process, free_port, wait_until

PREPARE = """
from django.core.management import call_command
from cpip_site.management.commands.serve import Command
call_command("migrate", verbosity=0)
call_command("load_contacts", verbosity=0)
call_command("load_content", verbosity=0)
Command().collect_static()
"""


class Site:
    def __init__(self, folder: Path, database: str = "") -> None:
        self.folder, self.port = folder, free_port()
        folder.mkdir(parents=True)
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ, "SECRET_KEY": SECRET_KEY, "VAR_DIR": str(folder), "PORT": str(self.port), "BASE_URL": "",
            "DATABASE_URL": database, "REDIS_URL": "", "DJANGO_SETTINGS_MODULE": "cpip_site.settings",
        }  # fmt: skip
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "cpip_site/gunicorn.conf.py"]
        self.process = Process(self.port, folder / "gunicorn.log", gunicorn, self.environment)
        self.manage("shell", "-v", "0", "-c", PREPARE)

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, str(BASE / "manage.py"), *arguments]
        done = subprocess.run(command, cwd=BASE, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"manage.py {arguments[0]}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def start(self, workers: int) -> None:
        self.environment["WEB_CONCURRENCY"] = str(workers)
        self.process.start()
        # Until every page has been made beforehand, as on a site that has stood for a while.
        last = self.folder / "mirror" / self.paths()[-1].strip("/") / "index.html"
        wait_until(last.exists, "every page is made")
        time.sleep(5)

    def restart(self, workers: int) -> None:
        self.process.stop()
        self.start(workers)

    def stop(self) -> None:
        self.process.stop()

    def paths(self) -> list[str]:
        """The path of every public page."""
        return self.manage("shell", "-v", "0", "-c", "from pages.views import every_path; print(*every_path())").split()

    def post(self, path: str, form: bytes) -> int:
        """The status at the end of where the answer leads."""
        with urllib.request.urlopen(self.address + path, form, timeout=10) as response:
            return response.status

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        request = urllib.request.Request(self.address + path, headers=headers)
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, response.read()
