"""The site as a visitor finds it: real contacts and the first content, loaded once."""

import pytest
from django.core.management import call_command

from tests.two_people import ayr as ayr
from tests.two_people import fresh as fresh


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("load_contacts", verbosity=0)
        call_command("load_content", verbosity=0)
