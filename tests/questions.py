"""How often the database is asked."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext


def asked_for(act: Callable[[], object]) -> list[str]:
    """The queries of something done the second time. Contacts are looked at once a second, so not counted."""
    act()
    with CaptureQueriesContext(connection) as asked:
        act()
    return [query["sql"] for query in asked if '"contacts_' not in query["sql"]]
