"""What visitors get while a part of the site is broken: the right number, every time, within five seconds."""

import os
import signal
import time

TUESDAY_10AM = "2026-11-24T10:00:00+00:00"


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
