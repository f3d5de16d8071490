"""Two instances of the application, each with a folder of its own, on one PostgreSQL and one Redis."""

from functools import partial
from http.client import HTTPConnection

from tests.faults.servers import wait_until
from tests.faults.visitors import FINDER

PUBLISH = """
from pages.models import ContentPage
page = ContentPage.objects.get(slug="safety")
page.summary = {summary!r}
page.save_revision().publish()
"""


def page_of(application, path: str) -> str:
    connection = HTTPConnection("127.0.0.1", application.port, timeout=10)
    connection.request("GET", path, headers={"Host": "localhost", "X-Forwarded-Proto": "https"})
    text = connection.getresponse().read().decode()
    connection.close()
    return text


def says(application, words: str) -> bool:
    return words in page_of(application, "/safety/")


def copy_says(application, words: str) -> bool:
    copy = application.var / "mirror/safety/index.html"
    return copy.exists() and words in copy.read_text()


def test_what_is_published_on_one_is_seen_on_the_other_and_in_both_mirrors(well):
    two = well.another("two")
    two.start()
    try:
        for publisher in (well.application, two):
            summary = f"Words that were published from port {publisher.port}."
            publisher.manage("shell", "-v", "0", "-c", PUBLISH.format(summary=summary))
            for application in (well.application, two):
                # The bar is a second; the bound is generous because machines are busy.
                wait_until(partial(says, application, summary), "the new words", 10)
        for application in (well.application, two):
            wait_until(partial(copy_says, application, summary), "the new copy", 50)
    finally:
        two.stop()


def test_with_one_instance_gone_the_other_answers_everybody(well, crowd):
    two = well.another("three")
    two.start()
    site = well.nginx.folder / "site.conf"
    usual = site.read_text()
    well.nginx.configure(well.application, two)
    try:
        well.nginx.reload()
        with crowd() as tally:
            two.kill()
            wait_until(lambda: tally.all > 100, "a hundred visitors came")
        assert page_of(well.application, f"{FINDER}fife/")
    finally:
        two.stop()
        site.write_text(usual)
        well.nginx.reload()
