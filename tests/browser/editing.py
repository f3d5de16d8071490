"""What editors do in the admin, step by step, in a browser."""

import re
import time

from playwright.sync_api import expect

FINDER, SERVICES = "/find-out-who-to-talk-to/", "/admin/snippets/contacts/service/"
COUNCILS = "/admin/snippets/contacts/council/"
addresses: dict[str, str] = {}
COUNT_CLICKS = """
if (!window.countsClicks) {
    window.countsClicks = true
    addEventListener("click", event => event.isTrusted && console.debug("a click"), true)
}
"""


class Effort:
    """What somebody has to do on this page from here on: how many screens are loaded, and how many clicks are made."""

    def __init__(self, page) -> None:
        self.screens, self.clicks = 0, 0
        page.add_init_script(COUNT_CLICKS)
        page.evaluate(COUNT_CLICKS)
        page.on("framenavigated", self.loaded)
        page.on("console", self.said)

    def loaded(self, frame) -> None:
        self.screens += frame.parent_frame is None

    def said(self, message) -> None:
        self.clicks += message.text == "a click"

    def is_at_most(self, screens: int, clicks: int) -> bool:
        # A click is told a moment after it was made; one that is never told would make the count too good.
        assert self.screens
        assert self.clicks
        return self.screens <= screens and self.clicks <= clicks


def open_service(page, number):
    """The edit page of the service that had this number on Friday; looked for in the list, and then remembered."""
    if number not in addresses:
        page.goto(f"{SERVICES}?q={number}")
        addresses[number] = page.get_by_role("row", name=number).locator("a[href*='/edit/']").get_attribute("href")
    page.goto(addresses[number])
    return page


def number_field(page):
    return page.locator("[name=lines-0-number]")


def choose(page, action):
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name=action).click()


def message(page):
    return page.locator(".messages")


def save(page):
    page.get_by_role("button", name="Save draft").click()
    expect(message(page)).to_contain_text("updated")


def submit(page):
    choose(page, "Submit to a second person")
    expect(message(page)).to_contain_text("submitted for moderation")


def send_for_approval(page, old, new):
    number_field(open_service(page, old)).fill(new)
    submit(page)


def approve(page, old):
    choose(open_service(page, old), "Approve and Publish")
    page.get_by_role("dialog").get_by_role("button", name="Approve and publish").click()
    expect(message(page)).to_contain_text("Approved")


def approve_from_the_first_page(page, name):
    """By the name of the contact, which leads to where its change stands; gives the window with old and new."""
    page.goto("/admin/")
    page.get_by_role("link", name=re.compile(f"^{re.escape(name)}")).click()
    page.get_by_role("button", name="Approve and publish").click()
    return page.get_by_role("dialog")


def start_on(page, moment):
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    window = page.get_by_role("dialog")
    window.get_by_label("Go live").fill(f"{moment:%Y-%m-%d %H:%M}")
    page.locator(".xdsoft_datetimepicker:visible").wait_for()
    window.get_by_role("heading").click()
    window.get_by_role("button", name="Save schedule").click()
    expect(message(page)).to_contain_text("updated")


def preview(page, council, moment):
    """The council's page as the preview shows it at this moment, chosen once the preview stands still."""
    frames = page.locator("iframe[title=Preview]")
    # While it loads there are two: the old one, and behind it the new one.
    shown = frames.last.content_frame.get_by_role("main")
    expect(shown).to_contain_text("Preview:")
    expect(frames).to_have_count(1)
    panel = page.locator("[data-contacts-moment]")
    panel.get_by_label("Day").fill(f"{moment:%Y-%m-%d}")
    panel.get_by_label("Time").fill(f"{moment:%H:%M}")
    if council:
        panel.get_by_label("Council").select_option(council)
    panel.get_by_role("button", name="Show").click()
    return shown


def send_form(page, **fields):
    """Sends the edit page's form with these fields too, as a script or an old window would."""
    script = """fields => {
        const form = document.getElementById("w-editor-form")
        for (const [name, value] of Object.entries(fields))
            form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}))
        HTMLFormElement.prototype.submit.call(form)
    }"""
    with page.expect_navigation():
        page.evaluate(script, fields)


def post(page, address):
    token = page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value")
    return page.request.post(address, form={"csrfmiddlewaretoken": token})


def shows(page, slug, number, *gone):
    """Waits until the public page shows the number and not the others: old pages are given until new ones are made."""
    address = FINDER + slug if "." in slug else f"{FINDER}{slug}/"
    for _ in range(100):
        text = page.request.get(address).text()
        if number in text and not any(other in text for other in gone):
            return True
        time.sleep(0.1)
    return False


def ways_to_publish(page):
    return page.locator("[data-workflow-action-name=approve], [name=action-publish]")
