"""The site as a visitor finds it: real contacts and the first content, loaded once."""

import gc
import os

import pytest
from django.core.management import call_command

from tests.two_people import ayr as ayr
from tests.two_people import fresh as fresh

ASKS_THE_DATABASE = {"db", "transactional_db"}


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL only what asks the database is run again: the rest was run on SQLite and is the same here."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        rest = {item for item in items if not asks_the_database(item)}
        config.hook.pytest_deselected(items=rest)
        items[:] = [item for item in items if item not in rest]


def pytest_collection_finish():
    # What is loaded by now stays to the end: the collector need not look at it again after each test.
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def asks_the_database(item):
    return item.get_closest_marker("django_db") or ASKS_THE_DATABASE & set(item.fixturenames)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("load_contacts", verbosity=0)
        call_command("load_content", verbosity=0)
