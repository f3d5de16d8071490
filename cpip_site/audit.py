"""Who came in, who was turned away and what changed in how they come in: one line each in the log.

Accounts are named by their number. No name that was typed, no password, no code and no address is written.
"""

import logging
from collections.abc import Callable
from typing import Any

from allauth.mfa import signals as second_factor
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from wagtail.admin import auth

logger = logging.getLogger("cpip_site.sign_in")


def note(event: str, user: Any = None, level: int = logging.INFO) -> None:
    """Writes the event and the number of the account that it is about."""
    logger.log(level, "%s: account %s", event, getattr(user, "pk", None) or "unknown")


def warn(event: str, user: Any = None) -> None:
    note(event, user, logging.WARNING)


def account_named(name: str) -> Any:
    """The account of that name, or None. Asked for every failure, so that known and unknown names take as long."""
    users = get_user_model().objects
    try:
        return users.get_by_natural_key(name)
    except (users.model.DoesNotExist, ValidationError, ValueError):
        return None


def listen() -> None:
    if auth.permission_denied.__module__ != __name__:
        auth.permission_denied = noted(auth.permission_denied)
    user_logged_in.connect(_signed_in, dispatch_uid="audit")
    user_logged_out.connect(_signed_out, dispatch_uid="audit")
    user_login_failed.connect(_wrong_password, dispatch_uid="audit")
    second_factor.authentication_failed.connect(_wrong_code, dispatch_uid="audit")
    second_factor.authenticator_used.connect(_used, dispatch_uid="audit")
    second_factor.authenticator_added.connect(_added, dispatch_uid="audit")
    second_factor.authenticator_removed.connect(_removed, dispatch_uid="audit")
    second_factor.authenticator_reset.connect(_renewed, dispatch_uid="audit")


def noted(deny: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Wagtail's answer to an editor who wants what they have no right to, with a line in the log."""

    def permission_denied(request: HttpRequest) -> HttpResponse:
        warn("Refused, no right to it", request.user)
        return deny(request)

    return permission_denied


def _signed_in(sender: Any, user: Any, **kwargs: Any) -> None:
    note("Signed in", user)


def _signed_out(sender: Any, user: Any, **kwargs: Any) -> None:
    if user is not None:
        note("Signed out", user)


def _wrong_password(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    warn("Wrong name or password", account_named(str(credentials.get("username", ""))))


def _wrong_code(sender: Any, user: Any, **kwargs: Any) -> None:
    warn("Wrong second factor", user)


def _used(sender: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    note(f"Second factor used ({authenticator.type})", user)


def _added(sender: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    warn(f"Second factor added ({authenticator.type})", user)


def _removed(sender: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    warn(f"Second factor removed ({authenticator.type})", user)


def _renewed(sender: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    warn(f"Second factor renewed ({authenticator.type})", user)
