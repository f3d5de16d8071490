"""A limit, on our side, to how long a thread waits for PostgreSQL: a server that hangs keeps no promise of its own.

Tried against a PostgreSQL that was stopped with SIGSTOP: statement_timeout is the server's to keep, and keepalives and
tcp_user_timeout see a healthy line, because the kernel goes on answering. Only our own clock ended the wait.
"""

import select
import time
from typing import Any

from django.conf import settings

# Longer than statement_timeout, so that a server which is only slow says so itself.
SECONDS_FOR_AN_ANSWER = 8
SECONDS_FOR_A_CONNECTION = 2


def limit() -> None:
    """For processes that serve the site. Commands have their time: a migration may take minutes."""
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        from psycopg2.extensions import set_wait_callback

        set_wait_callback(wait)


def wait(connection: Any) -> None:
    """psycopg2 calls this whenever it waits. OperationalError, and the connection is closed, when it takes too long."""
    from psycopg2 import OperationalError
    from psycopg2.extensions import POLL_OK, POLL_READ, STATUS_SETUP

    is_new = connection.status == STATUS_SETUP
    end = time.monotonic() + (SECONDS_FOR_A_CONNECTION if is_new else SECONDS_FOR_AN_ANSWER)
    while (state := connection.poll()) != POLL_OK:
        # Not select(), which cannot look at more than 1,024 open files: every visitor's connection is one.
        line = select.poll()
        line.register(connection.fileno(), select.POLLIN if state == POLL_READ else select.POLLOUT)
        if not line.poll(max(0, end - time.monotonic()) * 1000):
            raise OperationalError("PostgreSQL hangs: it has not answered in time.")
