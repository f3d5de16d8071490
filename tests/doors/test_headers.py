"""What every answer of the running server says over TLS, and what Mozilla's Observatory would give for it."""

import base64
import hashlib
import urllib.error
import urllib.request
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup

from tests.doors.observatory import Visit, rows, score

FINDER = "/find-out-who-to-talk-to/"
EARNED = {
    "policy": 10, "transport": 0, "referrer": 5, "frames": 5, "sniffing": 0, "opener": 10, "embedder": 10,
    "resources": 10, "scripts": 5, "sharing": 0, "redirection": 0,
}  # fmt: skip
PLACES = {"/": 155, FINDER: 155, f"{FINDER}fife/": 155, "/admin/login/": 160}
KINDS = [*PLACES, "/programme/", "/search/?q=x", "/nowhere/", "/admin/", "/static/img/icon.svg", "/media/images/no.png",
         "/documents/1/no.pdf", "/robots.txt", "/healthz", f"{FINDER}contacts.json", f"{FINDER}nowhere/"]  # fmt: skip


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def ask(address: str, trusting=None):
    """The answer, read into `body` and closed. A redirect is an answer too."""
    handlers = [Stay, urllib.request.HTTPSHandler(context=trusting)] if trusting else [Stay]
    try:
        answer = urllib.request.build_opener(*handlers).open(address, timeout=60)
    except urllib.error.HTTPError as refused:
        answer = refused
    with answer:
        answer.body = answer.read()
    return answer


@pytest.fixture
def visit(house, trusting):
    def visit(path: str) -> Visit:
        answer = ask(f"https://127.0.0.1:{house.tls.port}{path}", trusting)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        plain = ask(f"{house.address}{path}").headers.get("Location", "")
        return Visit(headers, answer.headers.get_all("Set-Cookie") or [], answer.body.decode("latin-1"), plain)

    return visit


@pytest.mark.parametrize(("path", "points"), PLACES.items())
def test_every_row_of_the_observatory_is_earned(visit, path, points):
    seen = visit(path)
    assert {name: row for name, row in rows(seen).items() if name != "cookies"} == EARNED
    assert score(seen) == points


@pytest.mark.parametrize("path", ["/", FINDER, f"{FINDER}fife/"])
def test_a_visitor_gets_no_cookie_over_tls_either(visit, path):
    assert visit(path).cookies == []


def test_an_editors_cookies_are_bound_to_this_host(visit):
    cookies = visit("/admin/login/").cookies
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert {"HttpOnly", "Path=/", "SameSite=Lax", "Secure"} <= {part.strip() for part in cookie.split(";")}


@pytest.mark.parametrize("path", KINDS)
def test_every_answer_carries_the_headers_that_belong_everywhere(visit, path):
    headers = visit(path).headers
    assert headers["strict-transport-security"] == "max-age=63072000; includeSubDomains; preload"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", FINDER, "/admin/login/"])
def test_a_script_is_what_its_page_says_it_is(house, trusting, visit, path):
    scripts = BeautifulSoup(visit(path).html, "html.parser").find_all("script", src=True)
    assert scripts
    for script in scripts:
        body = ask(urljoin(f"https://127.0.0.1:{house.tls.port}", script["src"]), trusting).body
        assert script["integrity"] == f"sha384-{base64.b64encode(hashlib.sha384(body).digest()).decode()}"


def test_without_tls_everything_leads_to_it(house):
    answer = ask(f"{house.address}/programme/")
    assert answer.status == 301
    assert answer.headers["Location"].startswith("https://127.0.0.1")


def test_the_open_data_may_be_read_by_every_site_and_nothing_else_may(visit):
    assert visit(f"{FINDER}contacts.json").headers["access-control-allow-origin"] == "*"
    for path in PLACES:
        assert "access-control-allow-origin" not in visit(path).headers
