"""Takes a message in: sealed, with a reference, together with the mail that it calls for. All of it, or nothing."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac

from pages.inbox import outbox
from pages.inbox.models import Message
from pages.inbox.seal import seal

# Without letters and digits that are taken for each other when read out.
LETTERS, DIGITS = "BCDFGHJKMNPQRTVWXZ", "2346789"
PREFIX = {"complaint": "DP", "accessibility": "AC"}


def reference_of(kind: str, stamp: str, words: dict[str, str]) -> str:
    """The same for the same form with the same words, so that a reload sends nothing twice."""
    digest = salted_hmac("inbox reference", f"{stamp}{sorted(words.items())}", algorithm="sha256").digest()
    signs = [DIGITS[byte % 7] if place % 2 else LETTERS[byte % 18] for place, byte in enumerate(digest[:8])]
    letters = "".join(signs)
    return f"{PREFIX[kind]}-{letters[:4]}-{letters[4:]}"


@transaction.atomic
def receive(kind: str, stamp: str, words: dict[str, str], tell: str) -> Message:
    """The message, kept. `tell`: the address of whoever answers, or "". Raises DatabaseError when it is not kept."""
    reference = reference_of(kind, stamp, words)
    new = {"kind": kind, "sealed": seal(words), "tell": tell}
    message, is_new = Message.objects.get_or_create(reference=reference, defaults=new)
    if is_new:
        queue_mail(message, words.get("email", ""), tell)
    return message


def queue_mail(message: Message, sender: str, tell: str) -> None:
    """A confirmation to whoever wrote, and word to whoever answers: neither repeats what was written."""
    context = {
        "message": message,
        "address": settings.WAGTAILADMIN_BASE_URL + reverse("inbox_message", args=[message.pk]),
    }
    if sender:
        text = render_to_string("inbox/confirmation.txt", context)
        subject = f"We have your message: {message.reference}"
        outbox.queue(sender, subject, text, about=message, acknowledges=True)
    if tell:
        text = render_to_string("inbox/notice.txt", context)
        outbox.queue(tell, f"{message.get_kind_display()}: {message.reference}", text, about=message)
