"""Loading the contacts: once, whole, and never over what an editor has done."""

import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from contacts import contact_files, directory
from contacts.models import Council, NationalLine, Service, ServiceLine
from tests.two_people import no_contacts, put_on_site, sql_update, with_number

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty():
    """A database without contacts."""
    no_contacts()
    yield
    directory.forget()


def load():
    out = StringIO()
    call_command("load_contacts", stdout=out)
    return out.getvalue()


def test_a_first_load_makes_everything_and_says_so(empty):
    assert load() == (
        "Councils: 32 made, 0 left as they are\n"
        "Services: 46 made, 0 left as they are\n"
        "National lines: 20 made, 0 left as they are\n"
    )


# From here on the contacts are there: conftest.py has loaded them once for all tests.


def test_a_second_load_makes_nothing():
    assert load() == (
        "Councils: 0 made, 32 left as they are\n"
        "Services: 0 made, 46 left as they are\n"
        "National lines: 0 made, 20 left as they are\n"
    )


def test_a_load_never_touches_what_an_editor_changed():
    put_on_site(with_number(Service.objects.get(key="south-ayrshire-office"), "01292 000000"))
    load()
    assert not ServiceLine.objects.filter(number="01292 288645").exists()


def test_what_was_deleted_stays_deleted():
    fife = Service.objects.filter(key="fife-office")
    sql_update(fife, live=False)
    fife.get().delete()
    load()
    assert not Service.objects.filter(key="fife-office").exists()


def test_what_is_loaded_is_what_the_files_say():
    directory.forget()
    loaded, files = directory.current(), contact_files.read_contacts()
    assert (dict(loaded.councils), loaded.national) == (
        {slug: sort_services(council) for slug, council in files.councils.items()},
        files.national,
    )


def sort_services(council):
    """The database gives a council's services by key, and so do the files."""
    assert [s.key for s in council.services] == sorted(s.key for s in council.services)
    return council


def test_lines_that_are_held_back_are_loaded_for_editors():
    assert ServiceLine.objects.exclude(held_back="").count() == 17


def test_a_loaded_service_has_a_first_revision_to_go_back_to():
    assert Service.objects.get(key="fife-office").latest_revision is not None


def test_a_bad_file_loads_nothing_and_says_where(empty, tmp_path, monkeypatch):
    for name in contact_files.COLUMNS:
        shutil.copy(contact_files.FOLDER / name, tmp_path / name)
    (tmp_path / "lines.csv").write_text("service,number\n")
    monkeypatch.setattr(contact_files.read_rows, "__defaults__", (tmp_path,))
    with pytest.raises(CommandError, match=r"lines\.csv, line 1: column missing: area"):
        load()
    assert not Council.objects.exists()


def test_a_load_that_fails_half_way_leaves_nothing(empty, monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(NationalLine, "full_clean", fail)
    with pytest.raises(DatabaseError):
        load()
    assert not Council.objects.exists()
