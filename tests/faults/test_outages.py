"""What visitors get while a part of the site is broken: the right number, every time, within five seconds."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.servers import wait_until
from tests.faults.visitors import FINDER


def test_redis_gone(well, crowd):
    with crowd():
        well.redis.kill()
        well.publish()
        time.sleep(3)
        well.redis.start()


def test_a_worker_killed_twice(well, crowd):
    with crowd():
        for _ in range(2):
            os.kill(well.application.workers()[0], signal.SIGKILL)
            time.sleep(1.5)


def test_reloaded_twice(well, crowd):
    with crowd():
        for _ in range(2):
            well.application.process.send_signal(signal.SIGHUP)
            time.sleep(2)


def test_the_application_away_for_five_seconds(well, crowd):
    with crowd():
        well.application.stop()
        time.sleep(5)
        well.application.start()
        time.sleep(1)


def test_the_application_hung(well, crowd):
    workers = well.application.workers()
    with crowd():
        for worker in workers:
            os.kill(worker, signal.SIGSTOP)
        time.sleep(6)
        for worker in workers:
            os.kill(worker, signal.SIGCONT)
        time.sleep(1)


def test_a_render_that_raises(well, crowd):
    with crowd():
        (well.application.var / "raise").touch()
        well.publish()
        time.sleep(3)
        (well.application.var / "raise").unlink()


def test_the_disk_is_full(well, crowd):
    """A small disk of its own for what the application writes. Its pages are in memory, and the copies are there."""
    small = well.another("small")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", small.var], capture_output=True)
    if mounted.returncode:
        pytest.skip("no right to mount a small disk")
    try:
        shutil.copytree(well.application.var / "mirror", small.var / "mirror")
        (small.var / "static").symlink_to(well.static)
        with well.serving(small):
            fill_up(small.var / "ballast")
            with crowd():
                well.publish()
                time.sleep(3)
    finally:
        subprocess.run(["umount", "-l", small.var], check=True)


def test_a_councils_page_turns_at_its_hour(well):
    """South Ayrshire's office closes at 16:45 on a Tuesday. The clock is the server's own."""
    late = well.another("late", at="2026-11-24T16:44:40+00:00")
    with well.serving(late):
        address = f"{FINDER}south-ayrshire/"
        wait_until(lambda: well.client.ask(address).leading, "its page is there", 15)
        open_until = well.client.ask(address)
        assert "open now until 4:45pm" in open_until.text.lower()
        leading = [open_until.leading]

        def has_turned() -> bool:
            leading.append(well.client.ask(address).leading)
            return leading[-1] != open_until.leading

        # PostgreSQL is away at the very minute: the page turns all the same.
        well.database.freeze()
        try:
            wait_until(has_turned, "the out-of-hours team leads", 40)
        finally:
            well.database.go_on()
        assert len(set(leading)) == 2
        assert "closed" in well.client.ask(address).text


def fill_up(file: Path) -> None:
    with suppress(OSError), file.open("wb", buffering=0) as ballast:
        while True:
            ballast.write(b"x" * 65536)
