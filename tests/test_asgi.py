"""The site on an event loop: ready pages without a thread, everything else whole before it takes one."""

import asyncio
import runpy
import threading

import pytest

from contacts import FINDER_PATH
from cpip_site.asgi import LONGEST_BODY, LONGEST_UPLOAD, Site
from cpip_site.mirror import Mirror
from cpip_site.page_cache import ALL_NUMBERS, PageCache

HOST = "www.example.scot"


class Application:
    """A WSGI application that says what it was asked, and that can be made to wait."""

    def __init__(self):
        self.answer = b"made by Django"
        self.go_on = threading.Event()
        self.go_on.set()
        self.asked = []

    def __call__(self, environ, start_response):
        self.asked.append({**environ, "body": environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH", 0)))})
        self.go_on.wait(10)
        start_response("200 OK", [("Content-Type", "text/html")])
        return [self.answer]


class Delivery:
    """As the site has it, with an application of the test's own."""

    def __init__(self, application, folder):
        self.cache = PageCache(application, lambda: "1", f"https://{HOST}", lambda host: host == HOST, Mirror(folder))
        self.started = 0

    def __call__(self, environ, start_response):
        return self.cache(environ, start_response)

    def start(self):
        self.started += 1


@pytest.fixture
def application():
    return Application()


@pytest.fixture
def site(application, tmp_path):
    made = Site(Delivery(application, tmp_path))
    yield made
    application.go_on.set()


def scope(path, method="GET", headers=()):
    return {
        "type": "http", "method": method, "path": path, "query_string": b"", "http_version": "1.1", "scheme": "http",
        "server": ("127.0.0.1", 8000), "client": ("192.0.2.1", 5000),
        "headers": [(b"host", HOST.encode()), (b"x-forwarded-proto", b"https"), *headers],
    }  # fmt: skip


async def ask(site, path="/admin/", method="GET", pieces=(b"",), headers=(), cut_off=False):
    """What the site sends: status, headers and body; None when it sends nothing."""
    waiting = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    waiting[-1]["more_body"] = cut_off
    waiting.append({"type": "http.disconnect"})
    sent = []

    async def receive():
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    await site(scope(path, method, headers), receive, send)
    if not sent:
        return None
    assert not sent[-1].get("more_body")
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(part.get("body", b"") for part in sent[1:])


def test_a_page_that_is_ready_is_sent_while_every_thread_waits(site, application):
    async def journey():
        await ask(site, "/programme/")
        application.go_on.clear()
        waiting = [asyncio.create_task(ask(site, "/admin/")) for _ in range(20)]
        await asyncio.sleep(0.1)
        ready = await asyncio.wait_for(ask(site, "/programme/"), 1)
        application.go_on.set()
        await asyncio.gather(*waiting)
        return ready

    assert asyncio.run(journey())[2] == b"made by Django"


def test_a_question_to_the_finder_never_waits_behind_a_page_that_waits_for_the_database(site, application):
    slow = Application()
    slow.go_on.clear()

    def both(environ, start_response):
        chosen = application if environ["PATH_INFO"].startswith(FINDER_PATH) else slow
        return chosen(environ, start_response)

    site.cache.application = both

    async def journey():
        waiting = [asyncio.create_task(ask(site, f"/slow-{number}/")) for number in range(20)]
        waiting += [asyncio.create_task(ask(site, "/admin/")) for _ in range(20)]
        await asyncio.sleep(0.1)
        posted = await asyncio.wait_for(ask(site, FINDER_PATH, "POST", [b"place=Ayr"]), 2)
        shown = await asyncio.wait_for(ask(site, f"{FINDER_PATH}fife/"), 2)
        slow.go_on.set()
        await asyncio.gather(*waiting)
        return posted[0], shown[0]

    assert asyncio.run(journey()) == (200, 200)


def test_a_body_in_pieces_arrives_whole(site, application):
    asyncio.run(ask(site, FINDER_PATH, "POST", [b"pla", b"ce=", b"Ayr"]))
    assert application.asked[0]["body"] == b"place=Ayr"


def test_a_body_that_is_too_large_is_refused_with_the_numbers(site, application):
    status, _, words = asyncio.run(ask(site, FINDER_PATH, "POST", [b"x" * LONGEST_BODY, b"x"]))
    assert status == 413
    assert b"999" in words
    assert application.asked == []


def test_a_refusal_carries_the_headers_and_the_numbers_of_the_page_with_all_of_them(site):
    asyncio.run(ask(site, ALL_NUMBERS))
    status, headers, words = asyncio.run(ask(site, FINDER_PATH, "POST", [b"x" * LONGEST_BODY, b"x"]))
    assert (status, words) == (413, b"made by Django")
    assert headers[b"content-type"] == b"text/html"


def test_an_editor_may_send_a_picture(site, application):
    picture = b"x" * (LONGEST_BODY * 40)
    assert len(picture) < LONGEST_UPLOAD
    assert asyncio.run(ask(site, "/admin/images/add/", "POST", [picture]))[0] == 200
    assert application.asked[0]["body"] == picture


def test_a_request_that_is_cut_off_reaches_nobody(site, application):
    assert asyncio.run(ask(site, FINDER_PATH, "POST", [b"place="], cut_off=True)) is None
    assert application.asked == []


@pytest.mark.parametrize("size", [0, 1, 64 * 1024, 64 * 1024 + 1, 3_000_000])
def test_an_answer_of_any_size_arrives_whole(site, application, size):
    application.answer = b"x" * size
    assert asyncio.run(ask(site))[2] == application.answer


@pytest.mark.parametrize("path", ["/admin/", "/programme/"])
def test_a_head_has_no_body(site, path):
    asyncio.run(ask(site, path))
    status, _, body = asyncio.run(ask(site, path, "HEAD"))
    assert (status, body) == (200, b"")


def test_a_browser_that_has_the_page_gets_304(site):
    asyncio.run(ask(site, "/programme/"))
    _, headers, _ = asyncio.run(ask(site, "/programme/"))
    status, _, body = asyncio.run(ask(site, "/programme/", headers=[(b"if-none-match", headers[b"etag"])]))
    assert (status, body) == (304, b"")


def test_cookies_in_two_headers_are_all_read(site, application):
    asyncio.run(ask(site, headers=[(b"cookie", b"a=1"), (b"cookie", b"b=2")]))
    assert application.asked[0]["HTTP_COOKIE"] == "a=1; b=2"


def test_another_host_is_never_answered_from_the_cache(site):
    asyncio.run(ask(site, "/programme/"))
    assert site.cache.ready("GET", "/programme/", HOST, "https")
    assert site.cache.ready("GET", "/programme/", "evil.example", "https") is None
    assert site.cache.ready("GET", "/programme/", HOST, "http") is None
    assert site.cache.ready("POST", "/programme/", HOST, "https") is None


def test_watching_begins_with_the_worker(site):
    messages = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent = []

    async def receive():
        return messages.pop(0)

    async def send(message):
        sent.append(message["type"])

    asyncio.run(site({"type": "lifespan"}, receive, send))
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert site.delivery.started == 1


def test_the_log_names_the_finder_and_not_the_council(site, caplog):
    with caplog.at_level("INFO", "cpip_site.asgi"):
        asyncio.run(ask(site, f"{FINDER_PATH}fife/"))
    assert [line.facts["path"] for line in caplog.records] == [f"{FINDER_PATH}*"]


def test_gunicorn_gathers_nothing_about_who_asks():
    """It would for each request, unwritten, because our lines are set up by a `logconfig_dict`: half of its time."""
    server = runpy.run_path("cpip_site/gunicorn.conf.py")
    assert server["logger_class"].access_log_enabled is False
