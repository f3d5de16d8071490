"""nginx before the site: the application's own headers on the copies, limits, and a log that tells nothing."""

import json
import socket
import ssl
import subprocess
from functools import partial
from http.client import HTTPConnection

import pytest

from cpip_site.deploy.nginx import written_down
from tests.faults.nginx import Nginx
from tests.faults.servers import wait_until
from tests.faults.visitors import FINDER, Client

# What the file's server and the encoding decide.
OF_THE_MOMENT = {"date", "etag", "last-modified", "accept-ranges", "content-length", "server", "vary", "connection"}
ALL_NUMBERS = f"{FINDER}all-numbers/"


def kept(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items() if name.lower() not in OF_THE_MOMENT}


@pytest.fixture(scope="module")
def alone(stack):
    """A client of an nginx whose application never answers."""
    nginx = Nginx(stack.folder / "nginx-alone")
    text = (stack.nginx.folder / "site.conf").read_text()
    changes = ((stack.nginx.https, nginx.https), (stack.nginx.http, nginx.http), (stack.application.port, 1))
    for old, new in changes:
        text = text.replace(f":{old}", f":{new}").replace(f"listen {old}", f"listen {new}")
    (nginx.folder / "site.conf").write_text(text.replace(str(stack.nginx.folder), str(nginx.folder)))
    nginx.start()
    yield Client(nginx.base_url, nginx.certificate)
    nginx.stop()


def copied_paths(stack) -> list[str]:
    files = [file.removeprefix("/mirror") for file, _headers in written_down(stack.application.var / "mirror")]
    return [path.removesuffix("index.html") for path in files]


def test_with_a_host_for_the_admin_it_is_one_that_nginx_takes(stack):
    site = stack.nginx.folder / "site.conf"
    usual = site.read_text()
    stack.nginx.configure(stack.another("own-host", ADMIN_HOST="admin.localhost", VAR_DIR=str(stack.application.var)))
    try:
        assert "server_name admin.localhost;" in site.read_text()
        test_the_configuration_is_one_that_nginx_takes(stack)
    finally:
        site.write_text(usual)


def test_the_configuration_is_one_that_nginx_takes(stack):
    tested = subprocess.run([*stack.nginx.command, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    assert "warn" not in tested.stderr


def test_a_copy_is_the_page_with_the_same_headers(well, alone):
    paths = copied_paths(well)
    assert {"/", "/robots.txt", "/.well-known/security.txt", f"{FINDER}contacts.json", ALL_NUMBERS} <= set(paths)

    def is_written_down(path):
        return alone.ask(path).text == well.client.ask(path).text

    for path in paths:
        # What another test has published is written down some seconds later.
        wait_until(partial(is_written_down, path), f"the copy of {path} is the page")
        live, copy = well.client.ask(path), alone.ask(path)
        assert copy.status == 200
        assert kept(copy.headers) == kept(live.headers), path


def test_a_static_file_has_the_headers_that_the_application_gives_it(well):
    manifest = json.loads((well.application.var / "static/staticfiles.json").read_text())["paths"]
    for name in ("img/icon.svg", manifest["img/icon.svg"], manifest["js/leave.js"]):
        direct = HTTPConnection("127.0.0.1", well.application.port)
        direct.request("GET", f"/static/{name}", headers={"Host": "localhost", "X-Forwarded-Proto": "https"})
        headers = {name.lower(): value for name, value in direct.getresponse().getheaders()}
        direct.close()
        ours = kept(well.client.ask(f"/static/{name}").headers)
        assert {**ours, "content-type": ""} == {**kept(headers), "content-type": ""}
        assert ours["content-type"].split(";")[0].rpartition("/")[2] in headers["content-type"].replace(
            "text/java", "java"
        )


def test_copies_are_sent_compressed(well, alone):
    answer = alone.ask("/programme/", Accept_Encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.heading == well.visitors.expected["/programme/"].heading


def test_without_the_application_a_council_is_found_on_the_page_with_all_numbers(alone):
    answer = alone.ask(f"{FINDER}fife/")
    assert (answer.status, answer.headers["location"]) == (302, f"{ALL_NUMBERS}?saved-copy#fife")
    assert 'id="fife"' in alone.ask(ALL_NUMBERS).text


@pytest.mark.parametrize("path", ["/search/?q=x", "/no/such/page/", "/.index.html.headers.json", "/index.html.gz"])
def test_what_has_no_copy_is_answered_with_the_numbers(alone, path):
    answer = alone.ask(path)
    assert answer.status == 503
    assert 'href="tel:999"' in answer.text
    assert answer.headers["retry-after"] == "10"


def test_a_form_that_was_sent_never_looks_as_if_it_had_arrived(alone):
    assert alone.ask("/contact-us/", {"message": "x"}).status == 503
    asked = alone.ask(FINDER, {"place": "fife"})
    assert (asked.status, "all numbers" in asked.heading) == (200, True)


def test_editors_are_told_in_plain_words(alone):
    answer = alone.ask("/admin/")
    assert answer.status == 503
    assert "Everything that you had saved is safe" in answer.text


def test_without_any_copy_the_numbers_are_still_there(stack, alone):
    mirror = stack.application.var / "mirror"
    mirror.rename(mirror.with_name("away"))
    try:
        answer = alone.ask("/")
    finally:
        mirror.with_name("away").rename(mirror)
    assert answer.status == 503
    for number in ("tel:999", "tel:101", "tel:08001111"):
        assert number in answer.text


def test_too_many_questions_from_one_address_get_429_and_the_numbers(well):
    statuses = []
    for _ in range(30):
        # An address from which no other test asks: what one has used up comes back slowly.
        connection = well.client.connection("127.255.0.1")
        connection.request("POST", FINDER, "place=fife", {"Content-Type": "application/x-www-form-urlencoded"})
        response = connection.getresponse()
        statuses.append(response.status)
        text, headers = response.read().decode(), response.headers
        connection.close()
    assert statuses[:20] == [303] * 20
    assert statuses[-1] == 429
    assert headers["retry-after"] == "20"
    assert "01592" in text or "Fife" in text
    # Reading is never limited.
    assert well.client.ask(f"{FINDER}fife/").status == 200


def test_something_too_large_gets_413_and_the_numbers(well):
    answer = well.client.ask("/contact-us/", {"message": "x" * 70_000})
    assert answer.status == 413
    assert 'href="tel:999"' in answer.text


def test_plain_http_is_sent_to_https(well):
    connection = HTTPConnection("localhost", well.nginx.http)
    connection.request("GET", "/programme/?a=b", headers={"Host": "evil.example"})
    response = connection.getresponse()
    assert (response.status, response.headers["location"]) == (301, f"{well.nginx.base_url}/programme/?a=b")
    connection.close()


@pytest.mark.parametrize(
    ("version", "ciphers", "fits"),
    [
        pytest.param(ssl.TLSVersion.TLSv1_3, "DEFAULT", True, id="TLS 1.3"),
        pytest.param(ssl.TLSVersion.TLSv1_1, "DEFAULT:@SECLEVEL=0", False, id="TLS 1.1"),
        pytest.param(ssl.TLSVersion.TLSv1, "DEFAULT:@SECLEVEL=0", False, id="TLS 1.0"),
        pytest.param(ssl.TLSVersion.TLSv1_2, "ECDHE+AESGCM", True, id="TLS 1.2 with an AEAD cipher"),
        pytest.param(ssl.TLSVersion.TLSv1_2, "ECDHE+AES+SHA256:!AESGCM", False, id="TLS 1.2 with CBC"),
        pytest.param(ssl.TLSVersion.TLSv1_2, "AES128-GCM-SHA256", False, id="TLS 1.2 without forward secrecy"),
    ],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_only_modern_encryption_is_spoken(well, version, ciphers, fits):
    context = ssl.create_default_context(cafile=str(well.nginx.certificate))
    context.minimum_version = context.maximum_version = version
    context.set_ciphers(ciphers)
    with socket.create_connection(("localhost", well.nginx.https), timeout=5) as plain:
        if fits:
            context.wrap_socket(plain, server_hostname="localhost").close()
        else:
            with pytest.raises(ssl.SSLError):
                context.wrap_socket(plain, server_hostname="localhost")


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"),
        ("ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"),
    ],
)
def test_the_cipher_is_the_servers_choice_but_a_phones_chacha20(well, asked, spoken):
    context = ssl.create_default_context(cafile=str(well.nginx.certificate))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(asked)
    plain = socket.create_connection(("localhost", well.nginx.https), timeout=5)
    with context.wrap_socket(plain, server_hostname="localhost") as inside:
        assert inside.cipher()[0] == spoken


def test_pictures_are_shown_and_nothing_else_of_the_media(well):
    for name in ("images/a.png", "images/a.svg", "images/a.html", "documents/a.pdf", "original_images/a.png",
                 "private_images/a.png"):  # fmt: skip
        file = well.application.var / "media" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"<svg>")
    assert well.client.ask("/media/images/a.png").headers["content-type"] == "image/png"
    for name in (
        "images/a.svg",
        "images/a.html",
        "documents/a.pdf",
        "original_images/a.png",
        "private_images/a.png",
        "images/../documents/a.pdf",
    ):
        assert well.client.ask(f"/media/{name}").status == 404, name


def test_readiness_is_told_to_this_machine_alone(well):
    assert well.client.ask("/readyz").status == 403


def test_the_log_holds_no_address_no_query_and_no_place(well):
    well.client.ask("/search/?q=canary-query", Referer="https://localhost/canary-referrer", User_Agent="canary-browser")
    well.client.ask(f"{FINDER}na-h-eileanan-siar/?canary-query")
    well.client.ask(FINDER, {"place": "canary-place"})
    log = well.nginx.folder / "cpip-access.log"
    wait_until(lambda: f"GET {FINDER}* 200" in log.read_text(), "the log is written")
    for file in (log, well.nginx.folder / "cpip-error.log", well.nginx.folder / "error.log", well.nginx.log):
        text = file.read_text()
        for trace in ("canary", "eileanan", "127."):
            assert trace not in text, (file.name, trace)
