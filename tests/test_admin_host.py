"""The admin on a host of its own (ADMIN_HOST): there alone, and nothing else there."""

from contextlib import suppress

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from wagtail import views

from contacts import FINDER_PATH
from contacts.models import Service
from cpip_site import delivery, doctor
from cpip_site.deploy import nginx
from pages.commitment_views import table_csv
from pages.inbox.models import OutgoingMail
from pages.inbox.seal import unseal
from pages.models import ContentPage, FormPage
from tests.edit_forms import address, form
from tests.sign_in import code_now, give_code, give_password, make_editor, secret_of, sign_in
from tests.test_gate import admin_addresses
from tests.test_page_cache import Site
from tests.two_people import KEY
from tests.visitors import COMPLAINT, send

HOST = "admin.example.scot"
SITE = "http://www.example.scot"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_host(settings):
    settings.ADMIN_HOST, settings.WAGTAILADMIN_BASE_URL = HOST, f"http://{HOST}"
    settings.BASE_URL, settings.ALLOWED_HOSTS = SITE, ["www.example.scot", HOST]
    delivery.is_our_host.cache_clear()
    yield
    delivery.is_our_host.cache_clear()


@pytest.fixture
def there():
    """A browser at the admin's host."""
    return Client(SERVER_NAME=HOST)


@pytest.fixture
def here():
    """A browser where readers are."""
    return Client(SERVER_NAME="www.example.scot")


def test_an_editor_signs_in_there_with_both_factors(there):
    secret = secret_of(make_editor())
    give_password(there)
    assert give_code(there, code_now(secret)).url == "/admin/"
    assert there.get("/admin/").status_code == 200


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("method", ["get", "post", "head", "options"])
@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/none/", "/admin", "/_util/login/"])
def test_for_readers_it_is_a_page_that_does_not_exist(path, method, strict):
    client = Client(SERVER_NAME="www.example.scot", enforce_csrf_checks=strict)
    nowhere = "/nowhere/" if path.endswith("/") else "/nowhere"
    ours, theirs = (getattr(client, method)(each) for each in (path, nowhere))
    assert (ours.status_code, ours.content) == (theirs.status_code, theirs.content)
    assert {**ours.headers, "Location": ""} == {**theirs.headers, "Location": ""}
    assert ours.status_code in (301, 403, 404)


def test_no_address_of_the_admin_leads_to_it_from_the_readers_host():
    reached = set()
    for _, path in admin_addresses():
        with suppress(Resolver404):
            reached.add(resolve(path, "cpip_site.public_urls").func)
    assert reached == {views.serve, table_csv}


def test_a_session_from_there_opens_nothing_here(here):
    sign_in(here, User.objects.create_superuser("anna"))
    assert here.get("/admin/").status_code == 404


@pytest.mark.parametrize("path", ["/", "/programme/", "/search/?q=a%20b", f"{FINDER_PATH}fife/", "/administration/"])
def test_a_readers_page_is_not_there_but_leads_to_the_site(there, path):
    assert there.get(path).url == SITE + path
    assert there.post(path).url == SITE + path


def test_view_live_leads_to_the_site(there):
    sign_in(there, User.objects.create_superuser("anna"))
    page = ContentPage.objects.get(slug="safety")
    found = there.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert found.status_code == 200
    assert there.get(page.get_url(found.wsgi_request)).url == f"{SITE}/safety/"


def test_a_draft_is_previewed_there(there):
    sign_in(there, User.objects.create_superuser("anna"))
    service = Service.objects.get(key=KEY)
    draft = form(there, address("edit", service))
    there.post(address("preview_on_edit", service), {**draft, "lines-0-number": "01292 288654"})
    assert "01292 288654" in there.get(address("preview_on_edit", service)).text


@pytest.mark.parametrize("path", ["/healthz", "/favicon.ico", "/admin"])
def test_what_the_admin_needs_is_there(there, path):
    assert not there.get(path).headers.get("Location", "").startswith(SITE)


@pytest.mark.parametrize("first", ["www.example.scot", HOST])
def test_the_page_cache_gives_neither_host_what_belongs_to_the_other(tmp_path, first):
    site = Site(tmp_path)
    site.cache.is_our_host = delivery.is_our_host
    words = {"www.example.scot": "for readers", HOST: "for editors"}
    for host in [first, *words, *words]:
        site.application.words = words[host]
        assert words[host] in site.get("/programme/", HTTP_HOST=host)[2].decode()
    assert site.cache.ready("GET", "/programme/", "www.example.scot", "https")
    assert site.cache.ready("GET", "/programme/", HOST, "https") is None


def test_mail_about_a_message_leads_there(here):
    FormPage.objects.update(tell="dpo@example.scot")
    send(here, COMPLAINT, what="A complaint.", name="", email="")
    [mail] = OutgoingMail.objects.all()
    assert f"http://{HOST}/admin/" in unseal(mail.sealed)["text"]


def test_the_doctor_says_where_the_admin_is():
    assert doctor.Finding("settings", f"BASE_URL {SITE}, the admin at http://{HOST}/admin/") in doctor.address()


def test_nginx_has_a_server_for_it_and_the_readers_server_has_no_admin():
    written = nginx.template()
    _, readers, editors = written.split("server_name @")
    assert ("(?:admin|_util|documents)/" in readers, "^/documents/" in readers) == (False, True)
    assert (editors.startswith("ADMIN_NAME@;"), "(?:admin|_util|documents)/" in editors) == (True, True)


def test_without_a_host_of_its_own_nginx_has_one_server(settings):
    settings.ADMIN_HOST = ""
    assert nginx.template() == nginx.TEMPLATE.read_text()
