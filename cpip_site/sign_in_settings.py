"""Passwords, and django-allauth, which has the sign-in pages: part of settings.py, apart because of its length."""

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "cpip_site.passwords.NotOurWords"},
]

LOGIN_REDIRECT_URL = "wagtailadmin_home"
ACCOUNT_ADAPTER = "cpip_site.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_TIMEOUT = 5 * 60
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# "key" is an account at one address. A passkey is counted by itself, so that it stays a way in for its owner.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "5/5m/key,30/d/key",
    "login_anywhere": "100/h/key",
    "reauthenticate": "5/5m/user",
}
ACCOUNT_FORMS = {
    "login": "cpip_site.sign_in_forms.SignInForm",
    "reauthenticate": "cpip_site.sign_in_forms.ConfirmPasswordForm",
}
MFA_ADAPTER = "cpip_site.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_RECOVERY_CODES_SHOW_ONCE = MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
MFA_FORMS = {
    "authenticate": "cpip_site.sign_in_forms.CodeForm",
    "reauthenticate": "cpip_site.sign_in_forms.ConfirmCodeForm",
    "activate_totp": "cpip_site.sign_in_forms.SetUpAppForm",
    "authenticate_webauthn": "cpip_site.sign_in_forms.PasskeyForm",
    "login_webauthn": "cpip_site.sign_in_forms.PasskeySignInForm",
    "add_webauthn": "cpip_site.sign_in_forms.AddPasskeyForm",
    "edit_webauthn": "cpip_site.sign_in_forms.RenamePasskeyForm",
}
