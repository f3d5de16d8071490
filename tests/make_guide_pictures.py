"""Takes the pictures of the guide for editors: the real site, with a database and a clock of its own.

`make guide-pictures` runs it. It walks as the guide says, so it also stops where the guide is no longer true.
"""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import django
from playwright.sync_api import Browser, sync_playwright

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from tests.browser.conftest import SWITCHES  # noqa: E402 - Django has to be ready first
from tests.browser.server import Server  # noqa: E402
from tests.guide_desk import Desk, give_moment, take  # noqa: E402

# A Thursday before a long weekend. Each process starts its own clock, so the content is loaded well before.
MORNING, NOW = "2026-11-26T09:00:00+00:00", "2026-11-26T15:30:00+00:00"
ACCOUNTS = {"editor": "Editors", "moderator": "Moderators", "checker": "Contact checkers"}
MAKE = f"""
import json
from tests.sign_in import make_editor, secret_of
print(json.dumps({{name: secret_of(make_editor(name, group)) for name, group in {ACCOUNTS}.items()}}))
"""
# From the numbers that Ofcom keeps for drama: they belong to nobody.
NEW_AT_NIGHT, NEW_BY_DAY, NEW_IN_FILE = "01632 960123", "01632 960124", "01632 960125"
AT_NIGHT, BY_DAY, IN_FILE = "0800 328 7758", "01292 288645", "03451 55 15 03"
BANNER = "Many offices are closed on Monday, St Andrew’s Day."


def change_a_number(editor: Desk) -> None:
    page = editor.change(AT_NIGHT, NEW_AT_NIGHT, 900)
    page.locator("#panel-who_answers_and_for_whom-heading").locator("..").get_by_role("button").first.click()
    editor.open_the_menu()
    take(page, "change-a-number")
    page.keyboard.press("Escape")


def schedule(editor: Desk) -> None:
    page = editor.change(AT_NIGHT, NEW_AT_NIGHT, 700)
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    give_moment(page, "Go live date/time", "2026-11-30 00:01", "Set publishing schedule")
    take(page, "schedule")
    page.get_by_role("button", name="Save schedule").click()
    page.get_by_text("It is meant to start").wait_for()
    editor.submit()


def approve(checker: Desk) -> None:
    take(checker.ask_to_approve(900), "approve", left=0)
    checker.approve()


def preview(moderator: Desk) -> None:
    page = moderator.open_service(AT_NIGHT, 900)
    page.get_by_role("button", name="Toggle preview").click()
    seen = page.frame_locator("#w-preview-iframe")
    seen.get_by_text("Preview:").wait_for()
    page.get_by_label("Show the page as it will read at").select_option("saturday@south-ayrshire")
    seen.get_by_text("Saturday 28 November").first.wait_for()
    take(page, "preview")


def undo(editor: Desk, checker: Desk) -> None:
    page = editor.change(BY_DAY, NEW_BY_DAY)
    editor.submit()
    checker.ask_to_approve()
    checker.approve()
    page = editor.open_service(NEW_BY_DAY, 500)
    page.get_by_role("link", name="History").first.click()
    page.get_by_role("button", name="Actions").first.click()
    page.get_by_role("link", name="Compare with previous version").last.click()
    page.wait_for_load_state("networkidle")
    take(page, "undo")


def check_a_number(checker: Desk) -> None:
    page = checker.go("reports/numbers/?q=Ayrshire Out of Hours", 1180)
    page.get_by_role("link", name=f"Record a check of {AT_NIGHT}").click()
    page.get_by_label("Rang it").check()
    page.get_by_label("Who answered?").fill("Ayrshire social work")
    page.get_by_label("It is right").check()
    page.get_by_role("button", name="Record this check").wait_for()
    take(page, "check-a-number")


def import_file(editor: Desk) -> None:
    page = editor.go("contacts/import/", 600)
    text = page.request.get("/admin/contacts/import/contacts.csv").text()
    changed = text.replace(IN_FILE, NEW_IN_FILE).encode()
    page.get_by_label("Spreadsheet").set_input_files(
        {"name": "contacts.csv", "mimeType": "text/csv", "buffer": changed}
    )
    page.get_by_role("button", name="Upload and show the differences").click()
    page.get_by_role("button", name="Confirm and send for approval").first.wait_for()
    take(page, "import")


def pages(editor: Desk) -> None:
    page = editor.go("pages/search/?q=Phase two", 700)
    page.get_by_role("link", name="Phase two").first.click()
    page.get_by_role("button", name="Toggle checks").click()
    page.get_by_role("heading", name="Issues found").wait_for()
    page.wait_for_timeout(3000)
    take(page, "pages")


def banner(moderator: Desk) -> None:
    page = moderator.go("settings/pages/sitesettings/", 930)
    page.get_by_label("What it says").fill(BANNER)
    for label, moment in (("Shown from", "2026-11-29 18:00"), ("Shown until", "2026-12-01 09:00")):
        give_moment(page, label, moment, "Site settings")
    take(page, "banner")


def withdraw(server: Server, checker: Desk) -> None:
    server.manage("withdraw_number", NEW_BY_DAY, "--reason", "Rings at a private house")
    page = checker.go(f"reports/numbers/?q={NEW_BY_DAY}", 450)
    page.get_by_text("Rings at a private house").wait_for()
    take(page, "withdraw")


def walk(server: Server, browser: Browser) -> None:
    secrets = json.loads(server.manage("shell", "-v", "0", "-c", MAKE))
    editor, moderator, checker = (Desk(browser, server, name, secrets[name]) for name in ACCOUNTS)
    change_a_number(editor)
    schedule(editor)
    preview(moderator)
    approve(checker)
    undo(editor, checker)
    check_a_number(checker)
    import_file(editor)
    pages(editor)
    banner(moderator)
    withdraw(server, checker)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=[*SWITCHES, "--lang=en-GB"])
        database = Path(folder) / "site.sqlite3"
        Server(database, MORNING).stop()
        server = Server(database, NOW)
        try:
            walk(server, browser)
        finally:
            server.stop()
            browser.close()


if __name__ == "__main__":
    main()
