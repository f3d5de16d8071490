"""Every change of a number leaves a line in the log, once it is certain: who, what it was, what it is, who agreed."""

from datetime import date

import pytest
from django.core.management import call_command

from contacts import reviewed
from contacts.models import Approval, NationalLine, NumberChange, NumberCheck, Service
from contacts.withdrawal import Order, withdraw
from tests.two_people import KEY, NEW, OLD, no_contacts, person, put_on_site, with_number

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh")]


@pytest.fixture
def lines(caplog, django_capture_on_commit_callbacks):
    """Gives a function: an act -> the facts of every line that it leaves."""

    def left_by(act):
        caplog.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
            assert not [record for record in caplog.records if record.name == "contacts.audit"]
        found = [record for record in caplog.records if record.name == "contacts.audit"]
        return [{"event": record.getMessage(), **record.facts} for record in found]

    caplog.set_level("INFO")
    return left_by


def test_an_approved_change_leaves_who_made_it_who_agreed_what_was_and_what_is(ayr, lines):
    approved, shown = lines(lambda: put_on_site(with_number(ayr, NEW)))
    kept = Approval.in_force(f"Service:{KEY}")
    assert approved["event"] == "Contact: approved by a second person"
    assert shown == {
        "event": "Contact shown", "contact": f"Service:{KEY}", "old": OLD, "new": NEW,
        "made_by": str(person("anna").pk), "approver": person("berta").pk, "source": ayr.source,
        "at": kept.at.isoformat(timespec="seconds"), "approval": kept.pk,
    }  # fmt: skip


def test_a_withdrawal_leaves_who_took_the_number_off(lines):
    found = lines(lambda: withdraw(Order(OLD, "Rings at a private house", "operator")))
    assert [line["event"] for line in found] == ["Contact: withdrawn at once", "Contact shown"]
    assert (found[1]["old"], found[1]["new"], found[1]["approver"]) == (OLD, "", "operator")


def test_a_check_leaves_who_checked_which_number(lines):
    days = {"on": date(2026, 5, 12), "next_due": date(2026, 11, 12)}
    facts = {"number": "0800 1111", "how": "rang", "result": "right", "who": person("anna"), **days}
    line = NationalLine.objects.get(key="childline")
    [found] = lines(lambda: NumberCheck.objects.create(national_line=line, **facts))
    assert (found["event"], found["contact"], found["who"]) == (
        "Number checked", "NationalLine:childline", person("anna").pk,
    )  # fmt: skip


def test_a_first_load_leaves_no_line_for_each_number(lines):
    no_contacts()
    assert lines(lambda: call_command("load_contacts", verbosity=0)) == []
    assert Approval.objects.filter(kind="first_load").count() == len(reviewed.all_states())


def test_no_name_of_a_person_is_written(ayr, lines):
    assert "berta" not in str(lines(lambda: put_on_site(with_number(ayr, NEW))))


def test_every_change_of_a_number_names_the_approval_that_says_who_and_why(ayr):
    put_on_site(with_number(ayr, NEW))
    kept = Approval.in_force(f"Service:{KEY}")
    assert {change.approval for change in NumberChange.objects.filter(key=kept.key).order_by("-pk")[:2]} == {kept}
    withdraw(Order(NEW, "Rings at a private house", "operator"))
    assert NumberChange.objects.last().approval == Approval.in_force(kept.key)
    assert Approval.in_force(kept.key).reason == "Rings at a private house"


def test_the_first_load_names_its_approvals_too():
    assert not NumberChange.objects.filter(approval=None).exists()
    assert NumberChange.objects.count() >= Service.objects.count()
