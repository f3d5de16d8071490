"""The sealed snapshot: what a start without a database shows, and what it does not when somebody has changed it."""

import json
import threading
from contextlib import contextmanager
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import OperationalError, connection
from django.utils import timezone

from contacts import directory, imported_files, published, reviewed, seals, snapshot
from contacts.models import Approval, ContactsVersion, NationalLine, NumberCheck, Service, ServiceLine
from contacts.snapshot import BrokenSnapshotError
from tests.two_people import KEY, NEW, OLD, agree, hold_back, put_on_site, sql_delete, sql_update, with_number

pytestmark = pytest.mark.django_db
AYR = "south-ayrshire"
PAGE = f"/find-out-who-to-talk-to/{AYR}/"


@pytest.fixture(autouse=True)
def machine(settings, tmp_path):
    """A process that has read nothing yet, on a machine that never had a database."""
    settings.VAR_DIR = tmp_path
    directory.forget()
    yield tmp_path
    directory.forget()


def refuse(execute, sql, params, many, context):
    raise OperationalError("the database is away")


@contextmanager
def started_without_a_database():
    directory.forget()
    with connection.execute_wrapper(refuse):
        yield
    directory.forget()


def keep():
    """What a server's process does after each change."""
    ContactsVersion.bump()
    assert snapshot.keep(published.agreed(), ContactsVersion.current())


def numbers_of(slug):
    return {line.number for service in directory.current().councils[slug].services for line in service.lines}


def national_keys():
    return {line.key for line in directory.current().national}


@pytest.fixture
def changed(ayr):
    """Two people have changed a number, and the snapshot holds it."""
    put_on_site(with_number(ayr, NEW))
    keep()


def edit(change):
    """The file as another hand would write it; the seals stay."""
    written = json.loads(snapshot.file().read_text())
    change(written)
    snapshot.file().write_text(json.dumps(written))


def break_the_seal(key=f"Service:{KEY}"):
    """As by a statement in the database's own console."""
    kept = Approval.in_force(key)
    sql_update(Approval.objects.filter(pk=kept.pk), after={**kept.after, "hours": "always"})


def entry(written, key=f"Service:{KEY}"):
    return written["contacts"][key]


# --- a start without a database -----------------------------------------------------------------------------------
def test_a_start_without_a_database_shows_the_number_that_two_people_changed(changed):
    with started_without_a_database():
        assert NEW in numbers_of(AYR)
        assert OLD not in numbers_of(AYR)
        assert directory.alarms() == ()


def test_the_snapshot_says_everything_that_the_database_says(ayr):
    service = Service.objects.get(key=KEY)
    NumberCheck.objects.create(
        service=service, number=OLD, on=date(2026, 5, 12), how="rang", result="right", next_due=date(2026, 11, 12)
    )
    hold_back(NationalLine.objects.get(key="crimestoppers"))
    keep()
    assert snapshot.contacts() == published.read()
    assert snapshot.read().agreed == published.agreed()


def test_a_number_that_was_withdrawn_does_not_come_back_without_a_database(ayr):
    hold_back(ayr)
    keep()
    with started_without_a_database():
        assert OLD not in numbers_of(AYR)


def test_what_was_agreed_to_end_has_ended_without_a_database_too(ayr):
    ayr.expire_at = timezone.now() + timedelta(days=3)
    put_on_site(ayr)
    keep()
    with time_machine.travel(timezone.now() + timedelta(days=4), tick=True), started_without_a_database():
        assert OLD not in numbers_of(AYR)


def test_a_machine_that_never_had_a_database_shows_the_data_files():
    with started_without_a_database():
        assert OLD in numbers_of(AYR)
        assert directory.alarms() == ()


def test_a_database_that_was_emptied_shows_what_was_last_agreed(changed, monkeypatch):
    directory.forget()
    monkeypatch.setattr(published, "agreed", lambda: None)
    assert NEW in numbers_of(AYR)


def test_approvals_that_were_deleted_past_every_rule_show_no_number_and_not_the_data_files():
    sql_delete(Approval.objects.all())
    directory.forget()
    assert numbers_of(AYR) == set()
    assert directory.current().councils[AYR].withheld
    assert directory.alarms()


# --- what another hand has written --------------------------------------------------------------------------------
def another_number(written):
    entry(written)["state"]["lines"][0]["number"] = "01292 000000"


def another_council(written):
    entry(written)["state"]["councils"] = ["fife"]


def other_hours(written):
    entry(written)["state"]["hours"] = "always"


def a_check(written):
    entry(written)["checks"] = [
        {"number": NEW, "on": "2026-05-12", "how": "rang", "result": "right", "next_due": "2030-01-01"}
    ]


def a_holiday(written):
    entry(written, "Council:fife")["state"]["holidays"] = [{"date": "2026-11-24", "name": "Mine", "source": ""}]


def two_swapped(written):
    one, other = entry(written), entry(written, "Service:fife-office")
    written["contacts"] |= {f"Service:{KEY}": other, "Service:fife-office": one}


def one_dropped(written):
    del written["contacts"][f"Service:{KEY}"]


def withheld_no_more(written):
    written["withheld"] = ["fife"]


def no_seal(written):
    del written["seal"]


def nothing_in_it(written):
    written.clear()


def no_dictionary(written):
    written["contacts"] = []


def entries_of_another_shape(written):
    written["contacts"] = {"Service:mine": 1}


EDITS = [
    another_number, another_council, other_hours, a_check, a_holiday, two_swapped, one_dropped, withheld_no_more,
    no_seal, nothing_in_it, no_dictionary, entries_of_another_shape,
]  # fmt: skip


@pytest.mark.parametrize("change", EDITS)
def test_a_changed_snapshot_shows_the_national_numbers_alone_and_raises_an_alarm(changed, change, caplog):
    edit(change)
    with started_without_a_database():
        assert not any(numbers_of(slug) for slug in directory.current().councils)
        assert len(directory.current().councils) == 32
        assert {"police-emergency", "police-101", "childline"} <= national_keys()
        assert "cannot be trusted" in directory.alarms()[0]
    assert [record for record in caplog.records if record.levelname == "CRITICAL"]


@pytest.mark.parametrize("kept", [0, 1, 500, -2], ids=["empty", "one byte", "the beginning", "without its end"])
def test_a_truncated_snapshot_shows_the_national_numbers_alone(changed, kept):
    snapshot.file().write_bytes(snapshot.file().read_bytes()[:kept])
    with started_without_a_database():
        assert numbers_of(AYR) == set()


def test_bytes_that_are_no_text_show_the_national_numbers_alone(changed):
    snapshot.file().write_bytes(b"\xff\xfe\x00")
    with started_without_a_database():
        assert numbers_of(AYR) == set()


def test_an_entry_of_another_snapshot_does_not_fit_into_this_one(ayr):
    keep()
    older = json.loads(snapshot.file().read_text())["contacts"][f"Service:{KEY}"]
    put_on_site(with_number(ayr, NEW))
    keep()
    edit(lambda written: written["contacts"].update({f"Service:{KEY}": older}))
    with pytest.raises(BrokenSnapshotError, match="the seal of the whole"):
        snapshot.read()


def test_a_snapshot_that_another_key_has_sealed_shows_the_national_numbers_alone(changed, settings):
    settings.SECRET_KEY = "another-key-of-more-than-thirty-two-letters"
    with started_without_a_database():
        assert numbers_of(AYR) == set()
        assert "childline" in national_keys()


def test_after_a_change_of_the_key_the_old_one_still_reads_it_and_the_new_one_seals_it(changed, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-of-more-than-thirty-two-letters"
    assert not snapshot.read().by_this_key
    with started_without_a_database():
        assert NEW in numbers_of(AYR)
    assert snapshot.keep(published.agreed(), ContactsVersion.current())
    assert snapshot.read().by_this_key


def test_a_snapshot_that_was_removed_does_not_bring_the_data_files_back(changed):
    snapshot.file().unlink()
    with started_without_a_database():
        assert numbers_of(AYR) == set()
        assert "it is gone" in directory.alarms()[0]


def test_the_seal_needs_the_key():
    facts = {"number": OLD}
    assert seals.fits(seals.seal("a", facts), "a", facts)
    assert not seals.fits(seals.seal("b", facts), "a", facts)
    assert not seals.fits(seals.seal("a", facts, "another key"), "a", facts)
    assert not seals.fits(None, "a", facts)


# --- what readers see ---------------------------------------------------------------------------------------------
def test_a_councils_page_says_that_its_numbers_cannot_be_shown_and_leads_with_the_police(changed, client):
    edit(another_number)
    with started_without_a_database():
        page = client.get(PAGE).content.decode()
    assert "We cannot show this council’s numbers just now. Ring the police." in page
    assert 'class="call call--lead" href="tel:101"' in page
    assert "01292" not in page


def test_the_page_with_all_numbers_says_it_too(changed, client):
    edit(another_number)
    with started_without_a_database():
        page = client.get("/find-out-who-to-talk-to/all-numbers/").content.decode()
    assert page.count("We cannot show the numbers just now.") == 32
    assert 'href="tel:999"' in page


def test_readyz_names_the_alarm_and_stays_ready(changed, client):
    break_the_seal()
    directory.forget()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert f"Service:{KEY}" in answer.json()["alarms"][0]


# --- how it is written --------------------------------------------------------------------------------------------
def test_it_is_written_once_for_each_change(changed, monkeypatch):
    written = snapshot.file().stat().st_mtime_ns
    monkeypatch.setattr(imported_files, "replace", lambda *args: pytest.fail("written again"))
    assert snapshot.keep(published.agreed(), ContactsVersion.current())
    assert snapshot.file().stat().st_mtime_ns == written


def test_an_older_state_never_takes_the_place_of_a_newer_one(ayr):
    older, mark = published.agreed(), ContactsVersion.current()
    put_on_site(with_number(ayr, NEW))
    keep()
    assert snapshot.keep(older, mark)
    assert NEW in snapshot.file().read_text()
    assert snapshot.contacts() == published.read()


def test_a_snapshot_that_another_hand_has_changed_is_written_afresh_and_raises_an_alarm(changed, caplog):
    edit(another_number)
    assert snapshot.keep(published.agreed(), ContactsVersion.current())
    assert NEW in snapshot.file().read_text()
    assert "cannot be trusted" in caplog.text


def test_a_full_disk_costs_a_line_in_the_log_and_leaves_no_number_that_may_be_old(changed, ayr, monkeypatch, caplog):
    def full(path, text):
        path.write_text(text[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(imported_files, "_write", full)
    put_on_site(with_number(Service.objects.get(key=KEY), OLD))
    assert not snapshot.keep(published.agreed(), ContactsVersion.current())
    assert "No space left on device" in caplog.text
    with started_without_a_database():
        assert numbers_of(AYR) == set()


def test_a_folder_that_is_not_there_costs_a_line_in_the_log(settings, tmp_path, caplog):
    settings.VAR_DIR = tmp_path / "nowhere"
    assert not snapshot.keep(published.agreed(), ContactsVersion.current())
    assert "The snapshot of the contacts was not written" in caplog.text


def test_a_database_that_goes_away_meanwhile_leaves_the_last_one(changed):
    before, agreed = snapshot.file().read_bytes(), published.agreed()
    with connection.execute_wrapper(refuse):
        assert not snapshot.keep(agreed, "another")
    assert snapshot.file().read_bytes() == before


def test_two_writers_take_turns(changed, machine):
    """While one holds the lock the other waits, and then sees that the database has moved on."""
    held, order = threading.Event(), []
    agreed = published.agreed()

    def hold():
        with snapshot._alone():
            held.set()
            order.append("first")

    with snapshot._alone():
        other = threading.Thread(target=hold)
        other.start()
        assert not held.wait(0.1)
        order.append("mine")
    other.join()
    assert order == ["mine", "first"]
    assert snapshot.keep(agreed, "an older mark")
    assert snapshot.read().mark == ContactsVersion.current()


# --- when the directory writes it ---------------------------------------------------------------------------------
@pytest.fixture
def outside_of_a_transaction(monkeypatch):
    """As in a server; the test itself runs in a transaction that is undone."""
    monkeypatch.setattr(directory, "connection", SimpleNamespace(in_atomic_block=False))


def test_what_a_transaction_has_not_yet_kept_is_not_written_down():
    directory.current()
    assert not snapshot.file().exists()


def test_the_first_look_writes_it(outside_of_a_transaction):
    directory.current()
    assert snapshot.contacts() == published.read()


def test_what_was_read_within_a_transaction_is_written_after_it(monkeypatch, changed):
    directory.current()
    before = snapshot.file().read_bytes()
    sql_update(ServiceLine.objects.filter(number=NEW), label="Mine")
    directory.current()
    assert snapshot.file().read_bytes() == before
    monkeypatch.setattr(directory, "connection", SimpleNamespace(in_atomic_block=False))
    directory.refresh()
    assert snapshot.read().mark == ContactsVersion.current()


def test_a_question_never_writes(outside_of_a_transaction, monkeypatch):
    directory.current()
    monkeypatch.setattr(snapshot, "keep", lambda *args: pytest.fail("asked to write"))
    directory.current()
    directory.refresh()


def test_after_a_full_disk_it_is_tried_again_a_minute_later(outside_of_a_transaction, monkeypatch):
    tries = []
    monkeypatch.setattr(snapshot, "keep", lambda *args: tries.append(1) and False)
    for _ in range(3):
        directory.refresh()
    assert len(tries) == 1
    monkeypatch.setattr(directory, "_tried_at", directory._tried_at - 61)
    directory.refresh()
    assert len(tries) == 2


# --- a broken seal in the database --------------------------------------------------------------------------------
def test_a_broken_seal_takes_the_numbers_of_every_council_that_it_concerns(caplog):
    """A service of several councils: none of them shows what can only be a part of its numbers."""
    shared = next(s for s in Service.objects.all() if s.councils.count() > 1)
    councils = {council.slug for council in shared.councils.all()}
    break_the_seal(f"Service:{shared.key}")
    found = published.read()
    assert {slug for slug, council in found.councils.items() if council.withheld} == councils
    assert not any(found.councils[slug].services for slug in councils)
    directory.forget()
    directory.current()
    assert [record for record in caplog.records if record.levelname == "CRITICAL" and shared.key in record.message]


def test_a_forged_state_cannot_hide_which_councils_it_concerns(ayr):
    kept = Approval.in_force(f"Service:{KEY}")
    sql_update(Approval.objects.filter(pk=kept.pk), after={**kept.after, "councils": []})
    sql_update(Service.objects.filter(key=KEY), live=False)
    Service.councils.through.objects.filter(service=ayr)._raw_delete("default")
    assert published.read().councils[AYR].withheld


def test_two_rows_that_swap_their_seals_show_no_number_of_either():
    one, other = (Approval.in_force(f"Service:{key}") for key in (KEY, "fife-office"))
    sql_update(Approval.objects.filter(pk=one.pk), digest=other.digest, after=other.after)
    sql_update(Approval.objects.filter(pk=other.pk), digest=one.digest, after=one.after)
    found = published.read()
    assert (found.councils[AYR].services, found.councils["fife"].services) == ((), ())


@pytest.mark.parametrize(
    "facts", [{"councils": ["fife"]}, {"hours": "always"}, {"role": "all_hours"}, {"hours_complete": False}]
)
def test_a_first_load_is_trusted_without_a_seal_only_as_the_files_have_it(facts):
    """It once was when its numbers alone were the files': they could then be shown to another council."""
    kept = Approval.in_force(f"Service:{KEY}")
    sql_update(Approval.objects.filter(pk=kept.pk), after={**kept.after, **facts})
    found = published.read()
    assert all(OLD not in line.number for s in found.councils["fife"].services for line in s.lines)
    assert found.councils[AYR].withheld


def test_the_data_files_say_just_what_the_first_load_has_kept():
    loaded = Approval.objects.filter(kind="first_load")
    assert {approval.key: approval.after for approval in loaded} == reviewed.all_states()


def test_a_broken_national_line_is_not_shown_and_the_others_are():
    sql_update(Approval.objects.filter(key="NationalLine:childline"), digest="0", after={"key": "childline"})
    directory.forget()
    assert "childline" not in national_keys()
    assert "police-101" in national_keys()
    assert numbers_of(AYR)
    assert "NationalLine:childline" in directory.alarms()[0]


def test_a_state_that_makes_no_sense_leaves_the_last_known_numbers_and_raises_an_alarm(changed, monkeypatch):
    monkeypatch.setattr(published, "agreed", lambda: [][0])
    directory.forget()
    assert NEW in numbers_of(AYR)
    assert "IndexError" in directory.alarms()[0]


def test_what_is_put_right_by_two_people_is_shown_again(ayr):
    break_the_seal()
    assert published.read().councils[AYR].withheld
    agree(with_number(Service.objects.get(key=KEY), NEW)).publish()
    assert not published.read().councils[AYR].withheld
