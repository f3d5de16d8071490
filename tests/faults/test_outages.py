"""What visitors get while a part of the site is broken: the right number, every time, within five seconds."""

import os
import shutil
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import psycopg2
import pytest

from tests.faults.servers import wait_until
from tests.faults.visitors import FINDER


def test_postgresql_killed_and_started_again(well, crowd):
    with crowd():
        well.publish()
        well.database.kill()
        time.sleep(5)
        well.database.start()
        time.sleep(2)


def test_postgresql_hung(well, crowd):
    with crowd():
        well.database.freeze()
        time.sleep(8)
        well.database.go_on()
        time.sleep(1)


def test_postgresql_hung_just_after_a_publish(well, crowd):
    with crowd():
        well.publish()
        time.sleep(0.3)
        well.database.freeze()
        time.sleep(6)
        well.database.go_on()
        time.sleep(1)


def test_the_primary_refuses_writes(well, crowd):
    with crowd():
        well.database.sql("ALTER DATABASE cpip SET default_transaction_read_only = on")
        well.database.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'cpip' AND pid <> pg_backend_pid()"
        )
        time.sleep(3)
        well.database.sql("ALTER DATABASE cpip RESET default_transaction_read_only", database="postgres")
        well.database.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'cpip'", database="postgres"
        )


def test_redis_gone(well, crowd):
    with crowd():
        well.redis.kill()
        well.publish()
        time.sleep(3)
        well.redis.start()


def test_a_start_without_redis_shows_every_page(well):
    alone = well.another("alone", REDIS_URL="redis://127.0.0.1:1/0")
    alone.start()
    try:
        assert SHIPPED in ayrs_page(alone)
    finally:
        alone.stop()


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


def test_a_table_locked_for_four_seconds(well, crowd):
    with crowd():
        well.publish()
        connection = well.database.connect()
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE wagtailcore_page, contacts_council IN ACCESS EXCLUSIVE MODE")
            time.sleep(4)
        connection.close()
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
        with serving(well, small):
            fill_up(small.var / "ballast")
            with crowd():
                well.publish()
                time.sleep(3)
    finally:
        subprocess.run(["umount", "-l", small.var], check=True)


def test_a_migration_under_traffic(well, crowd):
    """A column with a default, and its index. One more is refused, because somebody holds the table."""
    add = "ALTER TABLE contacts_service ADD COLUMN note_{0} varchar(80) NOT NULL DEFAULT ''"
    index = "CREATE INDEX CONCURRENTLY service_note_{0} ON contacts_service (note_{0})"
    drop = "ALTER TABLE contacts_service DROP COLUMN note_{0}"
    with crowd():
        for number in range(3):
            well.database.sql(f"SET lock_timeout = '2s'; {add.format(number)}")
            well.database.sql(index.format(number))
            well.publish()
            time.sleep(0.7)
        holder = well.database.connect()
        holder.cursor().execute("SELECT count(*) FROM contacts_service")
        with pytest.raises(psycopg2.errors.LockNotAvailable):
            well.database.sql(f"SET lock_timeout = '2s'; {add.format(9)}")
        holder.close()
    for number in range(3):
        well.database.sql(drop.format(number))


def test_a_councils_page_turns_at_its_hour(well):
    """South Ayrshire's office closes at 16:45 on a Tuesday. The clock is the server's own."""
    late = well.another("late", at="2026-11-24T16:44:40+00:00")
    with serving(well, late):
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


def test_a_start_without_a_database_beside_damaged_copies(well, crowd):
    """What is damaged is not served; everything else is."""
    alone = well.another("alone", DATABASE_URL="postgres://cpip@127.0.0.1:1/cpip")
    shutil.copytree(well.application.var / "mirror", alone.var / "mirror")
    broken = alone.var / "mirror/programme/index.html"
    broken.write_bytes(broken.read_bytes()[:500])
    with serving(well, alone):
        with crowd():
            time.sleep(3)
        direct = HTTPConnection("127.0.0.1", alone.port, timeout=10)
        direct.request("GET", "/programme/", headers={"Host": "localhost", "X-Forwarded-Proto": "https"})
        answer = direct.getresponse()
        assert answer.status in (500, 503)
        assert b'href="tel:999"' in answer.read()
        direct.close()


CHANGE_BY_TWO = """
from django.contrib.auth import get_user_model
from contacts import approving
from contacts.models import Service
named = get_user_model().objects.get_or_create
anna, berta = (named(username=name, defaults={{"is_superuser": True}})[0] for name in ("anna", "berta"))
service = Service.objects.get(key="south-ayrshire-office").get_latest_revision_as_object()
service.lines = [*service.lines.all()]
service.lines.all()[0].number = "{number}"
revision = service.save_revision(user=anna)
approving.approve(revision, berta)
revision.publish(user=berta)
"""
SHIPPED, CHANGED = "01292 288645", "01292 288654"


@contextmanager
def number_changed_by_two(stack):
    """A change that two people made; within it, the running site's snapshot holds it."""
    kept = stack.application.var / "contacts.snapshot.json"
    try:
        for number in (SHIPPED, CHANGED):
            wait_until(lambda number=number: kept.exists() and number in kept.read_text(), f"{number} is kept", 30)
            if number == SHIPPED:
                stack.application.manage("shell", "-v", "0", "-c", CHANGE_BY_TWO.format(number=CHANGED))
        yield kept
    finally:
        stack.application.manage("shell", "-v", "0", "-c", CHANGE_BY_TWO.format(number=SHIPPED))


def ayrs_page(application):
    direct = HTTPConnection("127.0.0.1", application.port, timeout=10)
    direct.request("GET", f"{FINDER}south-ayrshire/", headers={"Host": "localhost", "X-Forwarded-Proto": "https"})
    answer = direct.getresponse()
    assert answer.status == 200
    page = answer.read().decode()
    direct.close()
    return page


def test_a_start_without_a_database_shows_the_number_that_two_people_have_changed(well):
    """And when another hand has changed one digit of what was kept: no number of any council, and the police lead."""
    alone = well.another("kept", DATABASE_URL="postgres://cpip@127.0.0.1:1/cpip")
    with number_changed_by_two(well) as kept:
        shutil.copy(kept, alone.var)
    for told, number in ((CHANGED, CHANGED), ("Ring the police.", None)):
        alone.start()
        try:
            page = ayrs_page(alone)
        finally:
            alone.stop()
        assert told in page
        assert SHIPPED not in page
        assert (CHANGED in page) is (number is not None)
        copy = alone.var / "contacts.snapshot.json"
        copy.write_text(copy.read_text().replace(CHANGED, "01292 288655"))


def test_editors_are_told_in_plain_words_while_the_database_is_away(well):
    well.database.kill()
    try:
        answer = well.client.ask("/admin/", Cookie=f"__Host-sessionid={'a' * 32}")
    finally:
        well.database.start()
    assert answer.status == 503
    assert "Everything that you had saved is safe" in answer.text
    assert "Traceback" not in answer.text


def test_no_thread_of_an_editor_hangs_with_the_database(well):
    """Nothing but our own clock ends such a wait: without it the answer would be nginx's, after a minute."""
    well.database.freeze()
    try:
        with ThreadPoolExecutor(16) as editors:
            asked = [editors.submit(ask_as_editor, well) for _ in range(16)]
            answers = [each.result() for each in asked]
    finally:
        well.database.go_on()
    assert {answer.status for answer in answers} == {503}
    assert all("Everything that you had saved is safe" in answer.text for answer in answers)
    assert ask_as_editor(well).status == 302


def ask_as_editor(stack):
    return stack.client.ask("/admin/", Cookie=f"__Host-sessionid={'a' * 32}")


@contextmanager
def serving(stack, application):
    """This application behind nginx, instead of the usual one."""
    site = stack.nginx.folder / "site.conf"
    usual = site.read_text()
    application.start()
    if application.environment["DATABASE_URL"] == stack.database.url_to_serve:
        wait_until(application.is_ready, "the application is ready")
    try:
        site.write_text(usual.replace(f":{stack.application.port} ", f":{application.port} "))
        stack.nginx.reload()
        yield
    finally:
        site.write_text(usual)
        stack.nginx.reload()
        application.stop()


def fill_up(file: Path) -> None:
    with suppress(OSError), file.open("wb", buffering=0) as ballast:
        while True:
            ballast.write(b"x" * 65536)
