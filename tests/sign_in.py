"""How tests sign in: `sign_in` for Django's test client, `set_up_in_browser` and `sign_in_in_browser` for a page."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt, encrypt
from django.contrib.auth.models import Group, User

from cpip_site.sessions import FACTOR

PASSWORD = "four quiet herons by the loch"
SECOND_FACTOR = "/admin/second-factor/"


def sign_in(client, user):
    """Gives the client a whole session of the user: both factors, as of now. The user needs a right to the admin.

    A test that moves its clock signs in after it has moved it: a session ends after 30 idle minutes.
    """
    client.force_login(user)
    session = client.session
    session[FACTOR] = authenticator_app(user).pk
    session.save()
    return user


def make_editor(username="morag", group="Editors") -> User:
    user = User.objects.create_user(username, password=PASSWORD)
    user.groups.add(Group.objects.get(name=group))
    return user


def give_password(client, name="morag", password=PASSWORD, **headers):
    return client.post("/admin/login/", {"login": name, "password": password}, **headers)


def give_code(client, code):
    return client.post(f"{SECOND_FACTOR}authenticate/", {"code": code})


def authenticator_app(user) -> Authenticator:
    """The user's authenticator app, set up now if there is none."""
    secret = encrypt(generate_totp_secret())
    return Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": secret}}
    )[0]


def secret_of(user) -> str:
    return decrypt(authenticator_app(user).data["secret"])


def code_now(secret: str, step: int = 0, at: float | None = None) -> str:
    """What the app shows; `step` 1 is the next code, which also counts (each counts once). `at`: the server's time."""
    return format_hotp_value(hotp_value(secret, int(at or time.time()) // 30 + step))


def set_up_in_browser(page, address: str, username: str, password: str = PASSWORD, at: float | None = None) -> str:
    """First sign-in in a Playwright page: sets up an authenticator app, ends in the admin, gives the app's secret."""
    _give_password(page, address, username, password)
    page.get_by_role("link", name="Set up an authenticator app").click()
    secret = page.locator("code").inner_text()
    page.get_by_role("textbox").fill(code_now(secret, at=at))
    page.get_by_role("button", name="Set up").click()
    page.get_by_role("link", name="I have kept them").click()
    return secret


def sign_in_in_browser(
    page, address: str, username: str, secret: str, password: str = PASSWORD, step: int = 0, at: float | None = None
) -> None:
    """Later sign-ins. Within the same half minute give another `step` (0, 1): a code counts once."""
    _give_password(page, address, username, password)
    page.get_by_label("Code").fill(code_now(secret, step, at))
    page.get_by_role("button", name="Continue").click()


def _give_password(page, address: str, username: str, password: str) -> None:
    page.goto(f"{address}/admin/login/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
