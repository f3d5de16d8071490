"""A council's links, local holidays and settled years: nobody changes what its page shows alone."""

import csv
import io
import json
from datetime import date, timedelta
from importlib import import_module

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision, Workflow

from contacts import approving, directory, published, reviewed, states
from contacts.approval_summary import approval_summary
from contacts.approvals import NeedsSecondPersonError
from contacts.councils import STAYS
from contacts.models import Approval, Council, HolidayYear, LocalHoliday, NationalLine, SecondPersonTask, Service
from tests.edit_forms import address, form, message, post
from tests.sign_in import sign_in
from tests.two_people import agree, member, person, put_on_site, sql_delete, sql_update, with_holiday

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh")]
DAY, NAME = date(2026, 11, 25), "Founder's day"
SOURCE = "https://example.scot/days"


@pytest.fixture
def fife():
    return put_on_site(with_holiday("fife", DAY))


def days(slug="fife"):
    return [day.name for day in published.read().councils[slug].holidays]


def a_day(**values):
    return LocalHoliday(
        **{"council": Council.objects.get(slug="fife"), "date": date(2027, 4, 5), "source": SOURCE, **values}
    )


def a_year():
    return HolidayYear(council=Council.objects.get(slug="fife"), year=2027, source=SOURCE)


def save(**values):
    council = Council.objects.get(slug="fife")
    for name, value in values.items():
        setattr(council, name, value)
    council.save()


def move_the_day():
    day = LocalHoliday.objects.get(name=NAME)
    day.council = Council.objects.get(slug="moray")
    day.save()


def with_the_pk_of_a_service_that_is_written():
    """The numbers of rows say nothing across tables: a service that is being written opens no council."""
    council = Council.objects.get(slug="fife")
    twin = Service(pk=council.pk, key="twin", name="Twin", role="office", live=False, source=SOURCE)
    twin.councils = [council]

    def slip_in(sender, instance, **kwargs):
        a_day(name="Slipped in").save()

    models.signals.post_save.connect(slip_in, sender=Service)
    try:
        models.QuerySet(Service).filter(pk=council.pk)._raw_delete("default")
        twin.save()
    finally:
        models.signals.post_save.disconnect(slip_in, sender=Service)


ATTEMPTS = {
    "save a link": lambda: save(child_protection_page="https://example.scot"),
    "save another name": lambda: save(name="Mine"),
    "save another address": lambda: save(slug="mine"),
    "save it as not live": lambda: save(live=False),
    "save it with another holiday": lambda: save(holidays=[a_day(name="Mine")]),
    "save it without its holidays": lambda: save(holidays=[]),
    "save it with a settled year": lambda: save(holiday_years=[a_year()]),
    "save one field": lambda: Council(pk=Council.objects.first().pk, website="https://example.scot").save(
        update_fields=["website"]
    ),
    "create a holiday": lambda: a_day(name="Mine").save(),
    "create holidays in bulk": lambda: LocalHoliday.objects.bulk_create([a_day(name="Mine")]),
    "settle a year": lambda: a_year().save(),
    "settle years in bulk": lambda: HolidayYear.objects.bulk_create([a_year()]),
    "move a holiday": move_the_day,
    "move holidays": lambda: LocalHoliday.objects.filter(name=NAME).update(council=Council.objects.first()),
    "rename holidays": lambda: LocalHoliday.objects.filter(name=NAME).update(name="Mine"),
    "delete a holiday": lambda: LocalHoliday.objects.get(name=NAME).delete(),
    "delete holidays": lambda: LocalHoliday.objects.filter(name=NAME).delete(),
    "update councils": lambda: Council.objects.filter(slug="fife").update(website="https://example.scot"),
    "move councils": lambda: Council.objects.filter(slug="fife").update(slug="mine"),
    "create a council": lambda: Council.objects.create(slug="mine", name="Mine", gss_code="S99999999"),
    "create councils in bulk": lambda: Council.objects.bulk_create([Council(slug="mine", name="Mine")]),
    "delete a council": lambda: Council.objects.get(slug="fife").delete(),
    "unpublish a council": lambda: Council.objects.get(slug="fife").unpublish(),
    "publish a draft": lambda: with_holiday("fife", date(2027, 4, 5)).save_revision(user=person("anna")).publish(),
    "publish an older version": lambda: Council.objects.get(slug="fife").revisions.earliest("pk").publish(),
    "load it again": lambda: approving.first_load(Council(slug="fife", name="Fife", gss_code="S12000047")),
    "load what no file has": lambda: approving.first_load(Council(slug="mine", name="Mine", gss_code="S99999999")),
    "a holiday while a service is written": with_the_pk_of_a_service_that_is_written,
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS.keys())
def test_no_code_changes_a_councils_page_alone(fife, attempt):
    before = published.read()
    with pytest.raises(NeedsSecondPersonError), transaction.atomic():
        attempt()
    assert published.read() == before


PAST_THE_RULE = {
    "another link": lambda: sql_update(Council.objects.filter(slug="fife"), website="https://example.scot"),
    "another name": lambda: sql_update(Council.objects.filter(slug="fife"), name="Mine"),
    "not live": lambda: sql_update(Council.objects.filter(slug="fife"), live=False),
    "a holiday on another day": lambda: sql_update(LocalHoliday.objects.filter(name=NAME), date=date(2027, 4, 5)),
    "a holiday less": lambda: sql_delete(LocalHoliday.objects.filter(name=NAME)),
    "a settled year": lambda: models.QuerySet(HolidayYear).bulk_create([a_year()]),
}


@pytest.mark.parametrize("change", PAST_THE_RULE.values(), ids=PAST_THE_RULE.keys())
def test_what_is_changed_past_the_rule_is_not_shown_and_raises_an_alarm(fife, change, caplog):
    before = published.read()
    change()
    assert published.read() == before
    assert "Council:fife was changed without a second person. Shown is what was agreed." in caplog.text


def test_a_council_whose_approval_cannot_be_trusted_stays_as_the_files_have_it_and_shows_no_number(fife):
    """Its holidays decide which number leads, and nothing says any more which they are."""
    kept = Approval.in_force("Council:fife")
    sql_update(Approval.objects.filter(pk=kept.pk), after={**kept.after, "website": "https://example.scot"})
    shown = published.read().councils["fife"]
    assert (shown.website, shown.holidays) == (reviewed.council("Council:fife")["website"], ())
    assert (shown.services, shown.withheld) == ((), True)


def test_a_changed_secret_key_leaves_all_councils_on_the_site(settings):
    before = published.read()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-of-more-than-thirty-two-letters", []
    assert published.read().councils == before.councils


def test_two_people_change_a_link_and_the_holidays():
    council = with_holiday("fife", DAY)
    council.website = "https://example.scot/fife"
    council.holiday_years = [HolidayYear(year=2027, source=SOURCE)]
    put_on_site(council)
    shown = published.read().councils["fife"]
    assert ([day.on for day in shown.holidays], shown.website) == ([DAY], "https://example.scot/fife")
    assert shown.holidays_confirmed == {2027}


def test_holidays_are_shown_in_the_order_of_their_days():
    put_on_site(with_holiday("fife", date(2027, 4, 5), "Spring"))
    put_on_site(with_holiday("fife", date(2026, 12, 28), "Winter"))
    assert days() == ["Winter", "Spring"]


def test_two_holidays_change_places():
    put_on_site(with_holiday("fife", DAY, "First"))
    council = put_on_site(with_holiday("fife", date(2026, 12, 28), "Second"))
    council.holidays = [*council.holidays.all()]
    first, second = council.holidays.all()
    first.date, second.date = second.date, first.date
    put_on_site(council)
    assert days() == ["Second", "First"]


def test_a_draft_of_a_council_changes_nothing(fife):
    with_holiday("fife", date(2027, 4, 5), "Spring").save_revision(user=person("anna"))
    assert days() == [NAME]


def test_nobody_approves_their_own_holiday():
    with pytest.raises(NeedsSecondPersonError, match="Nobody approves their own change"):
        agree(with_holiday("fife", DAY), "anna", "anna")


def test_a_council_is_not_given_an_end():
    council = Council.objects.get(slug="fife")
    council.expire_at = timezone.now() + timedelta(days=1)
    with pytest.raises(ValidationError, match="stays on the site"):
        agree(council)


def test_two_people_take_a_council_back_to_what_it_was(fife):
    first = fife.revisions.earliest("pk")
    assert days() == [NAME]
    put_on_site(first.as_object(), "clara", "berta")
    assert days() == []


def test_an_approved_holiday_waits_for_its_day():
    with time_machine.travel(timezone.now(), tick=True) as clock:
        council = with_holiday("fife", DAY)
        council.go_live_at = timezone.now() + timedelta(days=3)
        agree(council).publish()
        assert days() == []
        clock.move_to(timezone.now() + timedelta(days=3, hours=1))
        call_command("publish_scheduled")
        assert days() == [NAME]


def test_the_workflow_is_there_for_councils():
    workflow = Council.get_default_workflow()
    assert (workflow.name, workflow.tasks.get().specific) == ("a second person", SecondPersonTask.objects.get())


def test_the_first_load_makes_a_version_to_go_back_to():
    for council in Council.objects.all():
        assert council.revisions.get() == council.live_revision


# --- a database from before the rule -------------------------------------------------------------------------------
def migrate():
    before = MigrationLoader(connection).project_state().apps
    migration = import_module("contacts.migrations.0009_councils_two_people")
    for step in (migration.say_it_in_lower_case, migration.give_the_workflow, migration.approve_what_is_shown):
        step(before, None)


@pytest.fixture
def before_the_rule(fife):
    """As councils stood before: rows that editors wrote, and nothing about who agreed."""
    models.QuerySet(Council).update(live_revision=None, latest_revision=None)
    models.QuerySet(Revision).filter(content_type__model="council")._raw_delete("default")
    sql_delete(models.QuerySet(Approval).filter(key__startswith="Council:"))
    Workflow.objects.filter(name="a second person").update(name="A second person")
    migrate()


def test_what_editors_wrote_before_the_rule_goes_on_showing(before_the_rule, caplog):
    assert days() == [NAME]
    assert len(published.read().councils) == 32
    assert "without a second person" not in caplog.text


def test_a_council_from_before_the_rule_has_a_version_to_go_back_to(before_the_rule):
    council = Council.objects.get(slug="fife")
    assert states.of(council.live_revision.as_object()) == states.of(council)
    assert ModelLogEntry.objects.filter(revision=council.live_revision, action="wagtail.create").exists()
    put_on_site(with_holiday("fife", date(2027, 4, 5), "Spring"))
    assert days() == [NAME, "Spring"]


def test_migrating_again_changes_nothing(before_the_rule):
    count = Approval.objects.count()
    migrate()
    assert Approval.objects.count() == count
    assert Workflow.objects.filter(name="a second person").count() == 1


# --- in the admin --------------------------------------------------------------------------------------------------
NEW_DAY = {"holidays__TOTAL_FORMS": "1", "holidays__0__date": "2026-11-25", "holidays__0__name": NAME}
NEW_DAY |= {"holidays__0__source": SOURCE}


@pytest.fixture
def council():
    return Council.objects.get(slug="fife")


@pytest.fixture
def anna(client):
    return sign_in(client, member("anna", "Editors"))


def approve(client, council):
    council.refresh_from_db()
    seen = states.digest(states.of(council.latest_revision.as_object()))
    extra = json.dumps({"comment": "", "seen": seen})
    names = {"action-workflow-action": "1", "workflow-action-name": "approve", "workflow-action-extra-data": extra}
    return post(client, address("edit", council), **names)


@pytest.mark.parametrize("group", ["Moderators", "Contact checkers"])
def test_an_editor_writes_a_holiday_and_another_person_approves_it(client, council, anna, group):
    post(client, address("edit", council), **NEW_DAY, **{"action-submit": "1"})
    assert days() == []
    sign_in(client, member("berta", group))
    assert "Approved" in message(approve(client, council))
    assert days() == [NAME]


def test_a_holiday_posted_with_publish_stays_a_draft_and_says_why(client, council):
    sign_in(client, person("boss"))
    response = post(client, address("edit", council), **NEW_DAY, **{"action-publish": "1"})
    assert "nobody does that alone" in message(response)
    assert days() == []


def test_a_day_twice_is_refused_in_the_form(client, council, anna):
    twice = {f"holidays__1__{name}": NEW_DAY[f"holidays__0__{name}"] for name in ("date", "name", "source")}
    values = {**NEW_DAY, **twice, "holidays__TOTAL_FORMS": "2", "holidays__1__ORDER": "2"}
    response = post(client, address("edit", council), **values, **{"action-submit": "1"})
    assert response.status_code == 200
    assert "Please correct the duplicate data for council and date" in response.text
    assert council.revisions.count() == 1


@pytest.mark.parametrize("name", ["add", "edit", "delete"])
def test_the_list_of_local_holidays_is_only_looked_at(client, fife, name):
    sign_in(client, person("boss"))
    day = LocalHoliday.objects.get(name=NAME)
    args = [] if name == "add" else [day.pk]
    url = reverse(f"wagtailsnippets_contacts_localholiday:{name}", args=args)
    sent = {"council": fife.pk, "date": "2027-04-05", "name": "Mine", "source": SOURCE}
    assert client.post(url, sent).status_code == 302
    client.post(reverse("wagtail_bulk_action", args=["contacts", "localholiday", "delete"]) + f"?id={day.pk}")
    assert days() == [NAME]


def test_the_list_of_local_holidays_leads_to_the_council(client, fife, anna):
    listed = client.get(reverse("wagtailsnippets_contacts_localholiday:list"))
    assert address("inspect", fife) in listed.text
    assert "25 November 2026" in listed.text
    assert "/localholiday/edit/" not in listed.text
    assert "/localholiday/add/" not in listed.text
    table = client.get(reverse("wagtailsnippets_contacts_localholiday:list") + "?export=csv")
    rows = list(csv.reader(io.StringIO(b"".join(table).decode())))
    assert rows[1] == ["Fife", "2026-11-25", NAME, SOURCE]


@pytest.mark.parametrize("name", ["delete", "unpublish"])
def test_a_council_is_not_taken_off_in_the_admin(client, council, name):
    sign_in(client, person("boss"))
    client.post(address(name, council))
    client.post(reverse("wagtail_bulk_action", args=["contacts", "council", "delete"]) + f"?id={council.pk}")
    assert "fife" in published.read().councils
    assert Council.objects.filter(pk=council.pk, live=True).exists()


def test_a_council_is_not_added_in_the_admin(client):
    sign_in(client, person("boss"))
    assert client.post(reverse("wagtailsnippets_contacts_council:add"), {"action-create": "1"}).status_code == 302
    assert Council.objects.count() == 32


def test_unpublishing_says_that_a_council_stays(client, council):
    sign_in(client, person("boss"))
    assert STAYS in message(client.post(address("unpublish", council), follow=True))


def test_the_edit_page_says_where_the_numbers_stand_and_what_is_listed(client, fife, anna):
    shown = client.get(address("edit", fife)).text
    assert reverse("wagtailsnippets_contacts_service:edit", args=[fife.services.first().pk]) in shown
    assert f"25 November 2026: {NAME}".replace("'", "&#x27;") in shown


@pytest.mark.parametrize(
    ("moment", "words"),
    [("2026-11-25T11:00", f"closed today ({NAME})"), ("2026-11-26T11:00", "Open now")],
    ids=["on the holiday", "the day after"],
)
def test_a_holiday_is_seen_on_the_councils_page_before_it_is_approved(client, council, anna, moment, words):
    url = address("preview_on_edit", council)
    sent = {**form(client, address("edit", council)), **{k.replace("__", "-"): v for k, v in NEW_DAY.items()}}
    assert client.post(url, sent).json() == {"is_valid": True, "is_available": True}
    assert words.replace("'", "&#x27;") in client.get(url, {"mode": moment}).text
    assert days() == []


def test_before_a_change_starts_the_preview_is_what_the_public_sees(council):
    council = with_holiday("fife", DAY)
    council.go_live_at = timezone.now() + timedelta(days=3)
    found = council.get_preview_context(None, "2026-11-25T11:00")
    assert "from" not in found["waits_until"]
    assert found["waits_until"]
    assert found["council"] == directory.current().councils["fife"]


# --- what the second person sees -----------------------------------------------------------------------------------
def test_a_new_holiday_and_a_settled_year_are_shown_to_the_second_person():
    council = with_holiday("fife", DAY)
    council.holiday_years = [HolidayYear(year=2026, source=SOURCE)]
    found = approval_summary(council.save_revision(user=person("anna")))
    rows = [(row.label, "".join(piece.text for piece in row.new)) for row in found.rows]
    assert rows == [
        ("Date", "2026-11-25"),
        ("2026-11-25: name", NAME),
        ("2026-11-25: where this is published", SOURCE),
        ("Year", "2026"),
        ("2026: where the list is published", SOURCE),
    ]
    assert [place.address for place in found.councils] == ["/find-out-who-to-talk-to/fife/"]
    assert SOURCE in found.sources


def test_a_holiday_on_another_day_is_shown_beside_the_old_one(fife):
    fife.holidays = [*fife.holidays.all()]
    fife.holidays.all()[0].date = date(2026, 11, 27)
    row, *others = approval_summary(fife.save_revision(user=person("anna"))).rows
    assert ("".join(p.text for p in row.old), "".join(p.text for p in row.new)) == ("2026-11-25", "2026-11-27")
    assert others == []


WAITING = [
    lambda: Service.objects.get(key="fife-office"),
    lambda: NationalLine.objects.get(key="childline"),
    lambda: Council.objects.get(slug="fife"),
]


@pytest.fixture(params=WAITING, ids=["a service", "a national line", "a council"])
def waiting(request):
    """A contact whose change waits for approval."""
    row = request.param()
    setattr(row, "website" if isinstance(row, Council) else "name", "https://example.scot/another")
    row.save_revision(user=person("anna"))
    row.get_workflow().start(row, person("anna"))
    return row


def test_a_checker_is_led_from_her_first_page_to_where_the_change_is_approved(client, waiting):
    sign_in(client, member("clara", "Contact checkers"))
    assert f'<a href="{address("edit", waiting)}"' in client.get("/admin/").text
    assert "Approve and publish" in client.get(address("edit", waiting)).text


def test_a_checker_sees_what_waits_where_she_looks_at_a_contact(client, waiting):
    sign_in(client, member("clara", "Contact checkers"))
    shown = client.get(address("inspect", waiting)).text
    assert f'href="{address("edit", waiting)}">Compare and approve</a>' in shown
    assert "<ins>https://example.scot/another</ins>" in shown


def test_who_made_the_change_sees_what_waits_and_no_way_to_approve_it(client, waiting):
    sign_in(client, person("anna"))
    shown = client.get(address("inspect", waiting)).text
    assert "A change that waits for a second person" in shown
    assert "Compare and approve" not in shown


def test_a_contact_without_a_waiting_change_asks_for_nothing(client, council):
    sign_in(client, member("clara", "Contact checkers"))
    assert "A change that waits" not in client.get(address("inspect", council)).text
