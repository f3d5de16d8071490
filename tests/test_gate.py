"""Nothing of the admin answers before both factors are given; public pages do not ask who is there."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from wagtail.models import Page, PageViewRestriction

from cpip_site.gate import SET_UP, SIGN_IN
from tests.sign_in import authenticator_app, sign_in

pytestmark = pytest.mark.django_db
SAMPLES = {"int": "1", "uuid": "11111111-2222-3333-4444-555555555555"}


def admin_addresses(patterns=None, before=""):
    """Every address under /admin/ that the resolver knows, with a sample for each part that varies."""
    for pattern in patterns or get_resolver().url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver) and (before or route == "admin/"):
            yield from admin_addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and before:
            yield pattern.name, f"/{sample_of(route)}"


def sample_of(route: str) -> str:
    route = re.sub(r"<(?:(\w+):)?\w+>", lambda part: SAMPLES.get(part[1], "page"), route)
    route = re.sub(r"\(\?P<\w+>[^)]*\)|\(\[?[^)]*\)", "1", route)
    return re.sub(r"\.\*", "nowhere", route).replace("^", "").replace("$", "").replace("\\Z", "").replace("\\", "")


def nobody(client):
    pass


def with_a_password_alone(client):
    client.force_login(User.objects.create_superuser("new"))


def without_the_factor_that_is_set_up(client):
    user = User.objects.create_superuser("half")
    authenticator_app(user)
    client.force_login(user)


def with_somebody_elses_factor(client):
    user, other = User.objects.create_superuser("one"), User.objects.create_superuser("other")
    client.force_login(user)
    session = client.session
    session["second_factor"] = authenticator_app(other).pk
    session.save()


def test_the_walk_finds_the_whole_admin():
    walked = dict(admin_addresses())
    assert {"wagtailadmin_home", "preview_on_edit", "wagtailadmin_sprite", "mfa_index", "reset_second_factor"} <= set(
        walked
    )
    astray = {name for name, address in admin_addresses() if resolve(address).url_name != name}
    assert astray == {"wagtailadmin_login", "wagtailadmin_logout"}  # our own pages stand on these two addresses


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("intrude", "names"), [(nobody, SIGN_IN), (with_a_password_alone, SIGN_IN | SET_UP)])
def test_no_address_of_the_admin_answers_without_both_factors(client, intrude, names, method):
    intrude(client)
    open_to_them = {reverse(name) for name in names}
    for address in {address for _, address in admin_addresses()} - open_to_them:
        answer = getattr(client, method)(address)
        assert answer.status_code == 302, address
        assert answer.url.startswith(("/admin/login/?next=", "/admin/second-factor/")), address


@pytest.mark.parametrize("intrude", [without_the_factor_that_is_set_up, with_somebody_elses_factor])
@pytest.mark.parametrize("address", ["", "sprite/", "jsi18n/", "api/main/pages/", "pages/1/edit/preview/", "nowhere/"])
def test_a_session_that_does_not_fit_its_account_opens_nothing(client, intrude, address):
    intrude(client)
    assert client.get(f"/admin/{address}").status_code == 302


@pytest.mark.parametrize("headers", [{"x-requested-with": "XMLHttpRequest"}, {"sec-fetch-mode": "cors"}])
def test_a_script_gets_a_403_instead_of_a_form(client, headers):
    assert client.get("/admin/api/main/pages/", headers=headers).status_code == 403


def test_a_session_without_its_factor_is_ended(client):
    without_the_factor_that_is_set_up(client)
    client.get("/admin/")
    assert "_auth_user_id" not in client.session
    assert "with your second factor" in client.get("/admin/login/").text


@pytest.mark.parametrize("address", ["second-factor/totp/activate/", "second-factor/webauthn/add/", "confirm/"])
def test_a_password_alone_cannot_add_a_second_factor_beside_the_one_that_is_set_up(client, address):
    without_the_factor_that_is_set_up(client)
    assert client.get(f"/admin/{address}").url.startswith("/admin/login/")


def test_a_factor_that_was_taken_off_ends_the_session(client):
    user = sign_in(client, User.objects.create_superuser("boss"))
    authenticator_app(user).delete()
    assert client.get("/admin/pages/").url == "/admin/second-factor/"


def test_an_account_without_rights_is_told_so_and_does_not_go_in_circles(client):
    sign_in(client, User.objects.create_user("nobody"))
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 200
    assert "has no rights here yet" in answer.text


def test_a_page_for_people_who_signed_in_stays_shut_without_the_second_factor(client):
    page = Page.objects.get(slug="glossary")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    with_a_password_alone(client)
    assert client.get(page.url).url.startswith("/admin/login/")
    sign_in(client, User.objects.create_superuser("boss"))
    assert client.get(page.url).status_code == 200


@pytest.mark.parametrize(
    "address", ["/", "/glossary/", "/find-out-who-to-talk-to/fife/", "/nowhere/", "/search/?q=fife"]
)
def test_public_pages_do_not_look_at_the_session(client, address):
    client.force_login(User.objects.create_superuser("boss"))
    answer = client.get(address)
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_every_group_comes_in(client):
    for name in ("Editors", "Moderators", "Contact checkers"):
        user = User.objects.create_user(name)
        user.groups.add(Group.objects.get(name=name))
        sign_in(client, user)
        assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("peer", "forwarded", "reaches"),
    [
        pytest.param("203.0.113.9", "", True, id="from the office"),
        pytest.param("2001:db8::1", "", True, id="from the office, IPv6"),
        pytest.param("192.0.2.1", "", False, id="from elsewhere"),
        pytest.param("192.0.2.1", "203.0.113.9", False, id="from elsewhere with an invented address"),
        pytest.param("127.0.0.1", "203.0.113.9", True, id="from the office through our proxy"),
        pytest.param("127.0.0.1", "203.0.113.9, 192.0.2.1", False, id="from elsewhere through our proxy"),
        pytest.param("", "", False, id="from nobody knows where"),
    ],
)
@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/second-factor/", "/_util/login/"])
def test_the_admin_is_there_for_its_own_networks_alone(client, settings, peer, forwarded, reaches, address):
    settings.ADMIN_NETWORKS = ["203.0.113.0/24", "2001:db8::/32"]
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    answer = client.get(address, REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert (answer.status_code != 404) is reaches


def test_readers_are_let_in_from_everywhere(client, settings):
    settings.ADMIN_NETWORKS = ["203.0.113.0/24"]
    assert client.get("/programme/", REMOTE_ADDR="192.0.2.1").status_code == 200
