"""The application starts though a part is away, and shows the right numbers."""

import shutil
import time
from contextlib import contextmanager
from http.client import HTTPConnection

from tests.faults.servers import wait_until
from tests.faults.visitors import FINDER

CHANGE_BY_TWO = """
from django.contrib.auth import get_user_model
from contacts import approving
from contacts.models import Service
named = get_user_model().objects.get_or_create
anna, berta = (named(username=name, defaults={{"is_superuser": True}})[0] for name in ("anna", "berta"))
service = Service.objects.get(key="south-ayrshire-office").get_latest_revision_as_object()
service.lines = [*service.lines.all()]
service.lines.all()[0].number = "{number}"
revision = service.save_revision(user=anna)
approving.approve(revision, berta)
revision.publish(user=berta)
"""
SHIPPED, CHANGED = "01292 288645", "01292 288654"


def test_a_start_without_redis_shows_every_page(well):
    alone = well.another("without-redis", REDIS_URL="redis://127.0.0.1:1/0")
    alone.start()
    try:
        assert SHIPPED in ayrs_page(alone)
    finally:
        alone.stop()


def test_a_start_without_a_database_beside_damaged_copies(well, crowd):
    """What is damaged is not served; everything else is."""
    alone = well.another("alone", DATABASE_URL="postgres://cpip@127.0.0.1:1/cpip")
    shutil.copytree(well.application.var / "mirror", alone.var / "mirror")
    broken = alone.var / "mirror/programme/index.html"
    broken.write_bytes(broken.read_bytes()[:500])
    with well.serving(alone):
        with crowd():
            time.sleep(3)
        direct = HTTPConnection("127.0.0.1", alone.port, timeout=10)
        direct.request("GET", "/programme/", headers={"Host": "localhost", "X-Forwarded-Proto": "https"})
        answer = direct.getresponse()
        assert answer.status in (500, 503)
        assert b'href="tel:999"' in answer.read()
        direct.close()


@contextmanager
def number_changed_by_two(stack):
    """A change that two people made; within it, the running site's snapshot holds it."""
    kept = stack.application.var / "contacts.snapshot.json"
    try:
        for number in (SHIPPED, CHANGED):
            wait_until(lambda number=number: kept.exists() and number in kept.read_text(), f"{number} is kept", 30)
            if number == SHIPPED:
                stack.application.manage("shell", "-v", "0", "-c", CHANGE_BY_TWO.format(number=CHANGED))
        yield kept
    finally:
        stack.application.manage("shell", "-v", "0", "-c", CHANGE_BY_TWO.format(number=SHIPPED))


def ayrs_page(application):
    direct = HTTPConnection("127.0.0.1", application.port, timeout=10)
    direct.request("GET", f"{FINDER}south-ayrshire/", headers={"Host": "localhost", "X-Forwarded-Proto": "https"})
    answer = direct.getresponse()
    assert answer.status == 200
    page = answer.read().decode()
    direct.close()
    return page


def test_a_start_without_a_database_shows_the_number_that_two_people_have_changed(well):
    """And when another hand has changed one digit of what was kept: no number of any council, and the police lead."""
    alone = well.another("kept", DATABASE_URL="postgres://cpip@127.0.0.1:1/cpip")
    with number_changed_by_two(well) as kept:
        shutil.copy(kept, alone.var)
    for told, number in ((CHANGED, CHANGED), ("Ring the police.", None)):
        alone.start()
        try:
            page = ayrs_page(alone)
        finally:
            alone.stop()
        assert told in page
        assert SHIPPED not in page
        assert (CHANGED in page) is (number is not None)
        copy = alone.var / "contacts.snapshot.json"
        copy.write_text(copy.read_text().replace(CHANGED, "01292 288655"))
