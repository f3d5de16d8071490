"""What editors do in the admin, step by step, in a browser."""

import time

from playwright.sync_api import expect

FINDER, SERVICES = "/find-out-who-to-talk-to/", "/admin/snippets/contacts/service/"
addresses: dict[str, str] = {}


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
    choose(page, "Submit to A second person")
    expect(message(page)).to_contain_text("submitted for moderation")


def send_for_approval(page, old, new):
    number_field(open_service(page, old)).fill(new)
    submit(page)


def approve(page, old):
    choose(open_service(page, old), "Approve and Publish")
    page.get_by_role("dialog").get_by_role("button", name="Approve and publish").click()
    expect(message(page)).to_contain_text("Approved")


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
    for _ in range(100):
        text = page.request.get(f"{FINDER}{slug}/").text()
        if number in text and not any(other in text for other in gone):
            return True
        time.sleep(0.1)
    return False


def ways_to_publish(page):
    return page.locator("[data-workflow-action-name=approve], [name=action-publish]")
