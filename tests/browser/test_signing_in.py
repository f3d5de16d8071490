"""J9, step 1: an editor signs in with two factors, and nobody comes in with less."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser import accounts
from tests.sign_in import PASSWORD, code_now, set_up_in_browser, sign_in_in_browser

LOGIN = "/admin/login/"
ADMIN = re.compile("/admin/$")
INDEX, CODES = "/admin/second-factor/", "/admin/second-factor/recovery-codes/"
BEHIND = [
    "/admin/", "/admin/pages/", "/admin/users/", "/admin/reports/numbers/", "/admin/settings/pages/sitesettings/",
    "/admin/snippets/contacts/service/", "/admin/checks/service/1/", "/admin/images/", "/admin/api/main/pages/",
    "/admin/account/", f"{CODES}generate/",
]  # fmt: skip
STEPS = {LOGIN, INDEX, f"{INDEX}authenticate/", "/admin/confirm/"}
NOT_TOGETHER = "This name and this password do not belong together"
WRONG_CODE = "This code is not right"
new_names = iter(accounts.NEW)
addresses = (f"192.0.2.{number}" for number in range(1, 255))


@pytest.fixture
def browser_context_args(office):
    """Each test comes from an address of its own."""
    return {"base_url": office.address, "extra_http_headers": {"X-Forwarded-For": next(addresses)}}


@pytest.fixture
def name():
    """An account that has a password and was never used."""
    return next(new_names)


@pytest.fixture
def secret(page, office, name):
    """The authenticator app of an account that is set up, and signed out."""
    secret = set_up_in_browser(page, office.address, name, at=office.now())
    page.context.clear_cookies()
    return secret


def give_password(page, name, password=PASSWORD):
    page.goto(LOGIN)
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def give_code(page, code):
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Continue").click()


def next_code(office, secret):
    """One that counts although the code of this half minute was used to set up the app."""
    return code_now(secret, 1, office.now())


def wrong(code):
    return f"{(int(code) + 500_000) % 1_000_000:06}"


def test_the_first_sign_in_sets_up_an_authenticator_app(page, office, name):
    give_password(page, name)
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your second factor")
    page.get_by_role("link", name="Set up an authenticator app").click()
    expect(page.get_by_role("img", name="A code to scan")).to_be_visible()
    page.get_by_label("The six digits").fill(code_now(page.locator("code").inner_text(), at=office.now()))
    page.get_by_role("button", name="Set up").click()
    expect(page.locator(".sign-in__codes code")).to_have_count(10)
    page.get_by_role("link", name="I have kept them").click()
    expect(page).to_have_url(ADMIN)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Child Protection Improvement Programme")


def test_a_wrong_code_sets_nothing_up_and_keeps_the_key(page, office, name):
    give_password(page, name)
    page.get_by_role("link", name="Set up an authenticator app").click()
    key = page.locator("code").inner_text()
    page.get_by_label("The six digits").fill(wrong(code_now(key, at=office.now())))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_text(WRONG_CODE).first).to_be_visible()
    assert page.locator("code").inner_text() == key
    page.goto("/admin/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your second factor")


def test_recovery_codes_are_shown_once(page, office, name):
    set_up_in_browser(page, office.address, name, at=office.now())
    page.goto(CODES)
    expect(page.get_by_text("10 of your 10 codes are left")).to_be_visible()
    expect(page.locator(".sign-in__codes")).to_have_count(0)


def test_later_it_takes_the_password_and_a_code(page, office, name, secret):
    sign_in_in_browser(page, office.address, name, secret, step=1, at=office.now())
    expect(page).to_have_url(ADMIN)


def test_who_wanted_a_page_comes_to_it_after_signing_in(page, office, name, secret):
    page.goto("/admin/reports/numbers/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    give_code(page, next_code(office, secret))
    expect(page).to_have_url(re.compile("/admin/reports/numbers/$"))


def test_a_recovery_code_gets_in_once(page, office, name):
    give_password(page, name)
    page.get_by_role("link", name="Set up an authenticator app").click()
    page.get_by_label("The six digits").fill(code_now(page.locator("code").inner_text(), at=office.now()))
    page.get_by_role("button", name="Set up").click()
    kept = page.locator(".sign-in__codes code").first.inner_text()
    page.context.clear_cookies()
    give_password(page, name)
    give_code(page, kept)
    expect(page).to_have_url(ADMIN)
    page.context.clear_cookies()
    give_password(page, name)
    give_code(page, kept)
    expect(page.get_by_text(WRONG_CODE).first).to_be_visible()


def test_a_wrong_code_is_refused_and_so_is_one_that_was_used(page, office, name, secret):
    give_password(page, name)
    code = next_code(office, secret)
    give_code(page, wrong(code))
    expect(page.get_by_text(WRONG_CODE).first).to_be_visible()
    give_code(page, code)
    expect(page).to_have_url(ADMIN)
    page.context.clear_cookies()
    give_password(page, name)
    give_code(page, code)
    expect(page.get_by_text(WRONG_CODE).first).to_be_visible()


def test_the_sixth_wrong_password_is_told_to_wait(page, name):
    for _ in range(5):
        give_password(page, name, "three loud gulls")
        expect(page.get_by_text(NOT_TOGETHER).first).to_be_visible()
    give_password(page, name)
    expect(page.get_by_text("Too many wrong tries. Wait five minutes").first).to_be_visible()
    page.goto("/admin/")
    expect(page).to_have_url(re.compile(LOGIN))


def test_an_unknown_name_is_told_what_a_wrong_password_is_told(page, name):
    give_password(page, name, "three loud gulls")
    known = page.locator("main").inner_text()
    give_password(page, "nobody-at-all", "three loud gulls")
    assert page.locator("main").inner_text() == known


@pytest.mark.parametrize("given", ["nothing", "a password", "a password of an account without a second factor"])
def test_nothing_of_the_admin_is_reached_without_the_second_factor(page, name, request, given):
    if given == "a password":
        request.getfixturevalue("secret")
    if given != "nothing":
        give_password(page, name)
    for address in BEHIND:
        page.goto(address)
        assert urlsplit(page.url).path in STEPS, address
        assert page.request.get(address, headers={"sec-fetch-mode": "cors"}).status == 403


def test_after_signing_out_the_way_back_shows_nothing(page, office, name, secret):
    sign_in_in_browser(page, office.address, name, secret, step=1, at=office.now())
    page.goto("/admin/reports/numbers/")
    page.goto("/admin/logout/")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile(LOGIN))
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_passkey_signs_in_by_itself(page, office, name):
    """A browser with a passkey in it, as a laptop with a fingerprint sensor has; it needs a name for an address."""
    site = office.address.replace("127.0.0.1", "localhost")
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    sensor = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    ready = {"isUserVerified": True, "automaticPresenceSimulation": True}
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": {**sensor, **ready}})
    set_up_in_browser(page, site, name, at=office.now())
    page.goto(f"{site}/admin/second-factor/webauthn/add/")
    page.get_by_label("A name for this passkey").fill("My laptop")
    page.get_by_label("Let me sign in with this passkey alone").check()
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_text("You have 1.")).to_be_visible()
    page.context.clear_cookies()
    page.goto(site + LOGIN)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(ADMIN)


# --- seen by everybody ---------------------------------------------------------------------------------------------
def look_at(page):
    """axe finds nothing, in light and in dark, and at 320 wide nothing runs off the side."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url}, {scheme}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url


def test_axe_finds_nothing_on_the_pages_of_signing_in(new_context, office, name):
    page = new_context(viewport={"width": 320, "height": 640}, bypass_csp=True).new_page()
    page.goto(LOGIN)
    look_at(page)
    give_password(page, name, "three loud gulls")
    look_at(page)
    give_password(page, name)
    look_at(page)
    page.goto("/admin/second-factor/webauthn/add/")
    look_at(page)
    page.goto("/admin/second-factor/totp/activate/")
    look_at(page)
    key = page.locator("code").inner_text()
    page.get_by_label("The six digits").fill(code_now(key, at=office.now()))
    page.get_by_role("button", name="Set up").click()
    look_at(page)
    for address in (INDEX, CODES, f"{CODES}generate/", "/admin/second-factor/webauthn/", "/admin/confirm/"):
        page.goto(address)
        look_at(page)
    page.context.clear_cookies()
    give_password(page, name)
    look_at(page)
    give_code(page, "000000")
    look_at(page)
