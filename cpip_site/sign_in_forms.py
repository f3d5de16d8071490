"""The forms of signing in: a password manager and a screen reader know what each field is for."""

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.app_settings import TOTP_PERIOD, TOTP_TOLERANCE
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, EditWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError

from cpip_site import audit
from cpip_site.shared_cache import shared_cache
from cpip_site.sign_in import SecondFactorAdapter

CODE_FIELD = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


def describe(field: forms.Field, label: str, **attributes: str) -> None:
    """A label instead of a placeholder, which would be gone as soon as somebody types."""
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe(self.fields["login"], "Username", autocapitalize="none", spellcheck="false")
        describe(self.fields["password"], "Password", autocomplete="current-password")


class ConfirmPasswordForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe(self.fields["password"], "Password", autocomplete="current-password")


class SetUpAppForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe(self.fields["code"], "The six digits that the app shows now", **CODE_FIELD)


class OneTimeCode:
    """A code counts once, for as long as it could be used again: allauth remembers it for half a minute only."""

    fields: dict[str, forms.Field]
    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe(self.fields["code"], "Code", **CODE_FIELD)

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError as error:
            if error.code == "too_many_login_attempts":
                audit.warn("Too many wrong tries", self.user)
            raise
        used = f"second-factor-used:{self.user.pk}:{normalize_user_code(code)}"
        if not shared_cache.add(used, True, TOTP_PERIOD * (2 * TOTP_TOLERANCE + 1)):
            audit.warn("Code used twice", self.user)
            raise SecondFactorAdapter().validation_error("incorrect_code")
        return code


class CodeForm(OneTimeCode, AuthenticateForm):
    pass


class ConfirmCodeForm(OneTimeCode, ReauthenticateByCodeForm):
    pass


class NotedPasskey:
    """A passkey that is refused is written to the log, like a wrong code."""

    user: Any

    def clean_credential(self) -> Authenticator:
        try:
            passkey: Authenticator = super().clean_credential()  # type: ignore[misc]
        except ValidationError:
            audit.warn("Wrong second factor", self.user)
            raise
        return passkey


class PasskeyForm(NotedPasskey, AuthenticateWebAuthnForm):
    pass


class PasskeySignInForm(NotedPasskey, LoginWebAuthnForm):
    pass


class AddPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe(self.fields["name"], "A name for this passkey")
        self.fields["name"].help_text = "So that you know it again: “My phone”, “Key on my key ring”."
        describe(self.fields["passwordless"], "Let me sign in with this passkey alone")
        self.fields["passwordless"].help_text = "It then asks for your finger, your face or a PIN each time."


class RenamePasskeyForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe(self.fields["name"], "A name for this passkey")
