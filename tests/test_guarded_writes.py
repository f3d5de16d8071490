"""Code, the shell and the database's own console: no write past the rule of two people reaches the site."""

import hashlib
import json
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import ProtectedError
from django.utils import timezone

from contacts import approving, directory, published, states
from contacts.approvals import NeedsSecondPersonError
from contacts.models import (
    Approval,
    Council,
    HourException,
    Loaded,
    NationalLine,
    NumberChange,
    NumberCheck,
    SecondPersonTask,
    Service,
    ServiceLine,
)
from tests.two_people import (
    KEY,
    NEW,
    OLD,
    OTHER,
    agree,
    draft,
    person,
    put_on_site,
    shown_numbers,
    sql_delete,
    sql_update,
    with_number,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh")]


def shown(slug="south-ayrshire"):
    return shown_numbers(slug)


def line():
    return ServiceLine.objects.get(number=OLD)


def rename(**values):
    service = Service.objects.get(key=KEY)
    for name, value in values.items():
        setattr(service, name, value)
    service.save()


def add_to_council():
    Council.objects.get(slug="fife").services.add(Service.objects.get(key=KEY))


def change_councils():
    service = Service.objects.get(key=KEY)
    service.councils = [Council.objects.get(slug="fife")]
    service.save()


def save_line():
    found = line()
    found.number = NEW
    found.save()


def move_line():
    found = line()
    found.service = Service.objects.get(key="fife-office")
    found.save()


def replace_lines():
    with_number(Service.objects.get(key=KEY), NEW).save()


def exception():
    return HourException(service=Service.objects.get(key=KEY), date=date(2026, 12, 24))


def another_line(**values):
    return ServiceLine(service=Service.objects.get(key=KEY), number=NEW, source="https://example.scot", **values)


def bulk_update():
    found = line()
    found.number = NEW
    ServiceLine.objects.bulk_update([found], ["number"])


def national():
    return NationalLine.objects.get(key="childline")


def save_national():
    found = national()
    found.number = "0800 1112"
    found.save()


def create_service():
    Service.objects.create(key="mine", name="Mine", role="office", email="me@example.scot", source="https://e.scot")


ATTEMPTS = {
    "save a service's name": lambda: rename(name="Mine"),
    "save a service's hours": lambda: rename(hours="always", hours_complete=True),
    "save a service's role": lambda: rename(role="all_hours"),
    "save a service's email": lambda: rename(email="me@example.scot"),
    "save one field": lambda: Service(pk=Service.objects.get(key=KEY).pk, name="Mine").save(update_fields=["name"]),
    "save it as not live": lambda: rename(live=False),
    "save it with other numbers": replace_lines,
    "save it for another council": change_councils,
    "create a live service": create_service,
    "add it to a council": add_to_council,
    "clear a council": lambda: Council.objects.get(slug="south-ayrshire").services.clear(),
    "save a line": save_line,
    "create a line": lambda: another_line().save(),
    "create a line through the service": lambda: (
        Service.objects.get(key=KEY)
        .lines.get_live_queryset()
        .create(service=Service.objects.get(key=KEY), number=NEW, source="https://example.scot")
    ),
    "move a line": move_line,
    "delete a line": lambda: line().delete(),
    "create a day": lambda: exception().save(),
    "create lines in bulk": lambda: ServiceLine.objects.bulk_create([another_line()]),
    "create days in bulk": lambda: HourException.objects.bulk_create([exception()]),
    "create services in bulk": lambda: Service.objects.bulk_create([Service(key="mine", name="Mine", role="office")]),
    "update lines": lambda: ServiceLine.objects.filter(number=OLD).update(number=NEW),
    "update lines in bulk": bulk_update,
    "update or create a line": lambda: ServiceLine.objects.update_or_create(number=OLD, defaults={"number": NEW}),
    "move lines": lambda: ServiceLine.objects.filter(number=OLD).update(service=1),
    "update services": lambda: Service.objects.filter(key=KEY).update(name="Mine"),
    "make services live": lambda: Service.objects.filter(key=KEY).update(live=True),
    "delete lines": lambda: ServiceLine.objects.filter(number=OLD).delete(),
    "delete a service": lambda: Service.objects.get(key=KEY).delete(),
    "delete services": lambda: Service.objects.filter(key=KEY).delete(),
    "delete a council": lambda: Council.objects.get(slug="south-ayrshire").delete(),
    "save a national line": save_national,
    "update national lines": lambda: NationalLine.objects.filter(key="childline").update(number="0800 1112"),
    "delete a national line": lambda: national().delete(),
    "unpublish a national line": lambda: national().unpublish(),
    "load it again from a file": lambda: approving.first_load(Service(key=KEY, name="Mine", role="office")),
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS.keys())
def test_no_code_changes_what_is_shown_alone(attempt):
    before = published.read()
    with pytest.raises(NeedsSecondPersonError), transaction.atomic():
        attempt()
    assert published.read() == before


def through_row():
    Service.councils.through.objects.create(
        service=Service.objects.get(key=KEY), council=Council.objects.get(slug="fife")
    )
    directory.note_change()


PAST_THE_RULE = {
    "another number": lambda: sql_update(ServiceLine.objects.filter(number=OLD), number=NEW),
    "another name": lambda: sql_update(Service.objects.filter(key=KEY), name="Mine"),
    "not live": lambda: sql_update(Service.objects.filter(key=KEY), live=False),
    "a line less": lambda: sql_delete(ServiceLine.objects.filter(number=OLD)),
    "another council": through_row,
    "a national number": lambda: sql_update(NationalLine.objects.filter(key="childline"), number="0800 1112"),
    "a national line less": lambda: sql_update(NationalLine.objects.filter(key="childline"), live=False),
}


@pytest.mark.parametrize("change", PAST_THE_RULE.values(), ids=PAST_THE_RULE.keys())
def test_what_is_changed_past_the_rule_is_not_shown_and_raises_an_alarm(change, caplog):
    before = published.read()
    change()
    assert published.read() == before
    assert "was changed without a second person. Shown is what was agreed." in caplog.text


def test_a_service_that_nobody_ever_agreed_to_is_not_shown(ayr, caplog):
    sql_update(Service.objects.filter(key=KEY), key="mine")
    sql_update(Approval.objects.filter(key=f"Service:{KEY}"), key="Service:gone", digest="")
    assert OLD not in shown()
    assert "Service:mine was changed without a second person. Shown is nothing." in caplog.text


def test_an_approval_that_was_changed_past_the_rule_shows_nothing(ayr):
    kept = Approval.in_force(f"Service:{KEY}")
    kept.after["lines"][0]["number"] = NEW
    sql_update(Approval.objects.filter(pk=kept.pk), after=kept.after)
    assert not {OLD, NEW} & set(shown())


def test_a_row_that_was_changed_past_the_rule_can_be_put_right_alone(ayr):
    right = Service.objects.get(key=KEY).latest_revision
    sql_update(ServiceLine.objects.filter(number=OLD), number=NEW)
    right.publish(user=person("anna"))
    assert ServiceLine.objects.filter(number=OLD).exists()


def test_an_approval_is_never_changed_and_never_deleted(ayr):
    kept = Approval.in_force(f"Service:{KEY}")
    attempts = [kept.save, kept.delete, Approval.objects.all().delete]
    attempts += [lambda: Approval.objects.update(name="x"), lambda: Approval.objects.bulk_create([kept])]
    for attempt in attempts:
        with pytest.raises(ValidationError):
            attempt()


def test_nobody_writes_an_approval_of_their_own_change(ayr):
    anna = person("anna")
    with pytest.raises(NeedsSecondPersonError):
        Approval.objects.create(
            kind="approval",
            key="Service:mine",
            name="Mine",
            before={},
            after={"key": "mine"},
            made_by=[{"id": anna.pk, "name": "anna"}],
            approver=anna,
            approved_by="anna",
        )


def wrong_state():
    right = Approval.in_force(f"Service:{KEY}").after
    return {**right, "lines": [{**right["lines"][0], "number": NEW}]}


def forged(**facts):
    return Approval(**{"key": f"Service:{KEY}", "name": "Mine", "before": {}, "after": wrong_state(), **facts})


def made_by(name):
    return [{"id": person(name).pk, "name": name}]


def boss(**facts):
    return {"kind": "approval", "approver": person("anna"), "approved_by": "anna", **facts}


FORGED = {
    "a withdrawal that adds a number": lambda: {"kind": "withdrawal", "approved_by": "anna", "reason": "Mine"},
    "a withdrawal of what was never shown": lambda: {
        **{"kind": "withdrawal", "approved_by": "anna", "reason": "Mine"},
        **{"key": "Service:mine", "after": {**wrong_state(), "key": "mine"}},
    },
    "a first load of a contact that is there": lambda: {"kind": "first_load"},
    "a first load of what no file has": lambda: {"kind": "first_load", "key": "Service:mine"},
    "an approval of what nobody made": boss,
    "an approval without a draft": lambda: boss(made_by=made_by("berta")),
    "an approval of another draft": lambda: boss(
        made_by=made_by("berta"), revision_id=draft(Service.objects.get(key=KEY), OTHER, "berta").pk
    ),
    "an approval of one's own draft as if another had made it": lambda: boss(
        made_by=made_by("berta"), **of_a_draft("anna")
    ),
    "an approval that leaves out one who made it": lambda: boss(made_by=made_by("clara"), **of_a_draft("berta")),
    "a cancellation that shows something": lambda: {"kind": "cancelled"},
    "a kind that there is not": lambda: {"kind": "mine"},
}


def of_a_draft(author):
    revision = draft(Service.objects.get(key=KEY), NEW, author)
    return {"revision_id": revision.pk, "after": states.of(revision.as_object())}


@pytest.mark.parametrize("took_effect", [False, True], ids=["waiting", "in force at once"])
@pytest.mark.parametrize("facts", FORGED.values(), ids=FORGED.keys())
def test_nobody_writes_an_approval_alone(facts, took_effect):
    values = {**facts(), "took_effect_at": timezone.now() if took_effect else None}
    before = published.read()
    with pytest.raises(NeedsSecondPersonError), transaction.atomic():
        forged(**values).save()
    assert published.read() == before


def test_even_an_honest_approval_takes_effect_only_after_it_is_kept():
    honest = boss(made_by=made_by("berta"), **of_a_draft("berta"))
    with pytest.raises(NeedsSecondPersonError, match="never both at once"):
        forged(**honest, took_effect_at=timezone.now()).save()
    forged(**honest).save()


def test_an_approval_does_not_take_effect_before_its_day(ayr):
    ayr.go_live_at = timezone.now() + timedelta(days=3)
    agree(with_number(ayr, NEW)).publish()
    with pytest.raises(NeedsSecondPersonError, match="cannot be used now"):
        Approval.newest(f"Service:{KEY}").take_effect()
    assert NEW not in shown()


def test_an_approval_that_a_newer_one_replaced_does_not_take_effect(ayr):
    agree(with_number(ayr, NEW))
    replaced = Approval.newest(f"Service:{KEY}")
    put_on_site(with_number(Service.objects.get(key=KEY), OTHER))
    with pytest.raises(NeedsSecondPersonError):
        replaced.take_effect()
    assert NEW not in shown()


@pytest.mark.parametrize("model", [Approval, NumberChange, NumberCheck])
def test_a_record_is_not_changed_through_any_manager(model):
    for rows in (model.objects, model._base_manager, model._default_manager):
        attempts = [
            lambda rows=rows: rows.filter().update(number="1"),
            lambda rows=rows: rows.filter().update(),
            lambda rows=rows: rows.filter().delete(),
            lambda rows=rows: rows.bulk_create([model()]),
            lambda rows=rows: rows.bulk_update([], ["key"]),
        ]
        for attempt in attempts:
            with pytest.raises(ValidationError, match="This is a record"):
                attempt()


def test_one_row_of_the_record_of_numbers_stays_as_it_is():
    row = NumberChange.objects.last()
    for attempt in (row.save, row.delete):
        with pytest.raises(ValidationError, match="This is a record"):
            attempt()


def test_a_new_approval_does_not_write_over_an_old_one():
    old = Approval.in_force(f"Service:{KEY}")
    honest = boss(made_by=made_by("berta"), **of_a_draft("berta"))
    with pytest.raises(IntegrityError), transaction.atomic():
        forged(pk=old.pk, **honest).save()
    assert Approval.objects.get(pk=old.pk).after == old.after


def test_a_record_outlives_the_account_that_it_names(ayr):
    put_on_site(with_number(ayr, NEW), "anna", "berta")
    person("berta").delete()
    kept = Approval.in_force(f"Service:{KEY}")
    assert (kept.approver, kept.approved_by) == (None, "berta")
    assert NEW in shown()


def test_a_forged_row_with_a_plain_digest_is_not_shown():
    text = json.dumps(wrong_state(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    rows = Approval.objects.filter(pk=Approval.in_force(f"Service:{KEY}").pk)
    sql_update(rows, after=wrong_state(), digest=hashlib.sha256(text.encode()).hexdigest())
    assert not {OLD, NEW} & set(shown())


def test_the_seal_of_one_contact_is_none_for_another():
    other = Approval.in_force("Service:fife-office")
    sql_update(Approval.objects.filter(key=f"Service:{KEY}"), after=other.after, digest=other.digest)
    assert not Approval.in_force(f"Service:{KEY}").is_sound


def test_a_forged_row_is_not_made_good_by_a_withdrawal():
    sql_update(Approval.objects.filter(key=f"Service:{KEY}"), after=wrong_state())
    facts = {"kind": "withdrawal", "approved_by": "anna", "reason": "Mine"}
    with pytest.raises(NeedsSecondPersonError, match="can only be taken off"):
        forged(**facts).save()


def test_what_was_agreed_stays_on_the_site_when_the_secret_key_is_replaced(settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-for-tests-alone-that-opens-nothing-anywhere"
    assert OLD in shown()


def test_with_another_secret_key_alone_nothing_counts_as_agreed(settings):
    settings.SECRET_KEY = "another-key-for-tests-alone-that-opens-nothing-anywhere"
    assert not Approval.in_force(f"Service:{KEY}").is_sound


def test_the_first_load_agrees_to_each_contact_once():
    live = sum(kind.objects.filter(live=True).count() for kind in (Service, NationalLine, Council))
    assert Approval.objects.filter(kind="first_load", took_effect_at__isnull=False).count() == live


def test_a_key_that_was_ever_loaded_cannot_be_loaded_again():
    Loaded.objects.create(kind="Service", key="mine")
    with pytest.raises(NeedsSecondPersonError):
        approving.first_load(Service(key="mine", name="Mine", role="office"))


def test_a_new_key_with_a_number_that_no_file_has_is_not_loaded():
    service = Service(key="mine", name="Mine", role="office", source="https://example.scot")
    with pytest.raises(NeedsSecondPersonError, match="only what the data files say"):
        approving.first_load(service)


def test_the_revisions_that_say_who_made_a_change_are_kept(ayr):
    revision = draft(ayr, OTHER, "berta")
    draft(ayr, NEW, "anna")
    with pytest.raises(ProtectedError), transaction.atomic():
        revision.delete()


def test_the_key_of_a_line_on_the_site_stays():
    line = national()
    line.key = "mine"
    with pytest.raises(ValidationError, match="The key stays as it is"):
        line.save_revision(user=person("anna"))


def load_migration():
    return import_module("contacts.migrations.0003_second_person")


def test_what_stood_on_the_site_before_the_rule_is_taken_as_agreed(ayr):
    put_on_site(with_number(ayr, NEW))
    with_a_day = Service.objects.get(key="fife-office")
    with_a_day.hour_exceptions = [HourException(date=date(2026, 12, 24), hours="09:00-12:00")]
    put_on_site(with_a_day)
    before = published.read()
    sql_delete(models.QuerySet(Approval).exclude(key__startswith="Council:"))
    load_migration().approve_what_is_shown(MigrationLoader(connection).project_state().apps)
    assert published.read() == before


def test_the_workflow_is_made_once():
    load_migration().make_workflow(apps)
    assert SecondPersonTask.objects.count() == 1


def test_a_draft_that_was_never_shown_may_be_deleted():
    service = Service.objects.create(key="mine", name="Mine", role="office", live=False, source="https://e.scot")
    ServiceLine.objects.create(service=service, number=NEW, source="https://e.scot")
    service.delete()
    assert not ServiceLine.objects.filter(number=NEW).exists()


def test_reading_stays_at_the_same_number_of_queries(ayr, django_assert_max_num_queries):
    for number in (NEW, OTHER, OLD):
        put_on_site(with_number(Service.objects.get(key=KEY), number))
    with django_assert_max_num_queries(12):
        published.read()
