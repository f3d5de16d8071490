"""django-allauth, set up for this site: its words, its limits, and what it keeps secret."""

import base64
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare, salted_hmac

from cpip_site import audit
from cpip_site.client_address import client_address
from cpip_site.sessions import SIGNED_IN_AT

PASSWORD_SEEN = "password_seen"  # noqa: S105 - the name of a stamp in the session
TOO_MANY = "Too many wrong tries. Wait five minutes, then try again. A passkey works at once."


class AccountAdapter(DefaultAccountAdapter):
    """Passwords: counted per account and address together, so that nobody can lock out everybody else."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "This name and this password do not belong together. Check both.",
        "incorrect_password": "This is not your password.",
        "incorrect_code": "This code is not right. Codes change every half minute: type the one shown now.",
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }
    used_anywhere: ratelimit.RateLimitUsage | None = None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return f"{credentials.get('username', '').lower()} from {ratelimit.get_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuses once there were too many failures: by this account from this address, or from all addresses."""
        try:
            super().pre_authenticate(request, **credentials)
            name = credentials.get("username", "").lower()
            self.used_anywhere = ratelimit.consume(request, app="allauth.account", action="login_anywhere", key=name)
            if not self.used_anywhere:
                raise self.validation_error("too_many_login_attempts")
        except ValidationError:
            audit.warn("Too many wrong tries", audit.account_named(credentials.get("username", "")))
            raise

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user and self.used_anywhere:
            self.used_anywhere.rollback()
        return user

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        request.session[PASSWORD_SEEN] = user.get_session_auth_hash()
        return super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: Any) -> None:
        """Signs in after the second factor, unless the account or its password changed since the first."""
        seen = request.session.pop(PASSWORD_SEEN, "")
        if not user.is_active or not constant_time_compare(seen, user.get_session_auth_hash()):
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        super().login(request, user)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """The same words as for a wrong password: whether an account exists is nobody's business."""
        audit.warn("Sign-in of an account that may not", user)
        messages.error(request, self.error_messages["username_password_mismatch"])
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes of signing in: the password was only just given."""
        age = time.time() - context.request.session.get(SIGNED_IN_AT, 0)
        return age >= app_settings.REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": "Use your password",
            "mfa_reauthenticate": "Use a code from your authenticator app, or a recovery code",
            "mfa_reauthenticate:webauthn": "Use a passkey",
        }
        return [{**way, "description": words[way["id"]]} for way in super().get_reauthentication_methods(user)]


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: named plainly, and kept encrypted, so that a copy of the database does not give them away."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first.",
    }

    def get_totp_label(self, user: Any) -> str:
        return str(user.get_username())

    def get_totp_issuer(self) -> str:
        return str(settings.WAGTAIL_SITE_NAME)

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return f"Passkey {number}"

    def encrypt(self, text: str) -> str:
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; or, when SECRET_KEY has changed, a new random one, which no code will ever match."""
        try:
            return _vault().decrypt(encrypted_text).decode()
        except InvalidToken:
            audit.logger.error("A second factor cannot be read: SECRET_KEY changed. Run manage.py reset_second_factor.")
            return generate_totp_secret()


def _vault() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (salted_hmac("cpip_site second factor", "", secret=key, algorithm="sha256").digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
