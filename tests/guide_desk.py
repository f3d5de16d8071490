"""Somebody at work in the admin, and the pictures that are taken over their shoulder: for make_guide_pictures.py."""

import io

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.server import BASE, Server
from tests.sign_in import sign_in_in_browser

PICTURES = BASE / "static" / "img" / "guide"
WIDE, MENU, SHOWN = 1280, 200, 900
LARGEST = 120_000
SLOW = 60_000


class Desk:
    """Somebody who is signed in, and what they do."""

    def __init__(self, browser: Browser, server: Server, name: str, secret: str) -> None:
        context = browser.new_context(base_url=server.address, locale="en-GB", timezone_id="Europe/London")
        self.page: Page = context.new_page()
        self.page.set_default_timeout(SLOW)
        sign_in_in_browser(self.page, server.address, name, secret, at=server.now())
        self.page.wait_for_url("**/admin/")

    def go(self, address: str, height: int = 800) -> Page:
        self.page.set_viewport_size({"width": WIDE, "height": height})
        self.page.goto(f"/admin/{address}", wait_until="networkidle")
        return self.page

    def open_service(self, number: str, height: int = 800) -> Page:
        page = self.go(f"snippets/contacts/service/?q={number}", height)
        page.locator("td.title a").first.click()
        page.wait_for_load_state("networkidle")
        return page

    def ask_to_approve(self, height: int = 800) -> Page:
        """Opens the window that shows the newest change that waits for this person."""
        page = self.go("", height)
        waiting = page.locator("tr").filter(has=page.locator(".title-wrapper")).first
        waiting.get_by_role("button", name="Actions").click()
        page.get_by_role("button", name="Approve", exact=True).click()
        page.get_by_role("dialog").get_by_text("If you approve").first.wait_for()
        return page

    def change(self, old: str, new: str, height: int = 800) -> Page:
        page = self.open_service(old, height)
        page.locator("[name=lines-0-number]").fill(new)
        return page

    def open_the_menu(self) -> None:
        """The actions at the foot of the page."""
        self.page.get_by_role("button", name="More actions").click()

    def submit(self) -> None:
        self.page.wait_for_load_state("networkidle")
        self.open_the_menu()
        self.page.get_by_role("button", name="Submit to a second person").click()
        self.page.wait_for_url("**/contacts/service/")

    def approve(self) -> None:
        self.page.get_by_role("dialog").get_by_role("button", name="Approve and publish").click()
        self.page.get_by_text("Awaiting your review").wait_for(state="hidden")


def take(page: Page, name: str, left: int = MENU) -> None:
    """What the window shows, without the menu on the left, 900 wide."""
    page.wait_for_timeout(700)
    seen = page.viewport_size or {}
    area = {"x": left, "y": 0, "width": WIDE - left, "height": seen["height"]}
    picture = Image.open(io.BytesIO(page.screenshot(clip=area, animations="disabled"))).convert("RGB")
    size = (SHOWN, round(picture.height * SHOWN / picture.width))
    file = PICTURES / f"{name}.webp"
    picture.resize(size, Image.Resampling.LANCZOS).save(file, quality=85, method=6)
    print(f"{file.relative_to(BASE)}: {size[0]} x {size[1]}, {file.stat().st_size // 1024} KB", flush=True)
    if file.stat().st_size > LARGEST:
        raise SystemExit(f"{file.name} is larger than {LARGEST} bytes.")


def give_moment(page: Page, label: str, moment: str, beside: str) -> None:
    """The calendar opens a moment after the field has been entered, and closes when something else is clicked."""
    page.get_by_label(label).fill(moment)
    calendar = page.locator(".xdsoft_datetimepicker:visible")
    calendar.wait_for()
    page.wait_for_timeout(300)
    page.get_by_role("heading", name=beside).last.click()
    calendar.wait_for(state="hidden")
