from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from contacts import check_states, directory, number_diff, verification
from contacts.check_states import State
from contacts.forms_admin import CheckForm, choices
from contacts.models import NationalLine, NumberCheck, Service
from tests.sign_in import sign_in
from tests.two_people import person

TODAY = date(2026, 11, 24)
FORM = {"how": "rang", "answered_by": "Duty desk", "on": "2026-11-24", "result": "right", "next_due": ""}
pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-24 10:00Z", tick=False):
        directory.forget()
        yield
    directory.forget()


@pytest.fixture
def office():
    return Service.objects.get(key="aberdeen-city-office")


@pytest.fixture
def line():
    return NationalLine.objects.get(key="childline")


def check(owner, number, **values):
    kind = "service" if isinstance(owner, Service) else "national_line"
    facts = {"how": "rang", "result": "right", "on": TODAY, "next_due": TODAY + timedelta(days=182), **values}
    made = NumberCheck(number=number, **{kind: owner}, **facts)
    made.save()
    return made


def state_of(number):
    return next(row.state for row in verification.rows() if row.number == number)


def form(owner, **values):
    return CheckForm({"number": next(iter(choices(owner))), **FORM, **values}, owner=owner)


@pytest.mark.parametrize(
    ("held_back", "result", "days", "expected"),
    [
        pytest.param(False, "", None, State.NEVER, id="no check"),
        pytest.param(False, "right", 31, State.CHECKED, id="due in 31 days"),
        pytest.param(False, "right", 30, State.DUE_SOON, id="due in 30 days"),
        pytest.param(False, "right", 0, State.DUE_SOON, id="due today"),
        pytest.param(False, "right", -1, State.OVERDUE, id="due yesterday"),
        pytest.param(False, "wrong", 100, State.DISPUTED, id="found wrong"),
        pytest.param(False, "nobody", 100, State.DISPUTED, id="nobody answered"),
        pytest.param(True, "right", 100, State.DISPUTED, id="held back though right"),
        pytest.param(True, "", None, State.DISPUTED, id="held back and never checked"),
    ],
)
def test_a_number_is_as_sure_as_its_last_check(held_back, result, days, expected):
    next_due = None if days is None else TODAY + timedelta(days=days)
    assert check_states.state(held_back, result, next_due, TODAY) is expected


def test_the_last_check_counts_and_not_the_best(office):
    check(office, "01224 306877", on=TODAY - timedelta(days=2))
    assert state_of("01224 306877") is State.CHECKED
    check(office, "01224 306877", on=TODAY - timedelta(days=1), result="wrong")
    assert state_of("01224 306877") is State.DISPUTED


def test_a_check_belongs_to_the_digits_however_they_are_grouped(office):
    check(office, "01224306877")
    assert state_of("01224 306877") is State.CHECKED


def test_the_rows_take_the_same_number_of_queries_however_many_checks_there_are(office, django_assert_max_num_queries):
    check(office, "01224 306877", who=person("anna"))
    with django_assert_max_num_queries(6):
        assert [str(row.last.who) for row in verification.rows() if row.last] == ["anna"]


def test_a_right_check_is_due_again_in_six_months(office):
    found = form(office)
    assert found.is_valid(), found.errors
    assert found.cleaned_data["next_due"] == TODAY + timedelta(days=182)


@pytest.mark.parametrize("result", ["wrong", "nobody"])
def test_a_number_that_is_not_right_is_due_again_in_a_week(office, result):
    found = form(office, result=result, answered_by="")
    assert found.is_valid(), found.errors
    assert found.cleaned_data["next_due"] == TODAY + timedelta(days=7)


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        pytest.param({"on": "2026-11-25"}, "on", "cannot be in the future", id="tomorrow"),
        pytest.param({"on": "soon"}, "on", "valid date", id="no date"),
        pytest.param({"next_due": "2026-11-24"}, "next_due", "after this one", id="due the same day"),
        pytest.param({"next_due": "2028-01-01"}, "next_due", "at least once a year", id="due in two years"),
        pytest.param({"answered_by": ""}, "answered_by", "who answered", id="rang, and nobody is named"),
        pytest.param({"number": "0800 000 0000"}, "number", "valid choice", id="somebody else's number"),
        pytest.param({"result": ""}, "result", "required", id="no result"),
        pytest.param({"how": ""}, "how", "required", id="no way"),
    ],
)
def test_a_check_that_makes_no_sense_is_refused_with_the_reason(office, values, field, words):
    found = form(office, **values)
    assert not found.is_valid()
    assert words in str(found.errors[field])


def test_nobody_rings_999_to_check_it():
    found = form(NationalLine.objects.get(key="police-emergency"))
    assert "Never ring this number" in str(found.errors["how"])
    assert form(NationalLine.objects.get(key="police-emergency"), how="page_read").is_valid()


def test_a_number_that_is_only_in_a_draft_can_be_checked(office):
    draft = office.get_latest_revision_as_object()
    draft.lines.first().number = "01224 306999"
    changed = list(draft.lines.all())
    changed[0].number = "01224 306999"
    draft.lines = changed
    draft.save_revision(user=person("anna"))
    assert "in the draft" in choices(Service.objects.get(pk=office.pk))["01224 306999"]


def test_recording_a_check_changes_nothing_but_the_checks(client, office):
    sign_in(client, person("anna"))
    before = Service.objects.filter(pk=office.pk).values().get()
    address = reverse("contacts_checks:record", args=["service", office.pk])
    response = client.post(address, {"number": "01224 306877", **FORM})
    assert response.status_code == 302
    made = NumberCheck.objects.get()
    assert (made.number, made.who, made.answered_by) == ("01224 306877", person("anna"), "Duty desk")
    assert Service.objects.filter(pk=office.pk).values().get() == before


def test_a_check_is_on_the_public_page_at_once(client, office):
    sign_in(client, person("anna"))
    client.post(reverse("contacts_checks:record", args=["service", office.pk]), {"number": "01224 306877", **FORM})
    page = client.get("/find-out-who-to-talk-to/aberdeen-city/").content.decode()
    assert "24 November 2026" in page


def test_a_check_stands_in_the_history_of_the_service(client, office):
    sign_in(client, person("anna"))
    client.post(reverse("contacts_checks:record", args=["service", office.pk]), {"number": "01224 306877", **FORM})
    history = client.get(reverse("wagtailsnippets_contacts_service:history", args=[office.pk])).content.decode()
    assert "Check of 01224 306877: It is right (Rang it)" in history


def test_a_wrong_form_is_shown_again_and_nothing_is_kept(client, line):
    sign_in(client, person("anna"))
    address = reverse("contacts_checks:record", args=["nationalline", line.pk])
    response = client.post(address, {"number": "0800 1111", **FORM, "on": "2030-01-01"})
    assert "cannot be in the future" in response.content.decode()
    assert not NumberCheck.objects.exists()


@pytest.mark.parametrize("kind", ["council", "anything"])
def test_only_services_and_national_lines_are_checked(client, kind):
    sign_in(client, person("anna"))
    assert client.get(f"/admin/checks/{kind}/1/").status_code == 404


def test_a_check_needs_its_own_permission(client, office, django_user_model):
    from django.contrib.auth.models import Group

    editor = person("ed", superuser=False)
    editor.groups.add(Group.objects.get(name="Editors"))
    sign_in(client, editor)
    address = reverse("contacts_checks:record", args=["service", office.pk])
    assert client.get(address).status_code == 302
    assert client.post(address, {"number": "01224 306877", **FORM}).status_code == 302
    assert not NumberCheck.objects.exists()


def test_a_check_is_never_changed_and_never_deleted(office):
    made = check(office, "01224 306877")
    made.result = "wrong"
    with pytest.raises(ValidationError, match="never changed"):
        made.save()
    with pytest.raises(ValidationError, match="never deleted"):
        made.delete()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("0300 343 1505", "0300 343 1505", [("same", "0300 343 1505")], id="the same"),
        pytest.param(
            "0300 343 1505", "0300 343 1550", [("same", "0300 343 15"), ("gone", "05"), ("new", "50")], id="two swapped"
        ),
        pytest.param(
            "0300 343 1505",
            "0300 383 1505",
            [("same", "0300 3"), ("gone", "4"), ("new", "8"), ("same", "3 1505")],
            id="one in the middle",
        ),
        pytest.param("0800", "08001", [("same", "0800"), ("new", "1")], id="one more"),
        pytest.param("", "101", [("new", "101")], id="a new number"),
        pytest.param("101", "", [("gone", "101")], id="a number that goes"),
    ],
)
def test_the_digits_that_differ_are_marked(old, new, expected):
    assert number_diff.parts(old, new) == expected
