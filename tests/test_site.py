"""What belongs to the site as a whole: health, robots, sitemaps, headers, the arrows between its parts."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains

from contacts import FINDER_PATH

BASE = Path(__file__).resolve().parent.parent
PURE = ["postcodes", "places", "answers", "opening_hours", "holidays", "services", "cards"]


def test_the_process_says_that_it_is_up_without_a_database(client, django_db_blocker):
    with django_db_blocker.block():
        assert client.get("/healthz").json() == {"status": "up"}


@pytest.mark.django_db
def test_ready_means_migrated_and_loaded(client):
    assert client.get("/readyz").json() == {"status": "ready", "reasons": [], "alarms": []}


@pytest.mark.django_db
def test_not_ready_says_why(client, monkeypatch):
    def away(*args):
        raise DatabaseError

    monkeypatch.setattr("cpip_site.health.MigrationExecutor", away)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["reasons"] == ["The database does not answer."]


def test_robots_keep_out_of_the_admin_and_find_the_sitemap(client):
    assertContains(client.get("/robots.txt"), f"Sitemap: {settings.BASE_URL}/sitemap.xml")
    assertContains(client.get("/robots.txt"), "Disallow: /admin/")


def test_security_txt_has_what_rfc_9116_asks_for(client):
    text = client.get("/.well-known/security.txt").content.decode()
    assert re.search(r"^Contact: http", text, re.MULTILINE)
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", text, re.MULTILINE)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", FINDER_PATH, "/no-such-page/"])
def test_public_pages_run_nothing_but_our_own(client, address):
    policy = client.get(address)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
def test_the_referrer_stays_on_the_site(client):
    assert client.get("/")["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_wagtails_door_to_sign_in_is_at_admin_alone(client):
    assert client.get("/admin/", follow=False).status_code == 302
    assert client.get("/django-admin/").status_code == 404
    assert client.get("/api/").status_code == 404


@pytest.mark.django_db
@hypothesis_settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.text(max_size=80), query=st.text(max_size=40))
def test_no_path_and_no_query_is_a_server_error(client, path, query):
    assert client.get(f"/{path}".replace("//", "/"), {"q": query, "phase": query}).status_code < 500


@pytest.mark.django_db
@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(
        ["Accept", "Accept-Language", "Cookie", "Host", "If-None-Match", "Referer", "X-Forwarded-For"]
    ),
    value=st.text(st.characters(codec="latin-1", exclude_characters="\r\n\x00"), max_size=60),
)
def test_no_header_is_a_server_error(client, name, value):
    assert client.get("/programme/", headers={name: value}).status_code < 500


# --- the house ------------------------------------------------------------------------------------------------------


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    of = {
        f"{node.module}.{alias.name}"
        for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }  # fmt: skip
    return plain | of


@pytest.mark.parametrize("module", PURE)
def test_rules_about_the_world_know_nothing_of_django(module):
    code = f"import sys, contacts.{module}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=BASE, check=False).returncode == 0


def test_arrows_point_down_only():
    above = {"contacts": ("cpip_site", "pages"), "pages": ("cpip_site",)}
    for folder, higher in above.items():
        for path in BASE.glob(f"{folder}/**/*.py"):
            upwards = {name for name in imports_of(path) if name.startswith(higher)}
            assert not upwards, f"{path} imports {upwards}"


def test_pages_and_contacts_do_not_import_each_others_models():
    for path in BASE.glob("pages/**/*.py"):
        assert not {name for name in imports_of(path) if name.startswith("contacts.models")}, path
    for path in BASE.glob("contacts/**/*.py"):
        assert not {name for name in imports_of(path) if name.startswith("pages")}, path


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("address", ["/", FINDER_PATH, f"{FINDER_PATH}fife/", "/search/"])
def test_a_method_that_nothing_here_takes_gets_405_and_the_numbers(client, method, address):
    response = getattr(client, method)(address)
    assert response.status_code == 405
    assert b'href="tel:999"' in response.content


@pytest.mark.django_db
def test_what_a_page_offers_does_not_include_changing_it(client):
    assert client.options("/programme/")["Allow"] == "GET, HEAD, OPTIONS"


def test_an_error_report_holds_the_code_and_nothing_of_the_visit():
    from cpip_site.environment import only_the_code

    visit = {"request": {"data": "place=KA7"}, "user": {"ip_address": "192.0.2.1"}, "extra": {}}
    event = {"exception": {"values": []}, **visit}
    assert only_the_code(event, {}) == {"exception": {"values": []}}
