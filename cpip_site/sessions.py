"""How long a session lasts and what it proves: stamps that stand in the session itself."""

import time
from enum import Enum
from typing import Any

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa import signals as second_factor
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest

SIGNED_IN_AT, SEEN_AT, FACTOR = "signed_in_at", "seen_at", "second_factor"
# The stamp of the last sign of life is written at most this often, so that most requests write nothing.
SEEN_EVERY = 60


class Standing(Enum):
    """What a session has shown so far."""

    NOBODY = "not signed in"
    OVER = "too long ago or too long idle"
    NO_RIGHTS = "an account without a right to the admin"
    TO_ENROL = "signed in, and no second factor is set up yet"
    UNPROVEN = "signed in, and the second factor that is set up was not used"
    COMPLETE = "signed in with both factors"


def standing(user: Any, session: SessionBase) -> Standing:
    """Where this account's session stands, in at most two queries beside those for the account and its rights."""
    if not user.is_authenticated:
        return Standing.NOBODY
    if is_over(session):
        return Standing.OVER
    if not user.has_perm("wagtailadmin.access_admin"):
        return Standing.NO_RIGHTS
    own = Authenticator.objects.filter(user=user)
    factor = session.get(FACTOR)
    if factor and own.filter(pk=factor).exists():
        return Standing.COMPLETE
    return Standing.UNPROVEN if own.exists() else Standing.TO_ENROL


def is_over(session: SessionBase) -> bool:
    """Whether the session is older, or has been idle for longer, than the settings allow. One without stamps is."""
    now = time.time()
    signed_in, seen = session.get(SIGNED_IN_AT, 0), session.get(SEEN_AT, 0)
    return now - signed_in >= settings.SESSION_COOKIE_AGE or now - seen >= settings.SESSION_IDLE_AGE


def touch(session: SessionBase) -> None:
    """Notes a sign of life, at most once a minute."""
    now = int(time.time())
    if now - session.get(SEEN_AT, 0) >= SEEN_EVERY:
        session[SEEN_AT] = now


def end_sessions(user: Any) -> int:
    """Ends every session of the account, half-finished sign-ins too; gives their number."""
    waiting = user_pk_to_url_str(user)
    ended = 0
    for session in Session.objects.iterator():
        content = session.get_decoded()
        half_done = content.get(LOGIN_SESSION_KEY) or {}
        if content.get(SESSION_KEY) == str(user.pk) or half_done.get("user_pk") == waiting:
            session.delete()
            ended += 1
    return ended


def listen() -> None:
    user_logged_in.connect(_stamp, dispatch_uid="stamps")
    second_factor.authenticator_used.connect(_prove, dispatch_uid="stamps")
    second_factor.authenticator_added.connect(_prove_by_setting_up, dispatch_uid="stamps")
    second_factor.authenticator_reset.connect(_follow_new_codes, dispatch_uid="stamps")


def _stamp(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = int(time.time())


def _prove(sender: Any, request: HttpRequest, authenticator: Authenticator, **kwargs: Any) -> None:
    request.session[FACTOR] = authenticator.pk


def _prove_by_setting_up(sender: Any, request: HttpRequest, authenticator: Authenticator, **kwargs: Any) -> None:
    """Setting one up takes a code or a touch, which shows that it is there. The session may do more from then on."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES and FACTOR not in request.session:
        request.session[FACTOR] = authenticator.pk
        request.session.cycle_key()


def _follow_new_codes(sender: Any, request: HttpRequest, authenticator: Authenticator, **kwargs: Any) -> None:
    """New recovery codes are a new row: whoever came in by an old code does not fall out."""
    if not Authenticator.objects.filter(pk=request.session.get(FACTOR)).exists():
        request.session[FACTOR] = authenticator.pk
