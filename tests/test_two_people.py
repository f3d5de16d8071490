"""Nobody changes a number alone: every way to put a change on the site without a second person, and what it meets."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db.models.signals import post_save
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask

from contacts import approving, directory, published, states
from contacts.approvals import NeedsSecondPersonError
from contacts.models import (
    Approval,
    NationalLine,
    NumberChange,
    SecondPersonTask,
    Service,
    ServiceLine,
)
from tests.sign_in import sign_in
from tests.two_people import (
    KEY,
    NEW,
    OLD,
    OTHER,
    agree,
    draft,
    hold_back,
    person,
    put_on_site,
    shown_numbers,
    sql_update,
    with_number,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh")]


def shown(slug="south-ayrshire"):
    return shown_numbers(slug)


def submit(service, author="anna"):
    service.refresh_from_db()
    service.get_workflow().start(service, person(author))
    return service.current_workflow_task_state


def approve(task_state, name="berta", **options):
    return task_state.task.specific.on_action(task_state, person(name), "approve", **options)


# --- the way that works --------------------------------------------------------------------------------------------
def test_a_change_that_another_person_approves_is_shown(ayr):
    draft(ayr, NEW)
    approve(submit(ayr))
    assert NEW in shown()
    assert OLD not in shown()


def test_an_approval_keeps_who_made_it_who_agreed_what_was_and_what_is(ayr):
    draft(ayr, NEW)
    approve(submit(ayr), comment="Rang it")
    kept = Approval.in_force(f"Service:{KEY}")
    assert ([maker["name"] for maker in kept.made_by], kept.approved_by, kept.reason) == (["anna"], "berta", "Rang it")
    assert (states.numbers(kept.before), states.numbers(kept.after)) == ([OLD], [NEW])


def test_an_approved_change_is_in_the_record_of_numbers(ayr):
    put_on_site(with_number(ayr, NEW))
    changes = NumberChange.objects.filter(key=f"Service:{KEY}").order_by("-pk")[:2]
    assert {(change.number, change.shown) for change in changes} == {(OLD, False), (NEW, True)}


def test_words_that_the_public_never_sees_need_no_second_person(ayr):
    ayr.note = "Ask for Morag"
    ayr.save_revision(user=person("anna")).publish(user=person("anna"))
    ayr.refresh_from_db()
    assert ayr.note == "Ask for Morag"


def test_two_numbers_of_a_service_change_places(ayr):
    ayr.lines = [*ayr.lines.all(), ServiceLine(number=OTHER, source="https://example.scot")]
    ayr = put_on_site(ayr)
    ayr.lines = [*ayr.lines.all()]
    first, second = ayr.lines.all()
    first.number, second.number = second.number, first.number
    pks = {line.pk: line.number for line in (first, second)}
    put_on_site(ayr)
    assert dict(ServiceLine.objects.filter(service=ayr).values_list("pk", "number")) == pks
    assert {OLD, OTHER} <= set(shown())


def test_a_draft_changes_nothing(ayr):
    draft(ayr, NEW)
    assert NEW not in shown()


# --- the workflow --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("superuser", [True, False], ids=["a superuser", "a moderator"])
def test_the_author_is_not_offered_to_approve(ayr, superuser):
    person("anna", superuser).groups.add(Group.objects.get(name="Moderators"))
    draft(ayr, NEW)
    task_state = submit(ayr)
    offered = [name for name, *_ in task_state.task.specific.get_actions(ayr, person("anna"))]
    assert offered == ["reject"]


def test_the_author_cannot_approve_even_so(ayr):
    draft(ayr, NEW)
    task_state = submit(ayr)
    with pytest.raises(NeedsSecondPersonError, match="Nobody approves their own change"):
        approve(task_state, "anna")
    assert NEW not in shown()


def test_who_edited_in_the_middle_cannot_approve(ayr):
    draft(ayr, OTHER, "anna")
    draft(ayr, NEW, "berta")
    draft(ayr, OTHER, "anna")
    with pytest.raises(NeedsSecondPersonError, match="or a part of it"):
        approve(submit(ayr), "berta")
    approve(ayr.current_workflow_task_state, "clara")
    assert OTHER in shown()


def test_who_saved_the_draft_again_without_a_change_may_approve(ayr):
    draft(ayr, NEW, "anna")
    draft(ayr, NEW, "berta")
    approve(submit(ayr), "berta")
    assert NEW in shown()


def test_who_submitted_somebody_elses_change_cannot_approve_it(ayr):
    draft(ayr, NEW, "anna")
    with pytest.raises(NeedsSecondPersonError):
        approve(submit(ayr, "berta"), "berta")


def test_a_change_without_a_name_is_approved_by_nobody(ayr):
    with_number(ayr, NEW).save_revision()
    with pytest.raises(NeedsSecondPersonError, match="not known who made this change"):
        approve(submit(ayr, "anna"), "berta")


def test_who_may_not_publish_cannot_approve(ayr):
    draft(ayr, NEW)
    task_state = submit(ayr)
    person("dora", superuser=False)
    with pytest.raises(NeedsSecondPersonError, match="may publish contacts"):
        approve(task_state, "dora")


def test_an_approval_is_of_what_was_seen_and_not_of_a_draft_saved_meanwhile(ayr):
    seen = states.digest(states.of(draft(ayr, NEW).as_object()))
    task_state = submit(ayr)
    draft(ayr, OTHER)
    with pytest.raises(NeedsSecondPersonError, match="changed in the meantime"):
        approve(task_state, "berta", seen=seen)
    assert not {NEW, OTHER} & set(shown())


def test_without_having_looked_an_approval_is_of_what_was_submitted(ayr):
    draft(ayr, NEW)
    task_state = submit(ayr)
    draft(ayr, OTHER)
    with pytest.raises(NeedsSecondPersonError, match="changed in the meantime"):
        approve(task_state)


def test_a_draft_saved_after_the_approval_cannot_use_it(ayr):
    agree(with_number(ayr, NEW))
    later = draft(Service.objects.get(key=KEY), OTHER)
    with pytest.raises(NeedsSecondPersonError):
        later.publish(user=person("berta"))
    assert OTHER not in shown()


def test_a_draft_that_slips_in_between_approval_and_publication_is_not_published(ayr):
    draft(ayr, NEW)
    task_state = submit(ayr)

    def slip_in(**kwargs):
        draft(Service.objects.get(key=KEY), OTHER)

    post_save.connect(slip_in, sender=Approval)
    try:
        approve(task_state)
    finally:
        post_save.disconnect(slip_in, sender=Approval)
    assert OTHER not in shown()


def test_what_is_approved_has_to_be_right(ayr):
    revision = with_number(ayr, "01292 1").save_revision(user=person("anna"), clean=False)
    with pytest.raises(ValidationError, match="cannot be dialled"):
        approving.approve(revision, person("berta"))


def test_another_workflow_with_wagtails_own_step_opens_no_door(ayr):
    plain = Workflow.objects.create(name="Plain")
    task = GroupApprovalTask.objects.create(name="Plain")
    WorkflowTask.objects.create(workflow=plain, task=task.task_ptr, sort_order=0)
    WorkflowContentType.objects.update(workflow=plain)
    draft(ayr, NEW)
    task_state = submit(ayr)
    with pytest.raises(NeedsSecondPersonError):
        task_state.task.specific.on_action(task_state, person("berta"), "approve")
    assert NEW not in shown()


def test_the_step_itself_cannot_be_gone_round(ayr):
    draft(ayr, NEW)
    task_state = submit(ayr)
    with pytest.raises(NeedsSecondPersonError):
        task_state.approve(user=person("berta"))
    assert NEW not in shown()


def test_the_workflow_is_there_for_services_and_national_lines():
    for model in (Service, NationalLine):
        workflow = model.get_default_workflow()
        assert isinstance(workflow.tasks.get().specific, SecondPersonTask)
    groups = {group.name for group in SecondPersonTask.objects.get().groups.all()}
    assert groups == {"Moderators", "Contact checkers"}


# --- publishing, undoing, scheduling -------------------------------------------------------------------------------
def test_nobody_publishes_a_draft_alone(ayr):
    revision = draft(ayr, NEW)
    with pytest.raises(NeedsSecondPersonError, match="another person looks at it"):
        revision.publish(user=person("anna"))
    assert NEW not in shown()


def test_an_older_version_is_not_brought_back_alone(ayr):
    first = ayr.latest_revision
    put_on_site(with_number(ayr, NEW))
    with pytest.raises(NeedsSecondPersonError):
        first.publish(user=person("berta"))
    assert shown().count(OLD) == 0


def test_an_older_version_is_brought_back_by_two(ayr):
    first = ayr.latest_revision
    now = put_on_site(with_number(ayr, NEW))
    back = first.as_object().save_revision(user=person("clara"), previous_revision=first)
    approving.approve(back, person("berta"))
    back.publish(user=person("berta"))
    assert OLD in shown()
    assert now.revisions.count() == 3


def test_an_approval_counts_once(ayr):
    put_on_site(with_number(ayr, NEW))
    put_on_site(with_number(Service.objects.get(key=KEY), OLD))
    once_approved = ayr.revisions.order_by("pk")[1]
    with pytest.raises(NeedsSecondPersonError):
        once_approved.publish(user=person("berta"))


def test_nobody_takes_a_contact_off_alone(ayr):
    with pytest.raises(NeedsSecondPersonError, match=r"manage\.py withdraw_number"):
        ayr.unpublish()
    assert OLD in shown()


def test_two_people_take_a_number_off(ayr):
    hold_back(ayr)
    assert OLD not in shown()


def test_two_people_take_a_national_line_off():
    hold_back(NationalLine.objects.get(key="crimestoppers"))
    assert "crimestoppers" not in {line.key for line in published.read().national}


MONDAY = timedelta(days=3)


def scheduled(ayr):
    ayr.go_live_at = timezone.now() + MONDAY
    return with_number(ayr, NEW)


def due(clock):
    clock.move_to(timezone.now() + MONDAY + timedelta(hours=1))
    call_command("publish_scheduled")


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=True) as traveller:
        yield traveller


def test_an_approved_change_waits_for_its_day(ayr, clock):
    draft_of = scheduled(ayr)
    draft_of.save_revision(user=person("anna"))
    approve(submit(Service.objects.get(key=KEY)))
    assert NEW not in shown()
    assert not NumberChange.objects.filter(number=NEW).exists()
    due(clock)
    assert NEW in shown()
    assert NumberChange.objects.filter(number=NEW, shown=True).exists()


def test_nobody_schedules_a_change_alone(ayr, clock):
    revision = scheduled(ayr).save_revision(user=person("anna"))
    with pytest.raises(NeedsSecondPersonError):
        revision.publish(user=person("anna"))


def test_a_moment_written_past_the_rule_publishes_nothing(ayr, clock, caplog):
    revision = draft(ayr, NEW)
    revision.approved_go_live_at = timezone.now() + MONDAY
    revision.save()
    due(clock)
    assert NEW not in shown()
    assert "nobody approved it: it stays a draft" in caplog.text


def test_one_refused_draft_does_not_hold_up_the_others(ayr, clock):
    other = Service.objects.get(key="fife-office")
    revision = draft(ayr, NEW)
    revision.approved_go_live_at = timezone.now() + timedelta(days=1)
    revision.save()
    other.go_live_at = timezone.now() + MONDAY
    agree(with_number(other, "01592 000000")).publish()
    due(clock)
    assert "01592 000000" in shown("fife")


def test_an_approval_for_monday_is_none_for_today(ayr, clock):
    agree(scheduled(ayr))
    revision = Service.objects.get(key=KEY).latest_revision
    with pytest.raises(NeedsSecondPersonError):
        revision.as_object().save()
    early = revision.as_object()
    early.go_live_at = None
    with pytest.raises(NeedsSecondPersonError):
        early.save_revision(user=person("berta")).publish()


def test_what_was_put_into_a_waiting_draft_after_its_approval_is_not_published(ayr, clock):
    agree(scheduled(ayr)).publish()
    waiting = Service.objects.get(key=KEY).scheduled_revision
    waiting.content["lines"][0]["number"] = OTHER
    waiting.save()
    due(clock)
    assert not {NEW, OTHER} & set(shown())


def test_an_agreed_end_ends_it(ayr, clock):
    ayr.expire_at = timezone.now() + MONDAY
    put_on_site(ayr)
    assert OLD in shown()
    due(clock)
    assert OLD not in shown()
    assert not Service.objects.get(key=KEY).live


def test_an_end_that_nobody_agreed_to_ends_nothing(ayr, clock, caplog):
    sql_update(Service.objects.filter(key=KEY), expire_at=timezone.now() + MONDAY)
    due(clock)
    assert OLD in shown()
    assert "due to be taken off and nobody approved it" in caplog.text


# --- a schedule that is cancelled ----------------------------------------------------------------------------------
def unschedule_in_the_admin(client, revision):
    url = reverse("wagtailsnippets_contacts_service:revisions_unschedule", args=[revision.object_id, revision.pk])
    sign_in(client, person("anna"))
    assert client.post(url).status_code == 302


def save_without_a_moment(client, revision):
    revision.approved_go_live_at = None
    revision.save()


def publish_other_words_alone(client, revision):
    row = Service.objects.get(key=KEY)
    row.note = "Ask for Morag"
    row.save_revision(user=person("anna")).publish(user=person("anna"))


WAYS = [unschedule_in_the_admin, save_without_a_moment, publish_other_words_alone]


@pytest.mark.parametrize("cancel", WAYS)
def test_what_was_cancelled_is_not_published_alone_afterwards(ayr, clock, client, caplog, cancel):
    revision = agree(scheduled(ayr))
    revision.publish()
    cancel(client, Service.objects.get(key=KEY).scheduled_revision)
    revision.refresh_from_db()
    with pytest.raises(NeedsSecondPersonError):
        revision.publish(user=person("anna"))
    due(clock)
    with pytest.raises(NeedsSecondPersonError):
        revision.publish(user=person("anna"))
    assert NEW not in shown()
    assert f"Service:{KEY}: what was approved for a later day is cancelled" in caplog.text
    assert Approval.newest(f"Service:{KEY}").kind == "cancelled"


def test_what_was_cancelled_can_be_approved_again(ayr, clock):
    revision = agree(scheduled(ayr))
    revision.publish()
    save_without_a_moment(None, Service.objects.get(key=KEY).scheduled_revision)
    revision.refresh_from_db()
    approving.approve(revision, person("berta"))
    revision.publish()
    due(clock)
    assert NEW in shown()


def test_what_is_cancelled_takes_nothing_off_the_site(ayr, clock):
    agree(scheduled(ayr)).publish()
    save_without_a_moment(None, Service.objects.get(key=KEY).scheduled_revision)
    assert OLD in shown()


def test_a_draft_that_takes_the_place_of_a_waiting_one_is_not_cancelled(ayr, clock):
    agree(scheduled(ayr)).publish()
    later = Service.objects.get(key=KEY).get_latest_revision_as_object()
    agree(with_number(later, OTHER)).publish()
    due(clock)
    assert OTHER in shown()
    assert not Approval.objects.filter(kind="cancelled").exists()


def test_a_changed_secret_key_leaves_what_was_first_loaded_on_the_site(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-of-more-than-thirty-two-letters", []
    directory.forget()
    fife = directory.current().councils["fife"]
    assert {line.number for service in fife.services for line in service.lines} == {"03451 55 15 03", "03451 55 00 99"}
    assert any(line.key == "childline" for line in directory.current().national)
    directory.forget()
