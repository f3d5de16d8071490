"""Pictures of every kind of page, phone and desk, light and dark, and of the editors' main screens, in var/screenshots.

`make screenshots` runs it. It also writes the three pictures of README, into tests/pictures.
"""

import io
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from tests.browser import accounts  # noqa: E402 - Django has to be ready first
from tests.browser.conftest import DESKTOP, PHONE, SWITCHES  # noqa: E402
from tests.browser.kinds import EVERY, FINDER, open_kind  # noqa: E402
from tests.browser.server import Server  # noqa: E402
from tests.sign_in import sign_in_in_browser  # noqa: E402

TARGET = BASE / "var" / "screenshots"
README = BASE / "tests" / "pictures"
IMAGES = BASE / "static" / "img"
LARGEST = 150_000
SCREENS = {
    "dashboard": "", "pages": "pages/", "numbers": "snippets/contacts/service/", "report": "reports/numbers/",
    "import": "contacts/import/", "guide": "guide/", "settings": "settings/pages/sitesettings/",
    "messages": "messages/", "wrong-numbers": "wrong-numbers/", "visits": "reports/visits/",
}  # fmt: skip


def visitors(browser: Browser, address: str) -> None:
    for size in (PHONE, DESKTOP):
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
            page = context.new_page()
            for name in EVERY:
                open_kind(page, address, name)
                page.screenshot(path=TARGET / f"{name}-{size['width']}-{scheme}.png", full_page=True)
            context.close()


def editors(browser: Browser, server: Server) -> None:
    secrets = json.loads(server.manage("shell", "-v", "0", "-c", accounts.MAKE))
    context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(60_000)
    name = accounts.BOSS
    sign_in_in_browser(page, server.address, name, secrets[name], at=server.now())
    page.wait_for_url("**/admin/")
    for screen, path in SCREENS.items():
        page.goto(f"{server.address}/admin/{path}", wait_until="networkidle")
        page.screenshot(path=TARGET / f"admin-{screen}.png")
        if screen == "numbers":
            page.locator("td.title a").first.click()
            page.wait_for_load_state("networkidle")
            page.screenshot(path=TARGET / "admin-number.png")
    context.close()


def save(page: Page, name: str) -> None:
    file = README / f"{name}.webp"
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(file, quality=80, method=6)
    print(f"{file.relative_to(BASE)}: {file.stat().st_size // 1024} KB", flush=True)
    if file.stat().st_size > LARGEST:
        raise SystemExit(f"{file.name} is larger than {LARGEST} bytes.")


def for_readme(browser: Browser, address: str) -> None:
    for name, path, size, scheme in (
        ("home", "/", DESKTOP, "light"),
        ("council", f"{FINDER}south-ayrshire/", PHONE, "light"),
        ("council-dark", f"{FINDER}south-ayrshire/", PHONE, "dark"),
    ):
        scale = 2 if size == PHONE else 1
        page = browser.new_page(viewport=size, color_scheme=scheme, device_scale_factor=scale)
        page.goto(address + path)
        save(page, name)
        page.close()


def draw(browser: Browser) -> None:
    """What cannot be an SVG: the icon for old browsers, and the picture that messengers show beside a link.

    The same picture for every page, and no word in it: who sees it over a shoulder learns nothing.
    """
    mark = (IMAGES / "icon.svg").read_text()
    page = browser.new_page(viewport={"width": 1200, "height": 630})
    page.set_content(
        f"<style>body{{margin:0;height:100vh;background:#14374a;display:grid;place-items:center}}svg{{width:480px}}</style>{mark}"
    )
    page.screenshot(path=IMAGES / "preview.png")
    page.set_viewport_size({"width": 64, "height": 64})
    page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{mark}")
    icon = Image.open(io.BytesIO(page.screenshot(omit_background=True)))
    icon.save(IMAGES / "icon.ico", sizes=[(32, 32), (16, 16)])
    page.close()
    drawn = Image.open(IMAGES / "preview.png").convert("P", palette=Image.Palette.ADAPTIVE, colors=32)
    drawn.save(IMAGES / "preview.png", optimize=True)


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    README.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=[*SWITCHES, "--lang=en-GB"])
        database = Path(folder) / "site.sqlite3"
        Server(database).stop()
        night = Server(database, "2026-11-28T23:40:00+00:00")
        try:
            draw(browser)
            visitors(browser, night.address)
            for_readme(browser, night.address)
            editors(browser, night)
        finally:
            night.stop()
            browser.close()
    print(f"The pictures are in {TARGET}.")


if __name__ == "__main__":
    main()
