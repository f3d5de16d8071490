"""The rule of two people as editors meet it in the admin: what is offered, and the sentence where something is not."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from contacts import states
from contacts.approval_summary import approval_summary
from contacts.forms_admin import CheckForm
from contacts.models import Council, HourException, NationalLine, Service
from tests.edit_forms import address, form, message, post
from tests.sign_in import sign_in
from tests.two_people import KEY, NEW, OLD, member, person, put_on_site, shown_numbers, with_number

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh")]


@pytest.fixture
def anna(client):
    return sign_in(client, person("anna"))


@pytest.fixture
def berta(client):
    return lambda: sign_in(client, person("berta"))


def change_number(client, ayr, action="action-submit", number=NEW):
    return post(client, address("edit", ayr), lines__0__number=number, **{action: "1"})


def approve(client, ayr, seen=None):
    ayr.refresh_from_db()
    seen = seen or states.digest(states.of(ayr.latest_revision.as_object()))
    extra = json.dumps({"comment": "Rang it", "seen": seen})
    names = {"action-workflow-action": "1", "workflow-action-name": "approve", "workflow-action-extra-data": extra}
    return post(client, address("edit", ayr), **names)


def shown():
    return shown_numbers("south-ayrshire")


def buttons(client, row):
    page = BeautifulSoup(client.get(address("edit", row)).content, "html.parser")
    return {button.get("name") for button in page.select("button[name]")} | {
        link.text.strip() for link in page.select(".footer a")
    }


def test_one_person_writes_and_another_approves(client, ayr, anna, berta):
    change_number(client, ayr)
    assert NEW not in shown()
    berta()
    approve(client, ayr)
    assert NEW in shown()


def test_a_contact_checker_may_be_the_second_person(client, ayr, anna):
    change_number(client, ayr)
    checker = person("clara", superuser=False)
    checker.groups.add(Group.objects.get(name="Contact checkers"))
    sign_in(client, checker)
    approve(client, ayr)
    assert NEW in shown()


def test_neither_publish_nor_unpublish_is_offered(client, ayr, anna):
    offered = buttons(client, ayr)
    assert "action-submit" in offered
    assert not {"action-publish", "Unpublish"} & offered


def test_publish_posted_all_the_same_is_refused_with_a_sentence(client, ayr, anna):
    response = change_number(client, ayr, "action-publish")
    assert response.status_code == 200
    assert "nobody does that alone" in message(response)
    assert NEW not in shown()


def test_a_new_service_is_not_published_by_one_person(client, anna):
    url = reverse("wagtailsnippets_contacts_service:add")
    council = Council.objects.get(slug="fife")
    values = {"name": "Mine", "role": "office", "councils": council.pk, "source": "https://example.scot"}
    line = {"lines__TOTAL_FORMS": 1, "lines__0__number": NEW, "lines__0__source": "https://example.scot"}
    response = post(client, url, **values, **line, **{"action-publish": "1"})
    assert "nobody does that alone" in message(response)
    assert not Service.objects.get(name="Mine").live


def test_the_author_who_posts_an_approval_is_told_why_not(client, ayr, anna):
    change_number(client, ayr)
    response = approve(client, ayr)
    assert "Nobody approves their own change" in message(response)
    assert NEW not in shown()


def test_who_changes_the_number_while_approving_is_told_why_not(client, ayr, anna, berta):
    change_number(client, ayr)
    berta()
    ayr.refresh_from_db()
    seen = states.digest(states.of(ayr.latest_revision.as_object()))
    extra = json.dumps({"comment": "", "seen": seen})
    names = {"action-workflow-action": "1", "workflow-action-name": "approve", "workflow-action-extra-data": extra}
    response = post(client, address("edit", ayr), lines__0__number="01292 000000", **names)
    assert response.status_code == 200
    assert "approved it in one step" in message(response)
    assert ayr.revisions.latest("pk").content["lines"][0]["number"] == NEW
    assert not {NEW, "01292 000000"} & set(shown())


@pytest.mark.parametrize(("field", "value"), [("note", "Ask for Morag"), ("lines__0__confidence", "low")])
def test_who_writes_a_note_while_approving_is_told_that_it_was_not_kept(client, ayr, anna, berta, field, value):
    change_number(client, ayr)
    berta()
    ayr.refresh_from_db()
    seen = states.digest(states.of(ayr.latest_revision.as_object()))
    extra = json.dumps({"comment": "", "seen": seen})
    names = {"action-workflow-action": "1", "workflow-action-name": "approve", "workflow-action-extra-data": extra}
    response = post(client, address("edit", ayr), **{field: value}, **names)
    assert "Nothing was saved and nothing was published" in message(response)
    assert NEW not in shown()


def test_an_approval_does_not_write_over_a_draft_saved_meanwhile(client, ayr, anna, berta):
    change_number(client, ayr)
    ayr.refresh_from_db()
    seen = states.digest(states.of(ayr.latest_revision.as_object()))
    change_number(client, ayr, "action-edit", "01292 000000")
    berta()
    response = approve(client, ayr, seen)
    ayr.refresh_from_db()
    assert "changed in the meantime" in message(response)
    assert ayr.latest_revision.content["lines"][0]["number"] == "01292 000000"
    assert not {NEW, "01292 000000"} & set(shown())


def test_unpublish_is_refused_with_the_way_to_do_it(client, ayr, anna):
    response = client.post(address("unpublish", ayr), follow=True)
    assert response.status_code == 200
    assert "held back" in message(response)
    assert OLD in shown()


@pytest.mark.parametrize("method", ["get", "post"])
def test_delete_is_refused_with_the_way_to_do_it(client, ayr, anna, method):
    response = getattr(client, method)(address("delete", ayr), follow=True)
    assert "held back" in message(response)
    assert OLD in shown()


def test_bulk_delete_is_refused(client, ayr, anna):
    url = reverse("wagtail_bulk_action", args=["contacts", "service", "delete"]) + f"?id={ayr.pk}"
    response = client.post(url, follow=True)
    assert "held back" in message(response)
    assert OLD in shown()


def test_an_older_version_is_not_published_by_one_person(client, ayr, anna):
    first = ayr.latest_revision
    put_on_site(with_number(ayr, NEW), "clara", "dora")
    url = reverse("wagtailsnippets_contacts_service:revisions_revert", args=[ayr.pk, first.pk])
    response = post(client, url, **{"action-publish": "1"})
    assert "nobody does that alone" in message(response)
    assert OLD not in shown()


def test_a_copy_is_a_draft(client, ayr, anna):
    page = form(client, address("copy", ayr))
    client.post(reverse("wagtailsnippets_contacts_service:add"), {**page, "action-create": "1"})
    copied = Service.objects.exclude(key=KEY).get(name=ayr.name, lines__number=OLD)
    assert not copied.live


# --- what the second person sees -----------------------------------------------------------------------------------
def summary_of(row):
    return approval_summary(row.save_revision(user=person("anna")))


def marked(pieces):
    return "".join(f"[{piece.text}]" if piece.changed else piece.text for piece in pieces)


def test_a_changed_number_is_shown_beside_the_old_one_with_its_digits_marked(ayr):
    row, *others = summary_of(with_number(ayr, NEW)).rows
    assert (marked(row.old), marked(row.new), others) == ("01292 2886[45]", "01292 2886[54]", [])


def test_every_council_that_is_or_was_served_is_named(ayr):
    ayr.councils = [Council.objects.get(slug="fife")]
    assert [place.name for place in summary_of(ayr).councils] == ["Fife", "South Ayrshire"]


def test_a_national_line_names_the_pages_that_show_it():
    line = NationalLine.objects.get(key="childline")
    line.number = "0800 111 222"
    summary = summary_of(line)
    assert summary.everywhere
    assert {place.address for place in summary.pages} >= {"/safety/"}


def test_a_new_day_with_other_hours_is_shown(ayr):
    ayr.hour_exceptions = [HourException(date=date(2026, 12, 24), hours="09:00-12:00")]
    assert [(row.label, marked(row.new)) for row in summary_of(ayr).rows] == [
        ("Date", "[2026-12-24]"),
        ("2026-12-24: hours", "[09:00-12:00]"),
    ]


def test_the_window_of_approval_shows_old_and_new_and_keeps_what_was_seen(client, ayr, anna, berta):
    change_number(client, ayr)
    berta()
    ayr.refresh_from_db()
    state = ayr.current_workflow_task_state
    name = "wagtailsnippets_contacts_service:collect_workflow_action_data"
    html = client.get(reverse(name, args=[ayr.pk, "approve", state.pk])).json()["html"]
    page = BeautifulSoup(html, "html.parser")
    assert [cell.text for cell in page.select("del, ins")] == ["45", "54"]
    assert page.select_one("[name=seen]")["value"] == states.digest(states.of(ayr.latest_revision.as_object()))
    assert "anna" in page.text
    assert "South Ayrshire" in page.text


# --- what a checker who may change nothing sees and does -----------------------------------------------------------
@pytest.fixture
def clara(client):
    checker = person("clara", superuser=False)
    checker.groups.add(Group.objects.get(name="Contact checkers"))
    return lambda: sign_in(client, checker)


def revisions(row):
    return list(row.revisions.order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize(
    "row", [lambda: Service.objects.get(key=KEY), lambda: NationalLine.objects.get(key="childline")]
)
def test_a_checker_sees_preview_history_comparison_and_older_versions_of_what_she_approves(client, clara, row):
    row = row()
    name = row.name
    row.name = "Another name"
    row.save_revision(user=person("anna"))
    row.get_workflow().start(row, person("anna"))
    clara()
    kind = f"wagtailsnippets_contacts_{row._meta.model_name}"
    assert client.get(address("preview_on_edit", row)).status_code == 200
    assert "Another name" in client.get(reverse(f"{kind}:revisions_compare", args=[row.pk, "live", "latest"])).text
    assert address("edit", row) in client.get(address("history", row)).text
    assert client.get(address("workflow_history", row)).status_code == 200
    first = row.revisions.earliest("pk").pk
    assert name in client.get(reverse(f"{kind}:revisions_view", args=[row.pk, first])).text


def test_a_checker_is_not_led_to_an_edit_page_that_is_closed_to_her(client, ayr, clara):
    clara()
    history = client.get(address("history", ayr))
    assert history.status_code == 200
    assert address("edit", ayr) not in history.text


def test_who_may_neither_change_nor_publish_contacts_sees_no_history(client, ayr):
    outsider = person("olga", superuser=False)
    outsider.groups.add(Group.objects.create(name="Only the admin"))
    access = Group.objects.get(name="Editors").permissions.get(codename="access_admin")
    Group.objects.get(name="Only the admin").permissions.add(access)
    sign_in(client, outsider)
    for name in ("history", "preview_on_edit"):
        assert client.get(address(name, ayr)).status_code in (302, 403)


def test_a_checker_who_may_change_nothing_saves_nothing_not_even_by_autosave(client, ayr, anna, clara):
    change_number(client, ayr)
    before = revisions(ayr)
    clara()
    page = client.get(address("edit", ayr))
    assert "You can approve this change or request another one" in page.text
    assert not {"action-save", "action-submit"} & buttons(client, ayr)
    data = {**form(client, address("edit", ayr)), "lines-0-number": "01292 000000"}
    client.post(address("edit", ayr), data)
    client.post(address("edit", ayr), data, headers={"accept": "application/json"})
    assert revisions(ayr) == before
    approve(client, ayr)
    assert NEW in shown()


def test_the_buttons_of_approval_stand_on_the_page_that_a_checker_cannot_edit(client, ayr, anna, clara):
    change_number(client, ayr)
    clara()
    page = BeautifulSoup(client.get(address("edit", ayr)).content, "html.parser")
    found = {
        button["data-workflow-action-name"]: button.text.strip()
        for button in page.select("[data-workflow-action-name]")
    }
    assert found == {"approve": "Approve and publish", "reject": "Request changes"}


def test_a_checker_sends_a_change_back_and_saves_nothing(client, ayr, anna, clara):
    change_number(client, ayr)
    before = revisions(ayr)
    clara()
    extra = json.dumps({"comment": "Not what the council says"})
    names = {"action-workflow-action": "1", "workflow-action-name": "reject", "workflow-action-extra-data": extra}
    response = post(client, address("edit", ayr), lines__0__number="01292 000000", **names)
    ayr.refresh_from_db()
    assert "Sent back" in message(response)
    assert ayr.current_workflow_state.status == "needs_changes"
    assert ayr.current_workflow_state.current_task_state.comment == "Not what the council says"
    assert revisions(ayr) == before


def test_an_approval_saves_no_revision_of_its_own(client, ayr, anna, berta):
    change_number(client, ayr)
    before = revisions(ayr)
    berta()
    response = approve(client, ayr)
    assert "Approved" in message(response)
    assert NEW in shown()
    assert revisions(ayr) == before


def test_what_was_saved_after_it_was_submitted_is_what_an_approval_publishes(client, ayr, anna, berta):
    change_number(client, ayr)
    change_number(client, ayr, "action-edit", "01292 000001")
    berta()
    approve(client, ayr)
    assert "01292 000001" in shown()


def test_an_editor_who_changed_nothing_and_may_not_publish_is_told_just_that(client, ayr, anna):
    change_number(client, ayr)
    sign_in(client, member("edda", "Editors"))
    response = approve(client, ayr)
    assert "may publish contacts" in message(response)
    assert "yourself" not in message(response)
    assert NEW not in shown()


def test_an_approval_of_what_no_longer_waits_says_so(client, ayr, anna, berta):
    change_number(client, ayr)
    ayr.current_workflow_state.cancel(user=person("anna"))
    berta()
    assert "does not wait" in message(approve(client, ayr))


def test_who_may_delete_nothing_is_not_told_that_nothing_was_deleted(client, ayr):
    sign_in(client, member("edda", "Editors"))
    url = reverse("wagtail_bulk_action", args=["contacts", "service", "delete"]) + f"?id={ayr.pk}"
    said = message(client.post(url, follow=True, headers={"referer": f"http://testserver{url}"}))
    assert "0 Services" not in said
    assert Service.objects.filter(pk=ayr.pk).exists()


def test_a_refused_bulk_delete_is_said_once_and_leads_to_the_list(client, ayr, anna):
    url = reverse("wagtail_bulk_action", args=["contacts", "service", "delete"]) + f"?id={ayr.pk}"
    response = client.post(url, follow=True, headers={"referer": f"http://testserver{url}"})
    assert message(response).count("alone") == 1
    assert "deleted" not in message(response)
    assert [place for place, _ in response.redirect_chain] == ["/admin/snippets/contacts/service/"]


@pytest.mark.parametrize("field", ["go_live_at", "expire_at"])
def test_an_empty_day_is_at_once_or_no_end_and_a_clock_reads_as_on_the_rest_of_the_site(ayr, field):
    setattr(ayr, field, datetime(2027, 1, 18, 0, 1, tzinfo=UTC))
    (row,) = summary_of(ayr).rows
    empty = {"go_live_at": "at once", "expire_at": "no end"}[field]
    assert (marked(row.old), marked(row.new)) == (f"[{empty}]", "[Monday 18 January 2027, 12:01am]")


def test_the_window_of_approval_says_from_when_in_the_same_words(client, ayr, anna):
    post(client, address("edit", ayr), lines__0__number=NEW, go_live_at="2027-01-18 00:01", **{"action-submit": "1"})
    assert "shown from <strong>Monday 18 January 2027, 12:01am</strong>" in client.get(address("edit", ayr)).text


def test_who_may_not_change_services_is_refused_an_import_with_the_reason(client, clara):
    clara()
    response = client.post(reverse("contact_import:index"), {})
    assert response.status_code == 403
    assert "You may not import contacts" in response.text


def test_a_check_of_more_than_a_year_ago_is_refused(ayr):
    today = timezone.localdate()
    for on, refused in ((date(1999, 1, 1), True), (today - timedelta(days=367), True), (today, False)):
        found = CheckForm({"number": OLD, "how": "rang", "answered_by": "Desk", "on": on, "result": "right"}, owner=ayr)
        assert ("on" in found.errors) is refused
