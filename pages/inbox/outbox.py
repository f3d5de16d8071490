"""Mail that is never lost: a row beside what it is about, sent by `manage.py send_mail`, tried until it leaves.

It is sent at least once: a machine that stops between the sending and the deleting sends it again, with the same
Message-ID, by which mail programs know it for the same.
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F

from pages.inbox.models import Message, OutgoingMail
from pages.inbox.seal import seal, unseal

log = logging.getLogger(__name__)
LONGEST_WAIT = timedelta(hours=6)
STUCK_AFTER = timedelta(days=1)


def queue(to: str, subject: str, text: str, *, about: Message | None = None, acknowledges: bool = False) -> None:
    """Put one e-mail down. To be called in the transaction of what it is about: both are kept, or neither."""
    sealed = seal({"to": to, "subject": subject, "text": text})
    OutgoingMail.objects.create(sealed=sealed, message=about, acknowledges=acknowledges)


def send_due(now: datetime) -> tuple[int, int]:
    """Send what is due, one by one. Returns how many left and how many have to wait."""
    sent = waiting = 0
    for pk in OutgoingMail.objects.filter(next_try__lte=now).values_list("pk", flat=True):
        with transaction.atomic():
            # Two processes may meet here: the second finds the row gone, or waits for nothing.
            mail = _claimed(pk, now)
            if mail is None:
                continue
            if _leaves(mail, now):
                sent += 1
            else:
                waiting += 1
    return sent, waiting


def _claimed(pk: int, now: datetime) -> OutgoingMail | None:
    rows = OutgoingMail.objects.select_related("message").filter(pk=pk, next_try__lte=now)
    return rows.select_for_update(of=("self",)).first()


def _leaves(mail: OutgoingMail, now: datetime) -> bool:
    try:
        _send(mail)
    except (SMTPException, OSError, ValueError, KeyError) as error:
        _put_off(mail, now, type(error).__name__)
        return False
    if mail.acknowledges and mail.message and not mail.message.acknowledged_at:
        Message.objects.filter(pk=mail.message.pk).update(acknowledged_at=now)
    log.info("Mail %s left%s.", mail.pk, f", about {mail.message}" if mail.message else "")
    mail.delete()
    return True


def _send(mail: OutgoingMail) -> None:
    words = unseal(mail.sealed)
    headers = {"Message-ID": f"<cpip-{mail.pk}-{int(mail.created_at.timestamp())}@{_host()}>"}
    EmailMessage(words["subject"], words["text"], None, [words["to"]], headers=headers).send()


def _host() -> str:
    return settings.BASE_URL.partition("://")[2].partition(":")[0]


def _put_off(mail: OutgoingMail, now: datetime, problem: str) -> None:
    wait = min(timedelta(minutes=2**mail.tries), LONGEST_WAIT)
    OutgoingMail.objects.filter(pk=mail.pk).update(tries=F("tries") + 1, next_try=now + wait, last_problem=problem)
    log.warning("Mail %s did not leave (%s). It is tried again in %s.", mail.pk, problem, wait)


def stuck(now: datetime) -> int:
    """How many e-mails have waited for more than a day."""
    return OutgoingMail.objects.filter(created_at__lt=now - STUCK_AFTER).count()
