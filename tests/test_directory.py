"""The directory: what is published, from the database or without it."""

import threading
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection

from contacts import directory
from contacts.models import HourException, NationalLine, NumberCheck, Service, ServiceLine
from tests.two_people import hold_back, no_contacts, put_on_site, with_holiday, with_number

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh(settings, tmp_path):
    """A process that has read nothing yet, on a machine that never had a database."""
    settings.VAR_DIR = tmp_path
    directory.forget()
    yield
    directory.forget()


def refuse(execute, sql, params, many, context):
    raise OperationalError("the database is away")


def south_ayrshire():
    return Service.objects.get(key="south-ayrshire-office")


def numbers_in(slug):
    return [line.number for service in directory.current().councils[slug].services for line in service.lines]


def check(number, result="right", on=date(2026, 5, 12)):
    service = ServiceLine.objects.get(number=number, held_back="").service
    due = date(2026, 11, 12)
    return NumberCheck.objects.create(service=service, number=number, on=on, how="rang", result=result, next_due=due)


def line_of(number):
    services = (s for council in directory.current().councils.values() for s in council.services)
    return next(line for service in services for line in service.lines if line.number == number)


def test_it_has_all_councils_in_a_to_z_order():
    names = [council.name for council in directory.current().councils.values()]
    assert (len(names), names) == (32, sorted(names))


def test_a_line_that_is_held_back_is_not_in_it():
    assert "01324 503650" not in numbers_in("falkirk")


def test_a_service_whose_numbers_are_held_back_is_not_in_it():
    hold_back(Service.objects.get(key="fife-office"))
    assert numbers_in("fife") == ["03451 55 00 99"]


def test_a_draft_changes_nothing_that_is_published():
    service = Service.objects.get(key="fife-office")
    service.lines.set([ServiceLine(number="01592 000000", source="https://www.fife.gov.uk")])
    service.save_revision()
    assert "01592 000000" not in numbers_in("fife")


def test_a_published_draft_is_shown_at_once():
    service = Service.objects.get(key="fife-office")
    service.lines.set([ServiceLine(number="01592 000000", source="https://www.fife.gov.uk")])
    assert "01592 000000" not in numbers_in("fife")
    put_on_site(service)
    assert "01592 000000" in numbers_in("fife")


def test_a_national_line_that_is_held_back_is_not_in_it():
    hold_back(NationalLine.objects.get(key="crimestoppers"))
    assert "crimestoppers" not in {line.key for line in directory.current().national}


def test_a_number_without_a_check_is_unverified():
    assert line_of("01292 288645").check is None


def test_a_good_check_verifies_the_number():
    check("01292 288645")
    assert line_of("01292 288645").check.on == date(2026, 5, 12)


def test_a_later_bad_check_takes_the_verification_back():
    check("01292 288645")
    check("01292 288645", result="wrong", on=date(2026, 6, 1))
    assert line_of("01292 288645").check is None


def test_a_number_that_changes_is_unverified_again():
    check("01292 288645")
    put_on_site(with_number(south_ayrshire(), "01292 000000"))
    assert line_of("01292 000000").check is None


def test_a_check_is_never_changed():
    done = check("01292 288645")
    with pytest.raises(ValidationError):
        done.save()


def test_a_check_is_never_deleted():
    done = check("01292 288645")
    with pytest.raises(ValidationError):
        done.delete()


def test_a_local_holiday_reaches_the_council():
    put_on_site(with_holiday("fife", date(2026, 4, 20), "Spring"))
    assert [day.name for day in directory.current().councils["fife"].holidays] == ["Spring"]


def test_a_day_with_other_hours_reaches_the_service():
    service = Service.objects.get(key="fife-office")
    service.hour_exceptions.set([HourException(date=date(2026, 12, 24), hours="09:00-12:00", reason="Christmas Eve")])
    put_on_site(service)
    office = next(s for s in directory.current().councils["fife"].services if s.key == "fife-office")
    assert list(office.hours.exceptions) == [date(2026, 12, 24)]


def test_reading_everything_takes_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        directory.current()


def test_a_second_look_within_a_second_asks_nothing(django_assert_num_queries):
    directory.current()
    with django_assert_num_queries(0):
        directory.current()


@pytest.fixture
def every_look(monkeypatch):
    """As if a second had passed between any two looks."""
    monkeypatch.setattr(directory, "SECONDS_BETWEEN_LOOKS", 0)


def test_after_a_second_one_small_query_tells_whether_anything_changed(every_look, django_assert_num_queries):
    directory.current()
    with django_assert_num_queries(1):
        directory.current()


def in_a_process_that_did_not_make_the_change(change):
    kept = directory._copy
    change()
    directory._copy = kept


def test_another_process_sees_a_change_after_a_second(every_look):
    directory.current()
    in_a_process_that_did_not_make_the_change(lambda: hold_back(south_ayrshire()))
    assert "01292 288645" not in numbers_in("south-ayrshire")


def test_another_process_does_not_look_within_the_second():
    before = directory.current()
    in_a_process_that_did_not_make_the_change(lambda: hold_back(south_ayrshire()))
    assert directory.current() is before


def test_while_the_database_is_away_the_last_copy_is_served(every_look):
    hold_back(south_ayrshire())
    before = directory.current()
    with connection.execute_wrapper(refuse):
        assert directory.current() is before


def test_a_process_that_starts_while_the_database_is_away_reads_the_data_files():
    with connection.execute_wrapper(refuse):
        assert "01292 288645" in numbers_in("south-ayrshire")


def test_an_empty_database_gives_what_the_data_files_say():
    no_contacts()
    assert "01292 288645" in numbers_in("south-ayrshire")


def test_whether_contacts_are_loaded_can_be_asked():
    assert directory.contacts_are_loaded() is True


def test_an_imported_file_that_cannot_be_read_is_not_used(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    (tmp_path / "postcodes.json").write_text("{")
    assert len(directory.current().postcodes.councils()) >= 32


def test_an_imported_file_is_used_before_the_shipped_one(settings, tmp_path):
    shipped = directory.current().places
    settings.VAR_DIR = tmp_path
    (tmp_path / "places.csv").write_text("name,also,councils,kind,near\nNowhere-on-Sea,,fife,village,\n")
    directory.forget()
    assert directory.current().places.exact("Nowhere-on-Sea")[0].councils == ("fife",)
    assert not shipped.exact("Nowhere-on-Sea")


def test_a_reader_that_looked_before_a_change_cannot_bring_the_old_numbers_back(monkeypatch):
    """It once could: a page made under the new version then kept the old number until the next change."""
    old, new = directory.Copy("old", (), 0), directory.Copy("new", (), 0)
    reading, go_on = threading.Event(), threading.Event()

    def look(copy):
        if reading.is_set():
            return new
        reading.set()
        go_on.wait(5)
        return old

    monkeypatch.setattr(directory, "_look", look)
    reader = threading.Thread(target=directory.current)
    reader.start()
    reading.wait(5)
    threading.Timer(0.05, go_on.set).start()
    directory.refresh()
    reader.join()
    assert directory._copy is new


def test_a_database_that_goes_away_just_after_a_change_leaves_the_last_copy_and_not_the_files(monkeypatch):
    directory.current()
    last = directory._copy.directory
    directory.note_change()
    with connection.execute_wrapper(refuse):
        assert directory.current() is last
    directory.refresh()
    assert directory.current() is not last


def test_while_a_thread_watches_readers_ask_nothing_of_the_database(django_assert_num_queries):
    directory.current()
    directory._copy = replace(directory._copy, looked_at=float("-inf"))
    stop = threading.Event()
    watch = threading.Thread(target=stop.wait, args=(5,))
    directory.watched_by(watch)
    watch.start()
    with django_assert_num_queries(0):
        directory.current()
    stop.set()
    watch.join()
    with django_assert_num_queries(1):
        directory.current()
