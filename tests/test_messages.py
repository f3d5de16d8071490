"""Messages in the admin: what is due when, who may read, and how long they are kept."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from pages.inbox import outbox
from pages.inbox.models import Message, NumberReport, OutgoingMail
from pages.inbox.receiving import receive
from pages.inbox.seal import seal
from tests.sign_in import make_editor, sign_in

pytestmark = pytest.mark.django_db
CAME_IN = datetime(2026, 11, 1, 12, tzinfo=UTC)
WORDS = {"what": "You kept my old address.", "email": "ada@example.scot"}


def message(kind="complaint", received=CAME_IN, tell="dpo@example.scot") -> Message:
    with time_machine.travel(received, tick=False):
        return receive(kind, f"stamp {kind} {received}", WORDS, tell)


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2026-11-02", "New"), ("2026-11-20", "New"), ("2026-11-21", "Due soon"), ("2026-12-01", "Due soon"),
        ("2026-12-02", "Overdue"),
    ],
)  # fmt: skip
def test_a_complaint_is_due_on_its_20th_day_and_overdue_after_its_30th(moment, state):
    found = message()
    with time_machine.travel(f"{moment}T12:00:00+00:00", tick=False):
        assert found.state == state
    assert (found.day_20.isoformat(), found.day_30.isoformat()) == ("2026-11-21", "2026-12-01")


def test_the_confirmation_that_left_is_noted(settings):
    found = message()
    with time_machine.travel(CAME_IN, tick=False):
        assert outbox.send_due(CAME_IN) == (2, 0)
    found.refresh_from_db()
    assert found.acknowledged_at == CAME_IN
    assert sorted(sent.to[0] for sent in mail.outbox) == ["ada@example.scot", "dpo@example.scot"]
    assert not any(WORDS["what"] in sent.body for sent in mail.outbox)
    assert not OutgoingMail.objects.exists()


def test_whoever_answers_is_reminded_once_on_the_20th_day():
    message()
    outbox.send_due(CAME_IN)
    mail.outbox.clear()
    for days in (19, 20, 21):
        with time_machine.travel(CAME_IN + timedelta(days=days, hours=1), tick=False):
            call_command("send_mail")
    assert [sent.subject for sent in mail.outbox] == [f"Due on 01/12/2026: {Message.objects.get().reference}"]


def test_an_answered_message_brings_no_reminder():
    message()
    Message.objects.update(answered_at=CAME_IN)
    OutgoingMail.objects.all().delete()
    with time_machine.travel(CAME_IN + timedelta(days=25), tick=False):
        call_command("send_mail")
    assert not mail.outbox


def test_mail_that_cannot_leave_waits_longer_each_time_and_is_never_lost(monkeypatch, caplog):
    def away(*args, **kwargs):
        raise ConnectionRefusedError

    message(tell="")
    monkeypatch.setattr("django.core.mail.EmailMessage.send", away)
    moment, waits = CAME_IN, []
    for _ in range(10):
        assert outbox.send_due(moment) == (0, 1)
        row = OutgoingMail.objects.get()
        waits.append((row.next_try - moment).total_seconds() // 60)
        moment = row.next_try
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360]
    assert row.last_problem == "ConnectionRefusedError"
    assert "ada@example.scot" not in caplog.text
    monkeypatch.undo()
    assert outbox.send_due(moment) == (1, 0)
    assert len(mail.outbox) == 1


def test_one_mail_that_cannot_leave_holds_no_other_up(monkeypatch):
    message(tell="")
    message(kind="accessibility", tell="")
    first = OutgoingMail.objects.first()
    OutgoingMail.objects.filter(pk=first.pk).update(sealed=seal({"to": "x"}))
    assert outbox.send_due(CAME_IN) == (1, 1)


def test_mail_that_is_stuck_for_a_day_is_said_on_the_first_page(client):
    message()
    with time_machine.travel(CAME_IN + timedelta(days=2), tick=False):
        sign_in(client, make_editor("clara", "Moderators"))
        assert "2 e-mails could not leave" in client.get("/admin/").content.decode()


@pytest.fixture
def moderator(client):
    return sign_in(client, make_editor("clara", "Moderators"))


def test_the_list_shows_both_days_and_the_message_its_words(client, moderator):
    found = message()
    listed = client.get(reverse("inbox_messages")).content.decode()
    assert found.reference in listed
    shown = client.get(reverse("inbox_message", args=[found.pk])).content.decode()
    assert WORDS["what"] in shown
    assert "What went wrong with your personal data?" in shown
    assert ModelLogEntry.objects.filter(action="inbox.read", user=moderator).count() == 1


@pytest.mark.parametrize(("deed", "field"), [("acknowledged", "acknowledged_at"), ("answered", "answered_at")])
def test_what_was_done_is_noted_once(client, moderator, deed, field):
    found = message()
    address = reverse("inbox_message", args=[found.pk])
    client.post(address, {"deed": deed})
    found.refresh_from_db()
    first = getattr(found, field)
    assert first
    client.post(address, {"deed": deed})
    found.refresh_from_db()
    assert getattr(found, field) == first
    assert ModelLogEntry.objects.filter(action="inbox.done").count() == 1


@pytest.mark.parametrize("group", ["Editors", "Contact checkers"])
def test_nobody_else_reads_them(client, group):
    found = message()
    sign_in(client, make_editor("other", group))
    assert client.get(reverse("inbox_messages")).status_code == 302
    assert WORDS["what"] not in client.get(reverse("inbox_message", args=[found.pk]), follow=True).content.decode()
    assert "Message without an answer" not in client.get("/admin/").content.decode()


def test_the_words_stay_readable_after_a_new_key_as_long_as_the_old_one_is_known(settings):
    found = message()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a-new-key-that-nobody-has-seen-before-0123456789"
    assert found.words == WORDS
    settings.SECRET_KEY_FALLBACKS = []
    assert found.words == {}


def test_a_message_that_cannot_be_opened_says_why(client, moderator):
    found = message()
    Message.objects.update(sealed=b"broken")
    assert "the key was changed" in client.get(reverse("inbox_message", args=[found.pk])).content.decode()


@time_machine.travel("2026-11-24T12:00:00+00:00", tick=False)
def test_messages_are_deleted_at_the_stated_age_after_their_answer(capsys):
    def answered(kind, day):
        found = message(kind, received=datetime.fromisoformat(f"{day}T12:00:00+00:00"))
        Message.objects.filter(pk=found.pk).update(answered_at=found.received_at)

    for kind, day in (("complaint", "2024-11-23"), ("complaint", "2024-11-25"), ("accessibility", "2025-11-23"),
                      ("accessibility", "2025-11-25")):  # fmt: skip
        answered(kind, day)
    message("complaint", received=datetime(2020, 1, 1, tzinfo=UTC))
    NumberReport.objects.create(number="1", council="fife", service="s", problem="dead", settled_on="2025-11-01")
    call_command("prune")
    kept = sorted((found.kind, found.received_at.year) for found in Message.objects.all())
    assert kept == [("accessibility", 2025), ("complaint", 2020), ("complaint", 2024)]
    assert not NumberReport.objects.exists()
    assert "2 deleted: messages" in capsys.readouterr().out


def test_nothing_of_a_message_moves_the_sites_version():
    from cpip_site.models import SiteVersion

    before = SiteVersion.current()
    message()
    assert SiteVersion.current() == before


def test_a_reference_has_no_letters_that_are_taken_for_each_other():
    assert not set(message().reference[3:]) & set("01OILSU5")
    assert timezone.localdate(CAME_IN).isoformat() == "2026-11-01"
