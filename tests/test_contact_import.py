"""Contacts from a spreadsheet: every difference is shown first, a bad row stops all, and only drafts are saved."""

import io
from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from wagtail.models import Revision, Workflow, WorkflowState

from contacts import contact_import, contact_rows, import_plan, spreadsheet
from contacts.contact_columns import COLUMNS
from contacts.models import HourException, NationalLine, Service, ServiceLine
from contacts.spreadsheet import SheetRow
from tests.sign_in import sign_in
from tests.two_people import person, put_on_site

pytestmark = pytest.mark.django_db
HOME = "/admin/contacts/import/"


@pytest.fixture
def editor():
    user = User.objects.create_user("ann", "ann@example.scot")
    user.groups.add(Group.objects.get(name="Editors"))
    return user


def signed_in(user):
    client = Client()
    sign_in(client, user)
    return client


@pytest.fixture
def admin(editor):
    return signed_in(editor)


@pytest.fixture
def rows():
    return list(contact_rows.export())


def row_of(rows, number):
    return next(row for row in rows if row["number"] == number)


def compare(rows, editor):
    return contact_import.compare([SheetRow(place, row) for place, row in enumerate(rows, 2)], editor)


def differences(plan):
    return [(one.column, one.old, one.new) for change in plan.changes for one in change.differences]


def only_fault(plan):
    (fault,) = plan.faults
    return f"{fault.reason} {fault.remedy}"


def upload(admin, rows, kind="csv", name=None):
    columns = COLUMNS
    data = spreadsheet.to_csv(rows, columns) if kind == "csv" else spreadsheet.to_xlsx(rows, columns, "Contacts")
    return send(admin, data, name or f"contacts.{kind}")


def send(admin, data, name="contacts.csv"):
    return admin.post(HOME, {"file": SimpleUploadedFile(name, data)}, follow=True)


def confirm(admin, looked_at):
    return admin.post(f"{HOME}confirm/", {"digest": looked_at.context["plan"].digest()}, follow=True)


def words(response):
    return " ".join(response.content.decode().split())


# --- round trip ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_exported_and_imported_unchanged_changes_nothing(admin, kind):
    exported = admin.get(f"{HOME}contacts.{kind}")
    assert f'filename="contacts-{date.today()}.{kind}"' in exported["Content-Disposition"]
    assert "Nothing would change" in words(send(admin, exported.content))


def test_the_export_has_a_row_for_each_number_held_back_ones_too(rows):
    assert len(rows) == ServiceLine.objects.count() + NationalLine.objects.count()
    assert any(row["held_back"] for row in rows)


def test_a_service_without_a_number_has_a_row_of_its_own(editor, rows):
    service = Service(key="form-only", name="Form", role="office", source="https://example.scot")
    assert [row["number"] for row in contact_rows.rows_of(service)] == [""]
    assert compare(rows, editor).changes == []


def test_the_export_takes_five_queries(django_assert_num_queries):
    with django_assert_num_queries(5):
        list(contact_rows.export())


def test_what_the_editor_cannot_see_makes_no_difference(editor, rows):
    rows[0]["name"] = f" {rows[0]['name']}\u200b"
    kept = [{name: spreadsheet.clean(text) for name, text in row.items()} for row in rows]
    assert compare(kept, editor).changes == []


@pytest.mark.parametrize(
    ("column", "write"),
    [
        ("role", str.upper),
        ("if_unsure", str.title),
        ("councils", lambda text: "; ".join(reversed(text.split()))),
        ("councils", lambda text: text.replace("-", " ").title()),
    ],
    ids=["the role in capitals", "Yes and No", "councils in another order", "a council's full name"],
)
def test_another_way_of_writing_the_same_makes_no_difference(editor, rows, column, write):
    service = next(row["service"] for row in rows if row["councils"] == "south-ayrshire")
    changed = [row | {column: write(row[column])} if row["service"] == service else row for row in rows]
    assert compare(changed, editor).changes == []


def mangled(rows, number, column, text):
    """The rows of a file in which a spreadsheet program has changed this cell, and nobody anything."""
    row_of(rows, number)[column] = text
    return rows


@pytest.mark.parametrize(
    ("number", "text"),
    [
        pytest.param("01224 306877", "1224306877", id="the zero and the space dropped"),
        pytest.param("01224 306877", "01224306877", id="the space dropped"),
        pytest.param("01224 306877", "1.224306877E+9", id="as a power of ten, whole"),
        pytest.param("0800 1111", "8001111", id="Childline's zero"),
        pytest.param("116 123", "116123", id="a short number's space"),
        pytest.param("01224 306877", "\u00a001224\u00a0306877", id="spaces that do not break"),
    ],
)
def test_what_a_spreadsheet_program_does_to_an_untouched_number_changes_nothing(editor, rows, number, text):
    kept = spreadsheet.read(spreadsheet.to_csv(mangled(rows, number, "number", text), COLUMNS), COLUMNS)
    plan = contact_import.compare(kept, editor)
    assert (plan.faults, plan.changes) == ([], [])


@pytest.mark.parametrize("text", ["1.22431E+09", "1,22431E+09", "1.2E+09"])
def test_a_rounded_number_that_fits_stays_as_it_is_and_the_editor_is_told(admin, rows, text):
    page = words(upload(admin, mangled(rows, "01224 306877", "number", text)))
    assert "If you meant to change one of them, type it again" in page
    assert f"Row 2: “Phone number”: {text} is taken for 01224 306877, which stays as it is." in page
    assert "Nothing would change" in page


def test_a_keypad_option_that_lost_its_zero_stays_and_the_editor_is_told(editor):
    service = Service.objects.get(key="aberdeen-city-office")
    service.lines = [*service.lines.all()]
    service.lines.all()[0].keypad_option = "01"
    put_on_site(service)
    plan = compare(mangled(list(contact_rows.export()), "01224 306877", "keypad_option", "1"), editor)
    assert plan.changes == []
    assert [note.sentence for note in plan.notes] == ["“Keypad option”: 1 is taken for 01, which stays as it is."]


def test_a_row_without_a_mark_is_known_even_without_its_zero(editor, rows):
    row = row_of(rows, "01224 306877") | {"line": "", "number": "1224306877", "area": "Dyce"}
    assert differences(compare([row], editor)) == [("area", "", "Dyce")]


def test_a_day_that_excel_writes_in_its_own_way_is_the_day_that_it_was(editor):
    service = Service.objects.get(key="aberdeen-city-office")
    service.lines = [*service.lines.all()]
    service.lines.all()[0].valid_from = date(2026, 11, 3)
    put_on_site(service)
    rows = mangled(list(contact_rows.export()), "01224 306877", "valid_from", "03/11/2026")
    assert compare(rows, editor).changes == []
    rows = mangled(rows, "01224 306877", "valid_from", "11/03/2026")
    assert "write it as 2026-11-24" in only_fault(compare(rows, editor))


def with_a_day(reason="Training; all staff", hours=""):
    service = Service.objects.get(key="aberdeen-city-office")
    service.hour_exceptions = [HourException(date=date(2026, 12, 4), hours=hours, reason=reason)]
    return put_on_site(service)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("model", ["service", "nationalline"])
def test_what_a_list_exports_is_imported_and_changes_nothing(admin, model, kind):
    with_a_day(hours="09:00-12:00, 13:00-16:00")
    exported = admin.get(f"/admin/snippets/contacts/{model}/?export={kind}")
    assert exported.status_code == 200
    assert "Nothing would change" in words(send(admin, exported.content))


def test_a_list_exports_the_rows_that_it_shows(admin):
    exported = admin.get("/admin/snippets/contacts/service/?export=csv&q=01224+306877")
    rows = spreadsheet.read(exported.content, COLUMNS)
    assert [row.cells["number"] for row in rows] == ["01224 306877"]


def test_what_is_not_published_is_in_no_export(admin):
    Service(key="draft", name="Draft", role="office", source="https://example.scot", live=False).save()
    exported = admin.get("/admin/snippets/contacts/service/?export=csv")
    assert "draft" not in {row.cells["service"] for row in spreadsheet.read(exported.content, COLUMNS)}


# --- national lines ------------------------------------------------------------------------------------------------
CHILDLINE = "0800 1111"


def test_a_changed_national_line_is_shown_row_by_row_with_what_needs_approval(admin, rows):
    row_of(rows, CHILDLINE).update(number="0800 731 5520", confidence="low", emergency="no", sort_order="2")
    page = words(upload(admin, rows))
    assert "1 change to 1 national line, 1 of them in what the public gets" in page
    assert "Childline, all of Scotland" in page
    assert page.count("By a second person") == 3
    assert page.count("For editors only</td>") == 1


def test_a_change_to_both_kinds_is_counted_in_words(admin, rows):
    row_of(rows, CHILDLINE)["number"] = "0800 731 5520"
    row_of(rows, "01224 306877")["area"] = "Dyce"
    assert "2 changes to 1 national line and 1 service" in words(upload(admin, rows))


def test_an_imported_national_line_is_a_draft_that_another_person_approves(admin, editor, rows):
    row_of(rows, CHILDLINE).update(number="0800 731 5520", emergency="", sort_order="77")
    confirm(admin, upload(admin, rows, "xlsx"))
    line = NationalLine.objects.get(key="childline")
    draft = line.get_latest_revision_as_object()
    assert (line.number, draft.number, draft.emergency, draft.sort_order) == (CHILDLINE, "0800 731 5520", None, 77)
    state = line.current_workflow_task_state
    with pytest.raises(ValidationError):
        state.task.specific.on_action(state, editor, "approve")
    state.task.specific.on_action(state, person("berta"), "approve")
    assert NationalLine.objects.get(key="childline").number == "0800 731 5520"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"service": "childlin"}, "No national line has the key “childlin”.", id="key"),
        pytest.param({"service": "fife-office"}, "“fife-office” is not a national line. Write under", id="a service"),
        pytest.param({"number": ""}, "a phone line needs a number Fill it in.", id="no number"),
        pytest.param({"number": "0800 022 3222"}, "must not be used", id="refused number"),
        pytest.param({"number": "8007315520"}, "lost the zero at its beginning", id="the zero that Excel drops"),
        pytest.param({"kind": "fax"}, "“Kind of national line” “fax” is not one of: non_voice,", id="kind"),
        pytest.param({"emergency": "perhaps"}, "“Works in an emergency” “perhaps” is not one of", id="yes or no"),
        pytest.param({"confidence": "sure"}, "“Confidence” “sure” is not one of", id="confidence"),
        pytest.param({"for_whom": ""}, "“For whom” is empty Fill it in.", id="for whom"),
        pytest.param({"web": "childline"}, "“Web address” “childline” is not a web address", id="web"),
        pytest.param({"service_source": ""}, "“Where the service or national line is published” is empty", id="source"),
        pytest.param({"sort_order": "first"}, "“Place in the list”: “first” value must be an integer", id="order"),
        pytest.param({"sort_order": ""}, "“Place in the list”:", id="no order"),
        pytest.param({"area": "Ayr"}, "“Area”: national lines have nothing there. Empty it.", id="a service's column"),
        pytest.param({"name": "x" * 121}, "“Name”: Ensure this value has at most 120", id="name too long"),
    ],
)
def test_a_national_line_is_refused_for_its(editor, rows, changes, sentence):
    plan = compare([row_of(rows, CHILDLINE) | changes], editor)
    assert sentence in only_fault(plan)
    assert plan.faults[0].row == 2


def test_a_service_is_refused_with_what_only_national_lines_have(editor, rows):
    row = row_of(rows, "01224 306877") | {"for_whom": "Everybody"}
    assert "“For whom”: only national lines have something there." in only_fault(compare([row], editor))


def test_a_national_line_that_lost_its_role_is_named(editor, rows):
    row = row_of(rows, CHILDLINE) | {"role": "office"}
    assert "“childline” is not a service." in {fault.reason for fault in compare([row], editor).faults}


def test_a_national_line_stands_in_one_row(editor, rows):
    row = row_of(rows, CHILDLINE)
    assert "Row 2 is about the same line." in only_fault(compare([row, row], editor))


def test_a_national_line_that_is_not_published_is_refused(editor, rows):
    NationalLine(key="draft", name="Draft", kind="other", for_whom="All", source="https://e.scot", live=False).save()
    assert "is not published" in only_fault(compare([row_of(rows, CHILDLINE) | {"service": "draft"}], editor))


def test_the_draft_of_a_national_line_is_not_written_over(editor, rows):
    draft_of(NationalLine.objects.get(key="childline"), for_whom="Anybody")
    row_of(rows, CHILDLINE)["number"] = "0800 731 5520"
    assert "has a draft that is not published" in only_fault(compare(rows, editor))


def test_who_may_change_services_alone_imports_no_national_line(rows):
    user = User.objects.create_user("sam")
    user.user_permissions.add(Permission.objects.get(codename="change_service"))
    row_of(rows, "01224 306877")["area"] = "Dyce"
    assert not compare(rows, user).faults
    row_of(rows, CHILDLINE)["number"] = "0800 731 5520"
    assert "You may not change “Childline”" in only_fault(compare(rows, user))


# --- days with other hours -----------------------------------------------------------------------------------------
def test_days_with_other_hours_are_in_the_export(rows):
    with_a_day()
    assert row_of(contact_rows.export(), "01224 306877")["other_days"] == "2026-12-04 closed Training; all staff"


def test_days_with_other_hours_are_changed_added_and_taken_out(admin):
    with_a_day()
    rows = list(contact_rows.export())
    written = "2026-12-24 9:00–12:00, 13:00-16:00 Christmas Eve;2026-12-04 10:00-11:00"
    row_of(rows, "01224 306877")["other_days"] = written
    confirm(admin, upload(admin, rows))
    service = Service.objects.get(key="aberdeen-city-office")
    days = service.get_latest_revision_as_object().hour_exceptions.all()
    assert [(str(day.date), day.hours, day.reason) for day in days] == [
        ("2026-12-04", "10:00-11:00", ""),
        ("2026-12-24", "9:00-12:00,13:00-16:00", "Christmas Eve"),
    ]
    assert [day.pk for day in days][:1] == [service.hour_exceptions.get().pk]
    row_of(rows, "01224 306877")["other_days"] = ""
    assert ("other_days", "2026-12-04 closed Training; all staff", "") in differences(compare(rows, person("berta")))


def test_a_changed_day_needs_a_second_person(editor, rows):
    row_of(rows, "01224 306877")["other_days"] = "2026-12-04 closed"
    (change,) = compare(rows, editor).changes
    assert change.needs_approval


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("4 December closed", "“4 December closed” is not a day with its hours.", id="a day in words"),
        pytest.param("2026-02-30 closed", "2026-02-30 is not a day of the calendar.", id="no such day"),
        pytest.param("2026-12-04 09:00-25:00", "is not a time of day", id="no such time"),
        pytest.param("2026-12-04 closed; 2026-12-04 09:00-12:00", "2026-12-04 stands there twice.", id="twice"),
        pytest.param(f"2026-12-04 closed {'x' * 81}", "is too long", id="a reason too long"),
        pytest.param("2026-12-04", "is not a day with its hours", id="no hours"),
    ],
)
def test_days_with_other_hours_are_refused_for(editor, rows, text, sentence):
    row_of(rows, "01224 306877")["other_days"] = text
    fault = only_fault(compare(rows, editor))
    assert sentence in fault
    assert "“Days with other hours”" in fault
    assert "2026-12-24 09:00-12:00 Training" in fault


# --- differences ---------------------------------------------------------------------------------------------------
def test_one_changed_digit_is_shown_with_its_council_and_marked(admin, rows):
    row_of(rows, "01224 306877")["number"] = "01224 306878"
    page = words(upload(admin, rows))
    assert "1 change to 1 service, 1 of them in what the public gets" in page
    assert "Joint Child Protection Team, Aberdeen City" in page
    assert '01224 30687<del><span class="deletion w-text-text-context">7</span></del>' in page
    assert '01224 30687<ins><span class="addition w-text-text-context">8</span></ins>' in page
    assert "By a second person" in page


def test_nothing_is_saved_before_it_is_confirmed(admin, rows):
    before = Revision.objects.count()
    row_of(rows, "01224 306877")["number"] = "01224 306878"
    upload(admin, rows)
    assert (Revision.objects.count(), WorkflowState.objects.count()) == (before, 0)


def test_a_confirmed_change_is_a_draft_that_waits_for_approval(admin, editor, rows):
    row_of(rows, "01224 306877")["number"] = "01224 306878"
    answer = confirm(admin, upload(admin, rows, "xlsx"))
    service = Service.objects.get(key="aberdeen-city-office")
    assert "sent for approval: Joint Child Protection Team" in words(answer)
    assert [line.number for line in service.lines.all()] == ["01224 306877"]
    assert [line.number for line in service.get_latest_revision_as_object().lines.all()] == ["01224 306878"]
    assert service.latest_revision.user == editor
    assert service.workflow_in_progress
    assert service.current_workflow_state.requested_by == editor


def test_an_imported_change_goes_live_when_another_person_approves_it_and_not_before(admin, editor, rows):
    row_of(rows, "01224 306877")["number"] = "01224 306878"
    confirm(admin, upload(admin, rows))
    service = Service.objects.get(key="aberdeen-city-office")
    state = service.current_workflow_task_state
    editor.user_permissions.add(Permission.objects.get(codename="publish_service"))
    with pytest.raises(ValidationError, match="made this change yourself"):
        state.task.specific.on_action(state, User.objects.get(pk=editor.pk), "approve")
    assert "01224 306878" not in [row["number"] for row in contact_rows.export()]
    state.task.specific.on_action(state, person("berta"), "approve")
    assert [row["number"] for row in contact_rows.export() if row["service"] == service.key] == ["01224 306878"]


def test_a_line_keeps_its_identity_when_its_whole_number_changes(admin, rows):
    mark = row_of(rows, "01224 306877")["line"]
    row_of(rows, "01224 306877")["number"] = "0800 731 5520"
    confirm(admin, upload(admin, rows))
    draft = Service.objects.get(key="aberdeen-city-office").get_latest_revision_as_object()
    assert [(str(line.pk), line.number) for line in draft.lines.all()] == [(mark, "0800 731 5520")]


def test_a_new_number_is_a_row_without_a_mark(admin, editor, rows):
    new = row_of(rows, "01224 306877") | {"line": "", "number": "01224 306879", "area": "Dyce"}
    (change,) = compare([*rows, new], editor).changes
    assert change.is_new
    confirm(admin, upload(admin, [*rows, new]))
    draft = Service.objects.get(key="aberdeen-city-office").get_latest_revision_as_object()
    assert [(line.number, line.area) for line in draft.lines.all()] == [("01224 306877", ""), ("01224 306879", "Dyce")]


def test_a_row_without_a_mark_is_known_by_its_number(editor, rows):
    row = row_of(rows, "01224 306877")
    assert differences(compare([row | {"line": "", "area": "Dyce"}], editor)) == [("area", "", "Dyce")]


def test_rows_that_are_missing_change_nothing(editor, rows):
    assert compare(rows[:1], editor).changes == []


def test_what_only_editors_see_needs_no_second_look(editor, rows):
    row_of(rows, "01224 306877").update(note="Seen", hours_in_words="Office hours")
    (change,) = compare(rows, editor).changes
    assert [(one.column, one.needs_approval) for one in change.differences] == [
        ("hours_in_words", True),
        ("note", False),
    ]


def test_hours_councils_and_days_are_saved_as_they_were_meant(admin, rows):
    changed = {"hours": "Mon-Fri 09:00-17:00", "hours_complete": "yes", "councils": "angus; Aberdeen City"}
    row_of(rows, "01224 306877").update(changed, valid_from="2026-11-24", free="yes")
    confirm(admin, upload(admin, rows))
    draft = Service.objects.get(key="aberdeen-city-office").get_latest_revision_as_object()
    assert (draft.hours, draft.hours_complete) == ("Mon-Fri 09:00-17:00", True)
    assert sorted(council.slug for council in draft.councils.all()) == ["aberdeen-city", "angus"]
    assert [(line.valid_from, line.free) for line in draft.lines.all()] == [(date(2026, 11, 24), True)]


def test_days_with_other_hours_stay_in_the_draft(admin):
    service = with_a_day()
    rows = list(contact_rows.export())
    row_of(rows, "01224 306877")["area"] = "All"
    confirm(admin, upload(admin, rows))
    draft = Service.objects.get(pk=service.pk).get_latest_revision_as_object()
    assert [day.reason for day in draft.hour_exceptions.all()] == ["Training; all staff"]


# --- what is refused -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"service": "aberdeen-city-ofice"}, "No service has the key “aberdeen-city-ofice”.", id="service"),
        pytest.param({"service": ""}, "“Key” is empty.", id="no service"),
        pytest.param({"councils": "aberdeen-cty"}, "“aberdeen-cty” Did you mean aberdeen-city?", id="council"),
        pytest.param({"councils": ""}, "“Councils” is empty Fill it in.", id="no council"),
        pytest.param({"hours": "Mon to Fri, 9 to 5"}, "“Opening hours” “Mon to Fri, 9 to 5”:", id="hours"),
        pytest.param({"number": "0800 022 3222"}, "a national child protection line of 2007", id="refused number"),
        pytest.param({"number": "1224306878"}, "lost the zero at its beginning", id="the zero that Excel drops"),
        pytest.param({"number": "+44 1224 306877"}, "from abroad. Write 01224 306877", id="from abroad"),
        pytest.param({"number": "0044 1224 306877"}, "from abroad. Write 01224 306877", id="from abroad with zeros"),
        pytest.param({"number": "1.22432E+09"}, "has rounded the number", id="rounded by Excel"),
        pytest.param({"number": "01224 30687"}, "cannot be dialled in the UK", id="a digit too few"),
        pytest.param({"number": "01224  306877"}, "single spaces", id="two spaces"),
        pytest.param({"number": ""}, "To take a number off the site", id="no number"),
        pytest.param({"line": "1000000"}, "is not the mark of a number of this service", id="an unknown mark"),
        pytest.param({"free": "perhaps"}, "“The call is free” “perhaps” is not one of: no, yes", id="yes or no"),
        pytest.param({"role": "night"}, "“When it is rung” “night” is not one of:", id="role"),
        pytest.param({"valid_from": "24/11/2026"}, "write it as 2026-11-24", id="date"),
        pytest.param({"source": "the council"}, "is not a web address", id="source"),
        pytest.param({"email": "team at council"}, "is not an e-mail address", id="email"),
        pytest.param({"area": "x" * 81}, "“Area”: Ensure this value has at most 80", id="too long"),
        pytest.param({"name": "x" * 121}, "“Name”: Ensure this value has at most 120", id="name too long"),
    ],
)
def test_a_row_is_refused_for_its(editor, rows, changes, sentence):
    row = row_of(rows, "01224 306877") | changes
    plan = compare([row], editor)
    assert sentence in only_fault(plan)
    assert plan.faults[0].row == 2


def test_a_number_that_stands_twice_is_refused(editor, rows):
    row = row_of(rows, "01224 306877")
    plan = compare([row, row | {"line": "", "number": "01224306877"}], editor)
    assert "Row 2 is about the same number." in only_fault(plan)


def test_the_same_new_number_twice_is_refused(editor, rows):
    new = row_of(rows, "01224 306877") | {"line": "", "number": "01224 306879"}
    assert "stands in row 2 too" in only_fault(compare([new, new], editor))


def test_two_numbers_do_not_change_places_in_one_step(editor, rows):
    first, second = (row for row in rows if row["service"] == "aberdeenshire-office")
    swapped = [first | {"number": second["number"]}, second | {"number": first["number"]}]
    assert "is another number of this service already" in compare(swapped, editor).faults[0].reason


def test_rows_of_one_service_must_agree(editor, rows):
    first, second = (row for row in rows if row["service"] == "aberdeenshire-office")
    plan = compare([first, second | {"hours": "always"}], editor)
    assert "“Opening hours”: not as in row 2" in only_fault(plan)


def test_a_service_that_is_not_published_is_refused(editor, rows):
    Service(key="draft", name="Draft", role="office", source="https://example.scot", live=False).save()
    assert "is not published" in only_fault(compare([rows[0] | {"service": "draft"}], editor))


def test_one_bad_row_stops_the_whole_file(admin, rows):
    before = Revision.objects.count()
    row_of(rows, "01224 306877")["area"] = "Dyce"
    rows[5]["number"] = "1467537111"
    answer = upload(admin, rows)
    assert answer.status_code == 422
    assert f"1 thing in its {len(rows)} rows must be put right first. Nothing was saved" in words(answer)
    assert '<th scope="row">7</th>' in words(answer)
    assert import_plan.waiting_in(admin.session) is None
    assert Revision.objects.count() == before


def test_a_file_with_a_fault_is_not_saved_by_any_way(editor, rows):
    with pytest.raises(ValueError, match="fault"):
        contact_import.save_drafts(compare([rows[0] | {"number": ""}], editor), editor)


def test_a_formula_is_named_with_its_row(admin, rows):
    book = load_workbook(io.BytesIO(spreadsheet.to_xlsx(rows, COLUMNS, "Contacts")))
    book.active["F3"] = "=1+1"
    out = io.BytesIO()
    book.save(out)
    answer = words(send(admin, out.getvalue()))
    assert '<th scope="row">3</th> <td>Phone number: holds a formula. Type the value itself.</td>' in answer


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7", "This is a PDF."),
        (b"\xd0\xcf\x11\xe0", "This is an old Excel file (.xls)"),
    ],
    ids=["empty", "pdf", "xls"],
)
def test_a_file_that_cannot_be_read_is_refused_beside_the_field(admin, data, sentence):
    answer = send(admin, data)
    assert answer.status_code == 422
    assert f"Nothing was imported. {sentence}" in words(answer)


# --- other people --------------------------------------------------------------------------------------------------
def draft_of(service, **values):
    for name, value in values.items():
        setattr(service, name, value)
    service.save_revision(user=User.objects.create_user("bob"))
    return service


def test_the_draft_of_another_person_is_not_written_over(editor, rows):
    draft_of(Service.objects.get(key="aberdeen-city-office"), name="Another name")
    row_of(rows, "01224 306877")["area"] = "Dyce"
    assert "has a draft that is not published" in only_fault(compare(rows, editor))


def test_a_draft_that_was_taken_back_stands_in_nobodys_way(editor, rows):
    service = Service.objects.get(key="aberdeen-city-office")
    name = service.name
    draft_of(service, name="Another name")
    service.name = name
    service.save_revision()
    row_of(rows, "01224 306877")["area"] = "Dyce"
    assert not compare(rows, editor).faults


def test_a_change_that_waits_for_approval_is_finished_first(admin, editor, rows):
    row_of(rows, "01224 306877")["area"] = "Dyce"
    confirm(admin, upload(admin, rows))
    assert "waits for approval already" in words(upload(admin, rows))


def test_a_locked_service_is_left_alone(editor, rows):
    service = Service.objects.get(key="aberdeen-city-office")
    service.locked, service.locked_by = True, User.objects.create_user("bob")
    service.save(update_fields=["locked", "locked_by"])
    row_of(rows, "01224 306877")["area"] = "Dyce"
    assert "is locked by somebody else" in only_fault(compare(rows, editor))


def test_without_a_workflow_nothing_is_imported(editor, rows, monkeypatch):
    monkeypatch.setattr(Service, "get_workflow", lambda self: None)
    row_of(rows, "01224 306877")["area"] = "Dyce"
    assert "No workflow is assigned" in only_fault(compare(rows, editor))


def test_a_change_in_between_is_shown_again_and_not_saved(admin, rows):
    row_of(rows, "01224 306877")["area"] = "Dyce"
    looked_at = upload(admin, rows)
    other = Service.objects.get(key="aberdeen-city-out-of-hours")
    other.name = "Emergency team"
    put_on_site(other)
    answer = confirm(admin, looked_at)
    assert "The contacts have changed since you looked. Nothing was saved." in words(answer)
    assert "2 changes to 2 services" in words(answer)
    assert not WorkflowState.objects.exists()


def test_every_form_carries_the_token_that_the_admin_asks_for(admin, rows):
    row_of(rows, "01224 306877")["area"] = "Dyce"
    page = BeautifulSoup(upload(admin, rows).content, "html.parser")
    forms = page.select(f"form[action^='{HOME}']")
    assert len(forms) == 4
    assert all(form.find("input", {"name": "csrfmiddlewaretoken"})["value"] for form in forms)


def test_what_was_confirmed_once_is_not_saved_twice(admin, rows):
    row_of(rows, "01224 306877")["area"] = "Dyce"
    looked_at = upload(admin, rows)
    confirm(admin, looked_at)
    assert "No file is waiting" in words(confirm(admin, looked_at))
    assert WorkflowState.objects.count() == 1


def test_a_failure_half_way_saves_nothing(admin, rows, monkeypatch):
    before = Revision.objects.count()
    row_of(rows, "01224 306877")["area"] = "Dyce"
    row_of(rows, "0800 731 5520")["area"] = "Dyce"
    looked_at = upload(admin, rows)
    real, started = Workflow.start, []

    def start_one_and_fail(self, service, user):
        if started:
            raise RuntimeError
        started.append(service)
        return real(self, service, user)

    monkeypatch.setattr(Workflow, "start", start_one_and_fail)
    with pytest.raises(RuntimeError):
        confirm(admin, looked_at)
    assert started
    assert (Revision.objects.count(), WorkflowState.objects.count()) == (before, 0)


def test_a_file_waits_for_half_an_hour(admin, rows):
    row_of(rows, "01224 306877")["area"] = "Dyce"
    with time_machine.travel("2026-11-24 09:00Z", tick=False) as clock:
        session = admin.session
        import_plan.keep(session, import_plan.Waiting("contacts.csv", [], ""))
        clock.shift(29 * 60)
        assert import_plan.waiting_in(session) is not None
        clock.shift(60)
        assert import_plan.waiting_in(session) is None


def test_a_file_that_waits_while_the_site_gets_other_columns_has_to_be_sent_again(admin, rows, monkeypatch):
    row_of(rows, "01224 306877")["area"] = "Dyce"
    looked_at = upload(admin, rows)
    monkeypatch.setattr(import_plan, "COLUMNS", {**COLUMNS, "new": "New"})
    assert "No file is waiting" in words(confirm(admin, looked_at))


def test_a_file_that_is_taken_back_is_gone(admin, rows):
    row_of(rows, "01224 306877")["area"] = "Dyce"
    looked_at = upload(admin, rows)
    assert "Nothing was saved." in words(admin.post(f"{HOME}take-back/", follow=True))
    assert "No file is waiting" in words(confirm(admin, looked_at))


# --- size ----------------------------------------------------------------------------------------------------------
def test_ten_thousand_rows_are_compared_and_shown_in_pages(admin, rows):
    new = row_of(rows, "01224 306877") | {"line": ""}
    many = [new | {"number": f"01224 {number}"} for number in range(310_000, 320_000)]
    page = words(upload(admin, many))
    assert "10000 changes to 1 service" in page
    assert "Page 1 of 100" in page
    assert "Page 100 of 100" in words(admin.get(f"{HOME}check/?p=100"))


# --- who may -------------------------------------------------------------------------------------------------------
@pytest.fixture
def reader():
    """Somebody who may see the contacts and change nothing."""
    user = User.objects.create_user("rea")
    user.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", "view_service"]))
    return signed_in(user)


def test_who_may_see_the_contacts_may_export_them(reader):
    page = words(reader.get(HOME))
    assert "Export as Excel" in page
    assert "Upload" not in page
    assert reader.get(f"{HOME}contacts.csv").status_code == 200


@pytest.mark.parametrize("address", ["check/", "confirm/", "take-back/"])
def test_who_may_not_change_services_cannot_import(reader, address):
    method = reader.get if address == "check/" else reader.post
    assert method(f"{HOME}{address}").url == "/admin/"


def test_a_file_of_somebody_who_may_not_import_is_not_read(reader, rows):
    assert upload(reader, rows).status_code == 403
    assert import_plan.waiting_in(reader.session) is None


def test_who_may_not_see_the_contacts_gets_nothing():
    user = User.objects.create_user("pat")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = signed_in(user)
    assert [client.get(f"{HOME}{name}").url for name in ("", "contacts.csv", "contacts.xlsx")] == ["/admin/"] * 3


@pytest.mark.parametrize("address", ["", "contacts.csv", "contacts.xlsx", "check/"])
def test_nobody_gets_in_without_signing_in(client, address):
    assert client.get(f"{HOME}{address}").status_code == 302


def test_import_and_export_stands_under_contacts(admin):
    page = admin.get("/admin/").content.decode()
    assert page.count('"contact-import"') == 1
    assert page.index('"contacts"') < page.index('"contact-import"')
