from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.management import call_command

from contacts import directory, reminders, verification
from contacts.checks import ReminderSent
from contacts.models import NumberCheck, Service
from tests.two_people import person

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-24 10:00Z", tick=False):
        yield
    directory.forget()


@pytest.fixture
def checker():
    made = person("carla", superuser=False)
    made.groups.add(Group.objects.get(name="Contact checkers"))
    return made


def run(capsys, *options):
    call_command("send_reminders", *options)
    written = capsys.readouterr()
    return written.out + written.err


def test_the_checkers_get_what_waits_with_its_count_and_a_link(checker, mailoutbox, capsys):
    office = Service.objects.get(key="aberdeen-city-office")
    NumberCheck(
        service=office, number="01224 306877", how="rang", result="right", on=TODAY - timedelta(days=200),
        next_due=TODAY - timedelta(days=18),
    ).save()  # fmt: skip
    assert "Sent" in run(capsys)
    (mail,) = mailoutbox
    assert mail.to == ["carla@example.scot"]
    assert "Overdue: 1" in mail.body
    assert "01224 306877  Joint Child Protection Team (Aberdeen City), due 6 November 2026" in mail.body
    assert "/admin/reports/numbers/?state=overdue" in mail.body
    assert f"Never checked: {verification.counts(verification.rows())['never']}" in mail.body


def test_nobody_sees_the_address_of_another(checker, mailoutbox, capsys):
    other = person("dora", superuser=False)
    other.groups.add(Group.objects.get(name="Contact checkers"))
    run(capsys)
    assert [mail.to for mail in mailoutbox] == [["carla@example.scot"], ["dora@example.scot"]]


def test_the_same_week_is_never_sent_twice(checker, mailoutbox, capsys):
    run(capsys)
    assert "Already sent in 2026-W48" in run(capsys)
    with time_machine.travel("2026-11-29 23:59Z", tick=False):
        assert "Already sent" in run(capsys)
    assert len(mailoutbox) == 1


def test_a_new_week_begins_on_monday(checker, mailoutbox, capsys):
    run(capsys)
    with time_machine.travel("2026-11-30 00:00Z", tick=False):
        assert "Sent" in run(capsys)
    assert len(mailoutbox) == 2


def test_force_sends_once_more(checker, mailoutbox, capsys):
    run(capsys)
    assert "Sent" in run(capsys, "--force")
    assert len(mailoutbox) == 2


def test_a_dry_run_sends_nothing_and_claims_no_week(checker, mailoutbox, capsys):
    written = run(capsys, "--dry-run")
    assert "To: carla@example.scot" in written
    assert "nothing sent" in written
    assert not mailoutbox
    assert not ReminderSent.objects.exists()


def test_a_week_whose_mail_failed_is_free_again(checker, settings, capsys):
    settings.EMAIL_BACKEND = "tests.test_reminders.Broken"
    with pytest.raises(OSError, match="down"):
        run(capsys)
    assert not ReminderSent.objects.exists()


class Broken:
    def __init__(self, **kwargs):
        pass

    def send_messages(self, messages):
        raise OSError("the mail server is down")


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}], ids=["no address", "not active"])
def test_who_has_no_address_or_no_account_gets_none(checker, mailoutbox, capsys, change):
    for name, value in change.items():
        setattr(checker, name, value)
    checker.save()
    assert "Nobody in the group" in run(capsys)
    assert not mailoutbox


def test_people_outside_the_group_get_none(mailoutbox, capsys):
    person("erna")
    run(capsys)
    assert not mailoutbox


def test_nothing_is_sent_when_nothing_waits():
    assert reminders.message([]) == ("", "")


def test_the_mail_says_one_number_waits_when_it_is_one():
    (row, *_) = [row for row in verification.rows() if row.state == "never"]
    assert reminders.message([row])[0] == "1 number waits for a check"


def test_from_november_the_command_names_the_councils_without_dates(capsys):
    call_command("check_holidays")
    assert "Holidays for 2027 are missing for 32 councils: Aberdeen City" in capsys.readouterr().out


def test_before_november_nothing_is_missing(capsys):
    with time_machine.travel("2026-10-31 12:00Z", tick=False):
        call_command("check_holidays")
    assert "No council" in capsys.readouterr().out
