"""Taking a dangerous number off at once: alone, with a reason, for good, and never to add anything."""

import logging
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import ModelLogEntry

from contacts import published
from contacts.approvals import NeedsSecondPersonError
from contacts.models import Approval, ContactsVersion, NationalLine, NumberChange, Service, ServiceLine
from tests.two_people import KEY, NEW, OLD, agree, draft, hold_back, person, put_on_site, sql_update

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh")]


def withdraw(number=OLD, reason="Rings at a private house", **options):
    out = StringIO()
    call_command("withdraw_number", number, reason=reason, stdout=out, **options)
    return out.getvalue()


def shown():
    found = published.read()
    services = [service for council in found.councils.values() for service in council.services]
    return {line.number for service in services for line in service.lines} | {line.number for line in found.national}


def test_a_withdrawn_number_is_not_shown_any_more():
    withdraw()
    assert OLD not in shown()


def test_nothing_else_changes():
    before = shown()
    withdraw()
    assert before - shown() == {OLD}


@pytest.mark.parametrize("written", ["01292288645", "01292 288 645"], ids=["without spaces", "grouped otherwise"])
def test_a_number_is_found_by_its_digits(written):
    withdraw(written)
    assert OLD not in shown()


def test_it_says_from_what_and_from_which_pages():
    assert withdraw() == (
        f"{OLD} is withdrawn from Children and Families Social Work. Changed:\n"
        "  /find-out-who-to-talk-to/south-ayrshire/\n"
    )


def test_editors_read_the_reason_beside_the_number():
    withdraw()
    assert ServiceLine.objects.get(number=OLD).held_back.endswith(": Rings at a private house")


def test_who_and_why_are_kept(monkeypatch, caplog):
    monkeypatch.setattr("getpass.getuser", lambda: "morag")
    with caplog.at_level(logging.WARNING, "contacts.withdrawal"):
        withdraw()
    kept = Approval.in_force(f"Service:{KEY}")
    assert (kept.kind, kept.approved_by, kept.reason) == ("withdrawal", "morag", "Rings at a private house")
    assert "by morag: Rings at a private house" in caplog.text
    assert ModelLogEntry.objects.get(action="contacts.withdraw").data["who"] == "morag"
    assert not NumberChange.objects.filter(key=f"Service:{KEY}").last().shown


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_it_is_refused(reason):
    with pytest.raises(CommandError, match="Say why"):
        withdraw(reason=reason)
    assert OLD in shown()


def test_a_number_that_is_not_shown_is_named_as_such():
    with pytest.raises(CommandError, match="not shown anywhere"):
        withdraw("01292 999999")


def test_it_can_be_limited_to_one_service():
    with pytest.raises(CommandError, match="not shown anywhere by fife-office"):
        withdraw(service="fife-office")
    withdraw(service=KEY)
    assert OLD not in shown()


def test_a_number_of_several_services_goes_from_all_of_them(ayr):
    ayr.lines = [*ayr.lines.all(), ServiceLine(number="0303 123 1008", source="https://example.scot", sort_order=9)]
    put_on_site(ayr)
    assert withdraw("0303 123 1008").count("is withdrawn from") == 2
    assert "0303 123 1008" not in shown()


def test_a_national_line_can_be_withdrawn():
    assert "in all of Scotland" in withdraw("0800 555 111")
    assert "0800 555 111" not in shown()
    assert NationalLine.objects.get(key="crimestoppers").held_back


def test_one_person_does_not_show_it_again(ayr):
    withdraw()
    again = Service.objects.get(key=KEY)
    again.lines = [*again.lines.all()]
    again.lines.all()[0].held_back = ""
    with pytest.raises(NeedsSecondPersonError):
        again.save_revision(user=person("anna")).publish(user=person("anna"))
    assert OLD not in shown()


def test_two_people_show_it_again():
    withdraw()
    again = Service.objects.get(key=KEY)
    again.lines = [*again.lines.all()]
    again.lines.all()[0].held_back = ""
    put_on_site(again)
    assert OLD in shown()


def test_no_draft_brings_it_back(ayr):
    ayr.email = "team@example.scot"
    ayr.save_revision(user=person("anna"))
    withdraw()
    put_on_site(Service.objects.get(key=KEY).get_latest_revision_as_object())
    assert OLD not in shown()
    assert Service.objects.get(key=KEY).email == "team@example.scot"


def test_who_made_a_draft_is_not_made_its_author_anew_by_a_withdrawal(ayr):
    withdraw()
    again = Service.objects.get(key=KEY)
    again.email = "team@example.scot"
    put_on_site(again, "anna", "berta")
    assert Approval.in_force(f"Service:{KEY}").made_by == [{"id": person("anna").pk, "name": "anna"}]


def test_what_was_approved_for_a_later_day_comes_without_it(ayr, time_machine):
    time_machine.move_to("2026-12-04 12:00Z")
    ayr.go_live_at = "2026-12-07T00:01:00Z"
    ayr.lines = [*ayr.lines.all()]
    ayr.lines.all()[0].number = NEW
    ayr.clean_fields()
    agree(ayr).publish()
    withdraw(OLD)
    time_machine.move_to("2026-12-07 12:00Z")
    call_command("publish_scheduled")
    assert NEW in shown()


def test_a_number_that_waits_for_its_day_is_withdrawn_too(ayr, time_machine):
    time_machine.move_to("2026-12-04 12:00Z")
    ayr.go_live_at = "2026-12-07T00:01:00Z"
    ayr.email = "team@example.scot"
    ayr.clean_fields()
    agree(ayr).publish()
    withdraw(OLD)
    time_machine.move_to("2026-12-07 12:00Z")
    call_command("publish_scheduled")
    assert OLD not in shown()
    assert Service.objects.get(key=KEY).email == "team@example.scot"


def test_it_works_on_a_row_that_was_changed_past_the_rule():
    sql_update(Service.objects.filter(key=KEY), name="Mine")
    withdraw()
    assert OLD not in shown()


def test_every_process_hears_of_it():
    before = ContactsVersion.current()
    withdraw()
    assert ContactsVersion.current() != before


def test_a_number_that_is_held_back_already_stays_as_it_is(ayr):
    hold_back(ayr, "Moved")
    with pytest.raises(CommandError, match="not shown anywhere"):
        withdraw()
    assert ServiceLine.objects.get(number=OLD).held_back == "Moved"


WRITTEN = ["+44 3451 55 15 03", "0044 3451 551503", "+44 (0)3451 551503", "(0)3451 551503", "03451 55 15 03"]


@pytest.mark.parametrize("written", WRITTEN)
def test_a_number_is_found_however_it_is_written(written):
    assert "03451 55 15 03" in shown()
    assert "is withdrawn from" in withdraw(written)
    assert "03451 55 15 03" not in shown()


@pytest.mark.parametrize("written", ["", "+44", "number"])
def test_what_is_no_number_withdraws_nothing(written):
    before = shown()
    with pytest.raises(CommandError, match="not shown anywhere"):
        withdraw(written)
    assert shown() == before


def test_a_number_that_stands_only_in_a_draft_is_named_and_held_back(ayr):
    before = shown()
    draft(ayr, NEW)
    out = withdraw(NEW)
    assert f"{NEW} is withdrawn from {ayr.name}. It was not on the site" in out
    assert "Shown and taken off: 0. Only in a draft or waiting: 1." in out
    put_on_site(Service.objects.get(key=KEY).get_latest_revision_as_object())
    assert shown() == before - {OLD}


def test_a_number_that_only_waits_for_its_day_is_named_and_does_not_come(ayr, time_machine):
    time_machine.move_to("2026-12-04 12:00Z")
    ayr.go_live_at = "2026-12-07T00:01:00Z"
    ayr.email = "team@example.scot"
    ayr.lines = [*ayr.lines.all()]
    ayr.lines.all()[0].number = NEW
    ayr.clean_fields()
    agree(ayr).publish()
    assert "Only in a draft or waiting: 1." in withdraw(f"+44 {NEW[1:]}")
    time_machine.move_to("2026-12-07 12:00Z")
    call_command("publish_scheduled")
    assert NEW not in shown()
    assert Service.objects.get(key=KEY).email == "team@example.scot"


def test_a_withdrawal_elsewhere_leaves_what_waits_as_it_was(ayr, time_machine):
    time_machine.move_to("2026-12-04 12:00Z")
    ayr.go_live_at = "2026-12-07T00:01:00Z"
    ayr.clean_fields()
    agree(ayr).publish()
    before = Approval.newest(f"Service:{KEY}")
    withdraw("0800 555 111")
    assert Approval.newest(f"Service:{KEY}") == before
