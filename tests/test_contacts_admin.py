import csv
import io
import re
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Page, ReferenceIndex, Revision

from contacts import directory, preview_moments, previews, usage
from contacts.models import Council, HolidayYear, NationalLine, NumberCheck, Service
from contacts.services import Council as CouncilValue
from contacts.services import LocalHoliday
from tests.sign_in import sign_in
from tests.two_people import member, person, put_on_site

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
REPORT = "/admin/reports/numbers/"
FIFE = CouncilValue("fife", "Fife")
pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _today(db):
    # What the database was loaded with is older than the moment of these tests, on whatever day they run.
    Revision.objects.update(created_at=NOW - timedelta(days=1))
    with time_machine.travel(NOW, tick=False):
        directory.forget()
        yield
    directory.forget()


@pytest.fixture
def admin(client):
    sign_in(client, person("anna"))
    return client


@pytest.fixture
def shared():
    return Service.objects.get(name__startswith="Glasgow and Partners")


def check(number, key, next_due, result="right"):
    service = Service.objects.get(key=key)
    NumberCheck(service=service, number=number, how="rang", result=result, on=TODAY, next_due=next_due).save()


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def url(model, view, *args):
    return reverse(f"wagtailsnippets_contacts_{model}:{view}", args=args)


def posted(service, **changes):
    """What the edit page sends when nothing but these fields is changed."""
    line = service.lines.first()
    fields = {
        "name": service.name,
        "role": service.role,
        "councils": [council.pk for council in service.councils.all()],
        "hours": service.hours,
        "source": service.source,
        "lines-TOTAL_FORMS": 1,
        "lines-INITIAL_FORMS": 1,
        "lines-MIN_NUM_FORMS": 0,
        "lines-MAX_NUM_FORMS": 1000,
        "lines-0-id": line.pk,
        "lines-0-ORDER": 1,
        "lines-0-number": line.number,
        "lines-0-source": line.source,
        "hour_exceptions-TOTAL_FORMS": 0,
        "hour_exceptions-INITIAL_FORMS": 0,
        "hour_exceptions-MIN_NUM_FORMS": 0,
        "hour_exceptions-MAX_NUM_FORMS": 1000,
    }
    return {**fields, **changes}


def test_the_list_of_services_shows_councils_numbers_and_the_state_of_their_checks(admin, shared):
    listed = page(admin, url("service", "list"))
    assert "Four councils" in listed
    assert "0300 343 1505" in listed
    assert "Never checked" in listed
    assert "Record a check" in listed


def test_the_list_of_services_takes_the_same_number_of_queries_for_one_row_and_for_all(
    admin, django_assert_max_num_queries
):
    page(admin, url("service", "list"))
    with django_assert_max_num_queries(30):
        page(admin, url("service", "list"))


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        pytest.param("state=overdue", "01224 306877", "0300 343 1505", id="overdue"),
        pytest.param("state=never", "0300 343 1505", "01224 306877", id="never checked"),
        pytest.param("state=due_soon", "0800 731 5520", "01224 306877", id="due soon"),
        pytest.param("state=disputed", "01467 537111", "01224 306877", id="held back"),
        pytest.param("role=out_of_hours", "0800 731 5520", "01224 306877", id="role"),
        pytest.param("confidence=low", "0131 200 2324", "01224 306877", id="confidence"),
        pytest.param("q=Inverclyde", "0300 343 1505", "01224 306877", id="search by council"),
        pytest.param("q=01224", "01224 306877", "0300 343 1505", id="search by number"),
    ],
)
def test_the_services_are_filtered(admin, query, shown, hidden):
    check("01224 306877", "aberdeen-city-office", TODAY - timedelta(days=1))
    check("0800 731 5520", "aberdeen-city-out-of-hours", TODAY + timedelta(days=3))
    listed = page(admin, f"{url('service', 'list')}?{query}")
    assert shown in listed
    assert hidden not in listed


def test_the_services_of_one_council_are_found(admin):
    fife = Council.objects.get(slug="fife")
    listed = page(admin, f"{url('service', 'list')}?councils={fife.pk}")
    assert "Aberdeen City" not in listed.split("<tbody>")[1]


@pytest.mark.parametrize("model", ["council", "localholiday"])
def test_every_other_list_is_exported_as_csv_and_xlsx(admin, model):
    rows = list(csv.reader(io.StringIO(b"".join(admin.get(f"{url(model, 'list')}?export=csv")).decode())))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(admin.get(f"{url(model, 'list')}?export=xlsx"))))
    assert [cell.value for cell in next(book.active.rows)] == rows[0]
    assert book.active.max_row == len(rows)


def test_the_edit_page_says_whom_the_service_serves_before_anybody_changes_it(admin, shared):
    edit = page(admin, url("service", "edit", shared.pk))
    assert "<b>four councils</b>" in edit
    assert "Glasgow City</a>, " in edit
    assert "changes the page of each of them" in edit


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        pytest.param("0800 811 505", "an old standby number of Glasgow and its partners", id="known to be wrong"),
        pytest.param("0300 343 150", "cannot be dialled in the UK: it has 10 digits", id="a digit short"),
        pytest.param("0300-343-1505", "use digits with single spaces", id="hyphens"),
    ],
)
def test_a_number_that_may_not_be_shown_is_refused_in_the_form_with_the_reason(admin, shared, number, reason):
    response = admin.post(url("service", "edit", shared.pk), posted(shared, **{"lines-0-number": number}))
    assert response.status_code == 200
    assert reason in response.content.decode()
    assert shared.revisions.count() == 1


def test_a_number_stands_once_in_a_service_however_it_is_grouped(admin, shared):
    second = {"lines-1-number": "03003431505", "lines-1-source": "https://example.scot", "lines-1-ORDER": 2}
    changes = {"lines-TOTAL_FORMS": 2, "lines-1-id": "", **second}
    response = admin.post(url("service", "edit", shared.pk), posted(shared, **changes))
    assert "03003431505 stands here twice. Delete one of the two." in response.content.decode()


def test_a_changed_number_is_saved_as_a_draft_and_compared_digit_by_digit(admin, shared):
    admin.post(url("service", "edit", shared.pk), posted(shared, **{"lines-0-number": "0300 343 1560"}))
    assert shared.lines.get().number == "0300 343 1505"
    compared = page(admin, url("service", "revisions_compare", shared.pk, "live", "latest"))
    assert '0300 343 15</span><del class="deletion">05</del><ins class="addition">60</ins>' in compared
    assert "See what is different" in page(admin, url("service", "edit", shared.pk))


def test_the_folded_fields_open_when_they_hold_something(admin, shared):
    assert '<details class="contacts-folded" open>' not in page(admin, url("service", "edit", shared.pk))
    held = Service.objects.exclude(lines__held_back="").exclude(lines=None).first()
    assert '<details class="contacts-folded" open>' in page(admin, url("service", "edit", held.pk))


def test_a_change_that_waits_for_its_day_is_said_in_plain_words(admin, shared):
    draft = shared.get_latest_revision_as_object()
    draft.go_live_at = datetime(2026, 11, 30, 0, 1, tzinfo=UTC)
    put_on_site(draft)
    for view in (url("service", "edit", shared.pk), url("service", "list")):
        assert "<b>from Monday 30 November 2026, 12:01am</b>" in page(admin, view)


def test_the_key_of_a_national_line_cannot_be_changed(admin):
    line = NationalLine.objects.get(key="childline")
    edit = page(admin, url("nationalline", "edit", line.pk))
    assert "never changes" in edit


@pytest.mark.parametrize(
    ("name", "group", "view"),
    [
        pytest.param("ed", "Editors", "edit", id="an editor edits"),
        pytest.param("carla", "Contact checkers", "inspect", id="a checker looks"),
    ],
)
def test_the_report_leads_to_what_the_person_may_do(client, shared, name, group, view):
    sign_in(client, member(name, group))
    assert url("service", view, shared.pk) in page(client, f"{REPORT}?q=0300 343 1505")
    assert "0300 343 1505" in page(client, url("service", view, shared.pk))


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        pytest.param("state=overdue", "01224 306877", "0300 343 1505", id="state"),
        pytest.param("state=overdue&state=never", "0300 343 1505", "01467 537111", id="two states"),
        pytest.param("role=National line", "0800 1111", "01224 306877", id="role"),
        pytest.param("confidence=Low", "0131 200 2324", "01224 306877", id="confidence"),
        pytest.param("q=01224306877", "01224 306877", "0300 343 1505", id="search without a space"),
        pytest.param("q=falkirk", "Falkirk", "01224 306877", id="search by council"),
    ],
)
def test_the_report_is_filtered(admin, query, shown, hidden):
    check("01224 306877", "aberdeen-city-office", TODAY - timedelta(days=1))
    report = page(admin, f"{REPORT}?{query}")
    assert shown in report
    assert hidden not in report


def test_the_report_of_one_council_holds_the_numbers_that_it_shares(admin):
    inverclyde = Council.objects.get(slug="inverclyde")
    report = page(admin, f"{REPORT}?council={inverclyde.pk}")
    assert "0300 343 1505" in report
    assert "01224 306877" not in report


def test_the_report_is_exported_with_every_number(admin):
    check("01224 306877", "aberdeen-city-office", TODAY - timedelta(days=1))
    rows = list(csv.DictReader(io.StringIO(b"".join(admin.get(f"{REPORT}?export=csv")).decode())))
    (row,) = [row for row in rows if row["Number"] == "01224 306877"]
    assert (row["Councils"], row["Checks"], row["How"], row["Next due"]) == (
        "Aberdeen City",
        "Overdue",
        "Rang it",
        "2026-11-23",
    )
    assert len(rows) > 60
    assert admin.get(f"{REPORT}?export=xlsx").status_code == 200


def test_who_may_see_no_contacts_sees_no_report_and_no_counts(client):
    outsider = person("olga", superuser=False)
    outsider.groups.add(Group.objects.create(name="Only the admin"))
    Group.objects.get(name="Only the admin").permissions.add(
        Group.objects.get(name="Editors").permissions.get(codename="access_admin")
    )
    sign_in(client, outsider)
    assert client.get(REPORT).status_code == 302
    assert "Numbers that wait for somebody" not in page(client, "/admin/")


def test_the_dashboard_counts_what_waits_and_leads_to_it(admin):
    check("01224 306877", "aberdeen-city-office", TODAY - timedelta(days=1))
    home = page(admin, "/admin/")
    assert f'href="{REPORT}?state=overdue"' in home
    assert '<b class="contacts-count__figure">1</b>' in home
    for state in ("due_soon", "never", "disputed"):
        assert f'href="{REPORT}?state={state}"' in home


def test_from_november_the_dashboard_names_councils_without_next_years_dates(admin):
    fife = Council.objects.get(slug="fife")
    fife.holiday_years = [HolidayYear(year=2027, source="https://example.scot")]
    put_on_site(fife)
    home = page(admin, "/admin/")
    assert "Holidays for 2027 are missing for 31 councils" in home
    assert "Aberdeen City" in home
    assert "Falkirk, Glasgow City" in home


def test_before_november_the_dashboard_says_nothing_of_dates(client):
    with time_machine.travel("2026-10-31 12:00Z", tick=False):
        sign_in(client, person("anna"))
        assert "are missing for" not in page(client, "/admin/")


def test_help_for_the_first_day_is_open_until_somebody_has_changed_something(admin, shared):
    assert "New here? Start with these" in page(admin, "/admin/")
    admin.post(url("service", "edit", shared.pk), posted(shared, **{"lines-0-number": "0300 343 1560"}))
    assert "New here?" not in page(admin, "/admin/")


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        pytest.param("now", "2026-11-24 10:00", id="now"),
        pytest.param("saturday", "2026-11-28 23:40", id="this Saturday at night"),
        pytest.param("monday", "2026-11-30 10:00", id="next Monday in the morning"),
        pytest.param("christmas", "2026-12-25 12:00", id="Christmas Day"),
        pytest.param("holiday", "2026-11-30 11:00", id="the next bank holiday, as the council has no list"),
        pytest.param("2026-11-28T23:40", "2026-11-28 23:40", id="a moment of one's own"),
        pytest.param("2027-07-01T09:00", "2027-07-01 08:00", id="summer time"),
        pytest.param("saturday@fife", "2026-11-28 23:40", id="with a council"),
        pytest.param("", "2026-11-24 10:00", id="none"),
        pytest.param("whenever", "2026-11-24 10:00", id="nonsense"),
        pytest.param("9999-12-31T23:59", "9999-12-31 23:59", id="the last day there is"),
        pytest.param("0001-01-01T00:00", None, id="the first day there is"),
    ],
)
def test_a_mode_stands_for_a_moment_on_scotlands_clocks(mode, expected):
    found = preview_moments.find(mode, FIFE, NOW)
    assert expected is None or f"{found:%Y-%m-%d %H:%M}" == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param("2026-11-28 23:30", "2026-11-28 23:40", id="Saturday, ten minutes before"),
        pytest.param("2026-11-28 23:41", "2026-12-05 23:40", id="Saturday, a minute after"),
    ],
)
def test_this_saturday_is_the_next_one_to_come(now, expected):
    moment = datetime.fromisoformat(f"{now}+00:00")
    assert f"{preview_moments.find('saturday', FIFE, moment):%Y-%m-%d %H:%M}" == expected


def test_after_christmas_the_preview_is_of_the_next_one():
    at = preview_moments.find("christmas", FIFE, datetime(2026, 12, 26, tzinfo=UTC))
    assert at.year == 2027


def test_a_holiday_of_the_councils_own_comes_before_a_bank_holiday():
    listed = LocalHoliday(date(2026, 12, 24), "Founder's day")
    council = CouncilValue("fife", "Fife", holidays=(listed,))
    assert preview_moments.moments(council, NOW)[-1].label == "Founder's day: Thursday 24 December 2026, 11am"


def test_a_service_of_several_councils_offers_the_moments_of_each(shared):
    modes = dict(previews.modes(shared))
    assert len(modes) == 20
    assert modes["saturday@inverclyde"] == "Inverclyde: Saturday 28 November 2026, 11:40pm"


def preview(client, service, mode):
    return page(client, f"{url('service', 'preview_on_edit', service.pk)}?mode={mode}")


def test_a_draft_is_previewed_on_the_page_of_each_council_at_each_moment(admin, shared):
    draft = posted(shared, **{"lines-0-number": "0300 343 1560"})
    admin.post(url("service", "preview_on_edit", shared.pk), draft)
    at_night = preview(admin, shared, "saturday@inverclyde")
    assert "Inverclyde on Saturday 28 November 2026, 11:40pm" in at_night
    assert "0300 343 1560" in at_night
    assert "0300 343 1505" not in at_night
    assert "Glasgow City on Monday 30 November 2026, 12:30am" in preview(admin, shared, "2026-11-30T00:30")


def test_before_its_day_the_preview_is_what_the_public_gets(admin, shared):
    draft = posted(shared, **{"lines-0-number": "0300 343 1560", "go_live_at": "2026-11-30 00:01"})
    admin.post(url("service", "preview_on_edit", shared.pk), draft)
    before, after = preview(admin, shared, "2026-11-29T23:00"), preview(admin, shared, "2026-11-30T00:30")
    assert "0300 343 1505" in before
    assert "it starts on Monday 30 November 2026, 12:01am" in before
    assert "0300 343 1560" in after
    assert "it starts on" not in after


def test_a_service_that_has_no_council_yet_can_be_previewed():
    service = Service(name="New", role="office")
    assert previews.modes(service) == [("now", "Now")]
    assert previews.context(service, "now")["card"].police_lead


# --- a national line: where it stands, and how it will read --------------------------------------------------------
@pytest.fixture
def childline():
    return NationalLine.objects.get(key="childline")


def preview_line(client, line, mode, **changes):
    names = ["name", "kind", "number", "web", "hours_in_words", "for_whom", "source", "confidence", "held_back"]
    kept = {name: getattr(line, name) for name in [*names, "sort_order"]}
    answers = {name: str(getattr(line, name)) for name in ["emergency", "sign_up_needed", "free", "on_itemised_bill"]}
    sent = client.post(url("nationalline", "preview_on_edit", line.pk), {**kept, **answers, **changes})
    assert sent.json()["is_valid"], sent.json()
    return page(client, f"{url('nationalline', 'preview_on_edit', line.pk)}?mode={mode}")


def test_a_national_line_is_previewed_on_the_finder_and_on_a_councils_page_at_a_chosen_moment(admin, childline):
    on_finder = preview_line(admin, childline, "saturday", number="0800 731 5520")
    assert "<b>Preview:</b> The finder on Saturday 28 November 2026, 11:40pm." in on_finder
    assert "0800 731 5520" in on_finder
    assert "0800 1111" not in on_finder
    in_fife = preview_line(admin, childline, "2026-11-28T23:40@fife", number="0800 731 5520")
    assert "<b>Preview:</b> Fife on Saturday 28 November 2026, 11:40pm." in in_fife
    assert 'href="tel:08007315520"' in in_fife


def test_before_its_day_the_preview_of_a_national_line_is_what_the_public_gets(admin, childline):
    changes = {"number": "0800 731 5520", "go_live_at": "2026-11-30 00:01"}
    before = preview_line(admin, childline, "2026-11-29T23:00@fife", **changes)
    assert "it starts on Monday 30 November 2026, 12:01am" in before
    assert "0800 731 5520" not in before
    assert "0800 731 5520" in preview_line(admin, childline, "2026-11-30T00:30@fife", **changes)


def test_a_national_line_that_is_held_back_is_missing_from_its_preview(admin, childline):
    shown = preview_line(admin, childline, "now", held_back="Wrong")
    assert "Childline is held back: it is shown nowhere." in shown
    assert "0800 1111" not in shown


def test_the_preview_shows_a_national_line_in_its_new_place(admin, childline):
    listed = preview_line(admin, childline, "now", sort_order="999").split('id="numbers-for-all"')[1]
    assert listed.index("NSPCC") < listed.index('href="tel:08001111"')


def test_a_new_national_line_can_be_previewed(admin):
    edit = page(admin, url("nationalline", "add"))
    assert "The finder" in edit
    line = NationalLine(key="", name="New", kind="phone", number="0800 731 5520", for_whom="All", sort_order=0)
    assert "New" in {one.name for one in previews.context_for_national(line, "now")["lines"]}


def test_the_moments_of_a_national_line_are_of_the_finder_and_of_a_council(childline):
    modes = dict(previews.modes(childline))
    assert len(modes) == 10
    assert modes["saturday"] == "The finder: Saturday 28 November 2026, 11:40pm"
    assert modes["saturday@aberdeen-city"] == "Aberdeen City: Saturday 28 November 2026, 11:40pm"


def test_the_preview_asks_for_a_council_of_a_service_and_for_a_page_of_a_national_line(admin, shared, childline):
    asked = [
        page(admin, url(model, "edit", pk)) for model, pk in [("service", shared.pk), ("nationalline", childline.pk)]
    ]
    assert [re.search(r">(\w+)\s+<select data-contacts-council", found)[1] for found in asked] == ["Council", "Page"]


def test_any_council_can_be_chosen_for_the_preview_of_a_national_line(admin, childline):
    edit = page(admin, url("nationalline", "edit", childline.pk))
    assert edit.count("<option value=") > 32
    assert '<option value="fife">Fife</option>' in edit


@pytest.mark.parametrize("council_page", [True, False], ids=["a council's page", "the finder"])
def test_a_national_line_stands_where_its_edit_page_says(client, council_page):
    shown = BeautifulSoup(client.get("/find-out-who-to-talk-to/" + "fife/" * council_page).content, "html.parser")
    for line in NationalLine.objects.exclude(number__in=["999", "101"]):
        section = usage.section(line, council_page)
        where = {part["id"] for part in shown.select("section[id]") if line.name in part.get_text()}
        assert section in where if section else not where - {"elsewhere"}, line.key


def test_the_edit_page_says_where_a_national_line_stands_and_which_pages_name_it(admin, childline):
    named = page(admin, url("nationalline", "edit", childline.pk))
    assert "the page of every council" in named
    assert re.search(r'Pages that name it:\s+<a href="/[a-z-/]+">', named)
    assert "No page names it" not in named
    unnamed = NationalLine.objects.get(key="crimestoppers")
    said = page(admin, url("nationalline", "edit", unnamed.pk))
    assert "No page names it in its text." in said
    assert "the page of every council" not in said.split("contacts-about")[1].split("</div>")[0]


def test_the_police_s_numbers_stand_on_the_pages_by_themselves_and_the_edit_page_says_so(admin):
    line = NationalLine.objects.get(key="police-101")
    assert "also say this number by themselves" in page(admin, url("nationalline", "edit", line.pk))


def test_wagtails_own_count_of_uses_knows_the_pages_that_name_a_national_line(admin, childline):
    named = [place.name for place in usage.pages_naming("childline")]
    assert named
    for one in Page.objects.filter(title__in=named):
        ReferenceIndex.create_or_update_for_object(one.specific)
    listed = page(admin, url("nationalline", "usage", childline.pk))
    assert all(name in listed for name in named)


def test_a_line_that_is_held_back_is_said_to_be_nowhere(admin, childline):
    childline.held_back = "Wrong"
    put_on_site(childline)
    assert "the public sees it nowhere" in page(admin, url("nationalline", "edit", childline.pk))


def test_an_older_version_can_be_previewed(admin, shared):
    first = Revision.objects.for_instance(shared).earliest("pk")
    assert "0300 343 1505" in page(admin, url("service", "revisions_view", shared.pk, first.pk) + "?mode=saturday")


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(lambda: url("council", "edit", Council.objects.first().pk), id="council"),
        pytest.param(lambda: url("service", "add"), id="new service"),
        pytest.param(lambda: url("nationalline", "add"), id="new national line"),
        pytest.param(lambda: url("nationalline", "list") + "?state=never&confidence=high&kind=phone", id="lines"),
        pytest.param(lambda: url("localholiday", "list") + "?year=2026", id="holidays"),
    ],
)
def test_every_screen_of_the_contacts_opens(admin, address):
    page(admin, address())
