"""The page cache: right first, then fast."""

import gzip
import threading
import time

import brotli
import pytest

from contacts import FINDER_PATH
from cpip_site import page_cache
from cpip_site.mirror import Mirror
from cpip_site.page_cache import ALL_NUMBERS, PageCache
from cpip_site.stored_page import StoredPage, best_encoding

HOST = "www.example.scot"


class Application:
    """A WSGI application that counts, and that a test can make slow, broken or different."""

    def __init__(self):
        self.asked: list[str] = []
        self.words, self.status, self.headers = "first", "200 OK", [("Content-Type", "text/html; charset=utf-8")]
        self.wait = threading.Event()
        self.wait.set()

    def __call__(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"])
        words = self.words
        self.wait.wait(5)
        start_response(self.status, list(self.headers))
        return [f"{environ['PATH_INFO']} {words} {environ['QUERY_STRING']}".encode()]


class Site:
    """A page cache before such an application."""

    def __init__(self, folder):
        self.application = Application()
        self.version = "1"
        self.mirror = Mirror(folder)
        self.cache = PageCache(
            self.application, lambda: self.version, f"https://{HOST}", lambda host: host == HOST, self.mirror
        )

    def get(self, path="/", method="GET", **environ):
        started = []
        asked = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", "HTTP_HOST": HOST,
            "HTTP_X_FORWARDED_PROTO": "https", **environ,
        }  # fmt: skip
        body = b"".join(self.cache(asked, lambda status, headers: started.extend((status, dict(headers)))))
        return started[0], started[1], body


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "mirror")


def test_a_page_is_made_once_for_all_who_ask(site):
    bodies = {site.get("/programme/")[2] for _ in range(5)}
    assert bodies == {b"/programme/ first "}
    assert site.application.asked == ["/programme/"]


def test_cookies_and_queries_change_nothing(site):
    site.get()
    _, _, body = site.get(QUERY_STRING="utm=x", HTTP_COOKIE="sessionid=abc")
    assert body == b"/ first "
    assert len(site.application.asked) == 1


def test_a_new_version_reaches_the_next_reader(site):
    site.get()
    site.application.words, site.version = "second", "2"
    assert site.get()[2] == b"/ second "


def test_who_asks_after_a_change_is_not_given_a_page_that_was_begun_before_it(site):
    """On a busy machine a page takes seconds: it was begun with the old number and would still be handed out."""
    site.application.wait.clear()
    begun = site.cache.make_once("/find-out-who-to-talk-to/fife/")
    while not site.application.asked:
        time.sleep(0.01)
    site.application.words, site.version = "second", "2"
    threading.Timer(0.05, site.application.wait.set).start()
    assert b"second" in site.get("/find-out-who-to-talk-to/fife/")[2]
    assert b"first" in begun.result().variants["identity"].body


def test_a_page_is_made_anew_when_its_own_time_has_come(site):
    site.application.headers.append(("X-Changes-At", str(time.time() - 1)))
    site.get()
    site.get()
    assert len(site.application.asked) == 2
    assert "X-Changes-At" not in site.get()[1]


def test_while_one_makes_a_page_the_others_send_the_old_one(site):
    site.get()
    site.application.wait.clear()
    site.application.words, site.version = "second", "2"
    assert site.get()[2] == b"/ first "
    assert site.get()[2] == b"/ first "
    assert len(site.application.asked) == 2
    site.application.wait.set()
    assert site.cache.make_once("/").result()
    assert site.get()[2] == b"/ second "


def test_many_who_ask_for_a_page_that_nobody_has_make_it_once(site):
    site.application.wait.clear()
    readers = [threading.Thread(target=site.get, args=("/new/",)) for _ in range(20)]
    for reader in readers:
        reader.start()
    time.sleep(0.2)
    site.application.wait.set()
    for reader in readers:
        reader.join()
    assert site.application.asked == ["/new/"]


def test_a_page_that_breaks_goes_on_being_sent_as_it_was(site):
    site.get()
    site.application.status, site.version = "500 Internal Server Error", "2"
    assert site.get()[:1] == ("200 OK",)
    assert site.get()[2] == b"/ first "


def test_a_page_whose_application_raises_goes_on_being_sent_as_it_was(site, monkeypatch):
    site.get()
    monkeypatch.setattr(site.cache, "application", lambda environ, start_response: 1 / 0)
    site.version = "2"
    assert site.get()[2] == b"/ first "
    status, _, body = site.get("/never-seen/")
    assert status == "503 Service Unavailable"
    assert b"999" in body


def test_a_page_that_nobody_has_and_that_breaks_comes_from_the_disk(site):
    page = StoredPage.make(b"from the disk", [("Content-Type", "text/html")], "0")
    site.mirror.write("/programme/", page)
    site.application.status = "500 Internal Server Error"
    assert site.get("/programme/")[2] == b"from the disk"


def test_a_page_that_named_a_number_for_an_hour_gives_way_to_all_numbers_when_it_cannot_be_made(site):
    council = f"{FINDER_PATH}fife/"
    site.get(ALL_NUMBERS)
    site.application.headers.append(("X-Changes-At", str(time.time() - 1)))
    site.get(council)
    site.application.status = "500 Internal Server Error"
    status, _, body = site.get(council)
    assert (status, body) == ("200 OK", f"{ALL_NUMBERS} first ".encode())


def test_a_page_with_numbers_is_waited_for_rather_than_sent_as_it_was(site, monkeypatch):
    monkeypatch.setattr(page_cache, "PATIENCE", 0)
    council = f"{FINDER_PATH}fife/"
    site.get(council)
    site.application.words, site.version = "second", "2"
    assert site.get(council)[2] == f"{council} second ".encode()


@pytest.mark.parametrize(("path", "words"), [("/programme/", "first"), (f"{FINDER_PATH}fife/", "second")])
def test_just_after_a_change_nobody_waits_except_for_a_number(site, monkeypatch, path, words):
    monkeypatch.setattr(page_cache, "GRACE", 60)
    site.get(path)
    site.application.words, site.version, site.cache.moved_at = "second", "2", time.monotonic()
    site.application.wait.clear()
    threading.Timer(0.2, site.application.wait.set).start()
    assert site.get(path)[2] == f"{path} {words} ".encode()


def test_the_cache_knows_when_the_next_page_changes_by_itself(site):
    assert site.cache.next_change() == float("inf")
    site.application.headers.append(("X-Changes-At", "2000000000"))
    site.get("/programme/")
    assert site.cache.next_change() == 2_000_000_000


def test_an_error_is_never_kept(site):
    site.application.status = "404 Not Found"
    assert site.get("/a/")[0] == "404 Not Found"
    site.application.status = "200 OK"
    assert site.get("/a/")[0] == "200 OK"


def test_a_page_that_is_gone_is_gone_at_once_also_from_the_disk(site):
    site.get("/a/")
    site.mirror.write("/a/", site.cache.pages["/a/"])
    site.application.status, site.version = "404 Not Found", "2"
    assert site.get("/a/")[0] == "404 Not Found"
    assert site.mirror.read("/a/") is None


@pytest.mark.parametrize(
    "path", ["/admin/pages/3/edit/preview/", "/_util/login/", "/search/", "/search", "/documents/1/a.pdf", "/readyz"]
)
def test_what_depends_on_who_asks_always_reaches_the_application(site, path):
    site.get(path)
    site.get(path, QUERY_STRING="q=x")
    assert len(site.application.asked) == 2


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "DELETE"])
def test_only_what_is_read_is_cached(site, method):
    site.get(method=method)
    site.get(method=method)
    assert len(site.application.asked) == 2


@pytest.mark.parametrize("host", ["evil.example", "", f"{HOST}.evil.example"])
def test_another_host_is_left_to_the_application_to_refuse(site, host):
    site.get()
    site.get(HTTP_HOST=host)
    assert len(site.application.asked) == 2


def test_plain_http_is_left_to_the_application_to_send_on(site):
    site.get()
    site.get(HTTP_X_FORWARDED_PROTO="http")
    assert len(site.application.asked) == 2


@pytest.mark.parametrize("path", ["/a b/", "/%00/", "/../etc/passwd\x00", "/É/", "//evil/\n"])
def test_an_odd_path_is_left_to_the_application(site, path):
    site.get(path)
    assert path not in site.cache.pages


def test_an_answer_that_sets_a_cookie_is_never_kept(site):
    site.application.headers.append(("Set-Cookie", "a=b"))
    site.get()
    assert not site.cache.pages


def test_a_head_has_the_headers_and_no_body(site):
    get, head = site.get(), site.get(method="HEAD")
    assert head[1] == get[1]
    assert head[2] == b""


def test_a_browser_that_has_the_page_gets_304(site):
    etag = site.get(HTTP_ACCEPT_ENCODING="br")[1]["ETag"]
    status, headers, body = site.get(HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=f'"other", {etag}')
    assert (status, body) == ("304 Not Modified", b"")
    assert headers["ETag"] == etag


def test_every_encoding_holds_the_same_page(site):
    plain = site.get()[2]
    assert gzip.decompress(site.get(HTTP_ACCEPT_ENCODING="gzip")[2]) == plain
    assert brotli.decompress(site.get(HTTP_ACCEPT_ENCODING="gzip, br")[2]) == plain
    assert site.get(HTTP_ACCEPT_ENCODING="gzip, br")[1]["Content-Encoding"] == "br"
    assert len({site.get(HTTP_ACCEPT_ENCODING=accepted)[1]["ETag"] for accepted in ("", "gzip", "br")}) == 3


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        pytest.param("", "identity", id="nothing said"),
        pytest.param("gzip, deflate", "gzip", id="an old browser"),
        pytest.param("gzip, deflate, br, zstd", "br", id="a new browser"),
        pytest.param("br;q=0, gzip", "gzip", id="brotli refused"),
        pytest.param("*", "br", id="anything"),
        pytest.param("identity", "identity", id="nothing but plain"),
        pytest.param("gzip;q=0.5", "gzip", id="with a weight"),
    ],
)
def test_the_best_encoding_that_the_browser_takes_is_sent(accepted, chosen):
    assert best_encoding(accepted) == chosen


def test_memory_is_bounded(site, monkeypatch):
    monkeypatch.setattr("cpip_site.page_cache.MOST_BYTES", 2_000)
    for number in range(100):
        site.get(f"/{number}/")
    assert sum(page.size for page in site.cache.pages.values()) <= 2_000
    assert "/99/" in site.cache.pages


def test_filling_makes_only_what_is_not_fresh(site):
    assert site.cache.fill(["/a/", "/b/"]) == 2
    assert site.cache.fill(["/a/", "/b/", "/c/"]) == 1


# --- the mirror -----------------------------------------------------------------------------------------------------


@pytest.fixture
def page():
    return StoredPage.make(b"<p>words</p>" * 50, [("Content-Type", "text/html")], "1")


@pytest.mark.parametrize("path", ["/", "/programme/timeline/phase-one/", "/robots.txt"])
def test_what_is_written_down_is_read_back(tmp_path, page, path):
    mirror = Mirror(tmp_path)
    mirror.write(path, page)
    read = mirror.read(path)
    assert read.variants["identity"].body == page.variants["identity"].body
    assert not read.is_fresh("1", time.time())


def test_the_compressed_files_stand_beside_the_plain_one(tmp_path, page):
    Mirror(tmp_path).write("/programme/", page)
    assert gzip.decompress((tmp_path / "programme/index.html.gz").read_bytes()) == page.variants["identity"].body
    assert brotli.decompress((tmp_path / "programme/index.html.br").read_bytes()) == page.variants["identity"].body


@pytest.mark.parametrize("damage", [b"", b"<p>wor", b"\x00\xff"])
def test_a_damaged_file_reads_as_nothing(tmp_path, page, damage):
    Mirror(tmp_path).write("/", page)
    (tmp_path / "index.html").write_bytes(damage)
    assert Mirror(tmp_path).read("/") is None


def test_a_changed_digit_on_the_disk_is_not_served(tmp_path):
    Mirror(tmp_path).write("/", StoredPage.make(b"Ring 01292 288645", [], "1"))
    (tmp_path / "index.html").write_bytes(b"Ring 01292 288646")
    assert Mirror(tmp_path).read("/") is None


@pytest.mark.parametrize("path", ["/../../etc/passwd", "/no/such/page/"])
def test_what_is_no_page_of_ours_reads_as_nothing(tmp_path, path):
    assert Mirror(tmp_path).read(path) is None


def test_nobody_waits_for_a_new_list_of_all_pages(site):
    site.get("/sitemap.xml")
    site.version = "2"
    site.application.words = "second"
    site.application.wait.clear()
    assert b"first" in site.get("/sitemap.xml")[2]
    site.application.wait.set()
    site.cache.make_once("/sitemap.xml").result()
    assert b"second" in site.get("/sitemap.xml")[2]
