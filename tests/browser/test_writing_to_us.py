"""Somebody who complains about their data, cannot use a page, or found a wrong number. Nothing is lost on the way."""

import re
import time

import pytest

from tests.browser.kinds import FINDER, SOONEST
from tests.browser.test_every_kind_of_page import violations

SAID = "You kept my old address. I am afraid that he reads it."
NUMBERS = ["tel:999", "tel:101", "tel:08001111"]
BORDER = "field => getComputedStyle(field).borderColor"
COLOUR = "words => getComputedStyle(words).color"
WAITING = """
from pages.inbox.models import OutgoingMail
print(OutgoingMail.objects.filter(message__reference="{}", acknowledges=True).count())
"""
NAME = "document.activeElement.id || document.activeElement.innerText"
TABLE = """
from pages.models import ContentPage
page = ContentPage.objects.get(slug="phase-two")
block = page.body.stream_block.child_blocks["table"]
cells = ["Phase one", "2016 to March 2017", "Eight streams of work that nobody could do alone, in all of Scotland"]
columns = [{"type": "words", "heading": heading} for heading in ("Phase", "When", "What it was for")]
page.body = [("table", block.normalize({"caption": "Phases", "columns": columns, "rows": [{"values": cells}] * 3}))]
page.save_revision().publish()
"""


@pytest.fixture(autouse=True)
def own_address(request):
    """An address of their own, so that what other tests sent does not count for them."""
    if "visitor" in request.fixturenames:
        context = request.getfixturevalue("visitor").page.context
        context.set_extra_http_headers({"X-Forwarded-For": f"198.51.100.{hash(request.node.name) % 250 + 1}"})


def send(page, shown: float) -> None:
    time.sleep(max(0, SOONEST - (time.monotonic() - shown)))
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_load_state()


def test_a_complaint_with_a_fault_and_a_fear_in_it_gets_the_numbers_first_and_a_reference(visitor, base_url):
    page = visitor.page
    page.goto(f"{base_url}/contact-us/")
    visitor.taps(page.get_by_role("main").get_by_role("link", name="complain about your personal data"))
    shown = time.monotonic()
    assert [link.get_attribute("href") for link in page.locator("main a[href^='tel:']").all()] == NUMBERS
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Your email address").fill("ada@example")
    send(page, shown)
    what_is_wrong_is_said_first_and_leads_to_its_field(visitor)

    page.get_by_label("What went wrong").fill(SAID)
    page.get_by_label("Your email address").fill("ada@example.scot")
    send(page, shown)
    the_numbers_come_first_and_what_was_written_can_still_be_changed(visitor)

    page.get_by_role("button", name="Send anyway").click()
    assert re.fullmatch(r"DP-\w{4}-\w{4}", page.locator(".letter__reference").inner_text())
    assert visitor.left_nothing(base_url)
    page.goto(f"{base_url}/contact-us/data-protection-complaint/")
    assert page.get_by_label("What went wrong").input_value() == ""


def what_is_wrong_is_said_first_and_leads_to_its_field(visitor):
    page = visitor.page
    assert page.title().startswith("Error:")
    problem = page.get_by_role("alert")
    assert visitor.sees_at_once(problem)
    assert [link.inner_text() for link in problem.get_by_role("link").all()] == [
        "Write what went wrong with your personal data",
        "Write an email address like name@example.scot",
    ]
    for link in problem.get_by_role("link").all():
        link.click()
        field = page.locator(f"#{page.evaluate(NAME)}")
        assert field.get_attribute("aria-invalid") == "true"
        beside = page.locator(", ".join(f"#{name}" for name in field.get_attribute("aria-describedby").split()))
        assert link.inner_text() in " ".join(beside.all_inner_texts())
    assert page.get_by_label("Your name").input_value() == "Ada"
    assert page.get_by_label("Your email address").input_value() == "ada@example"


def the_numbers_come_first_and_what_was_written_can_still_be_changed(visitor):
    page = visitor.page
    assert page.get_by_role("heading", level=1).inner_text() == "Is a child in danger?"
    assert visitor.sees_at_once(page.get_by_role("main").get_by_role("link", name="999"))
    page.get_by_role("button", name="Change it first").click()
    assert page.get_by_label("What went wrong").input_value() == SAID
    assert page.get_by_label("Your name").input_value() == "Ada"
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("heading", name="Is a child in danger?").wait_for()


@pytest.mark.parametrize("visitor", ["phone without scripts"], indirect=True)
def test_a_page_that_does_not_work_is_told_from_the_statement_and_a_confirmation_waits_to_leave(visitor, office):
    page = visitor.page
    page.goto(f"{office.address}/accessibility/")
    visitor.taps(page.get_by_role("main").get_by_role("link", name="accessibility form").first)
    shown = time.monotonic()
    what, sender = page.get_by_label("What did not work for you"), page.get_by_label("Your email address")
    sender.fill("ada@example")
    send(page, shown)
    assert page.title().startswith("Error:")
    assert visitor.sees_at_once(page.get_by_role("alert"))
    alarm = page.locator(".letter .error").first.evaluate(COLOUR)
    assert [field.evaluate(BORDER) for field in (what, sender)] == [alarm, alarm]

    what.fill("The timeline does not open with my screen reader.")
    sender.fill("ada@example.scot")
    send(page, shown)
    reference = page.locator(".letter__reference").inner_text()
    assert re.fullmatch(r"AC-\w{4}-\w{4}", reference)
    assert visitor.left_nothing(office.address)
    assert office.manage("shell", "-v", "0", "-c", WAITING.format(reference)).strip() == "1"


def test_a_wrong_number_is_told_with_two_choices_and_not_a_word(visitor, base_url):
    page = visitor.page
    page.goto(f"{base_url}{FINDER}south-ayrshire/")
    visitor.taps(page.get_by_role("main").get_by_role("link", name="tell us which one"))
    shown = time.monotonic()
    assert page.locator("main textarea, main input[type=text]:visible").count() == 1  # the trap, far off the screen
    send(page, shown)
    assert page.title().startswith("Error:")
    assert visitor.sees_at_once(page.get_by_role("alert"))
    page.get_by_label("0800 328 7758").check()
    page.get_by_label("Nobody answers").check()
    send(page, shown)
    assert page.get_by_role("heading", level=1).inner_text() == "Thank you"
    assert page.get_by_role("main").get_by_role("link", name="999").is_visible()
    visitor.taps(page.get_by_role("link", name="Back to South Ayrshire"))
    assert visitor.left_nothing(base_url)


def test_axe_finds_nothing_in_a_table_that_an_editor_wrote(office, new_context):
    office.manage("shell", "-v", "0", "-c", TABLE)
    page = new_context(bypass_csp=True, reduced_motion="reduce", viewport={"width": 360, "height": 640}).new_page()
    page.goto(f"{office.address}/programme/phase-two/")
    page.locator("table.table caption").wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.set_viewport_size({"width": 1280, "height": 800})
    assert violations(page) == []
