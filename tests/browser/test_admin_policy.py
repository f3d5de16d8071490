"""The admin under its strict policy: everything works, nothing is refused, nothing is asked of another host."""

import re
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.sign_in import set_up_in_browser, sign_in_in_browser

WATCH = (
    "addEventListener('securitypolicyviolation', e => console.error(`REFUSED ${e.violatedDirective} ${e.blockedURI}`))"
)
# Addresses that take what was ticked in a list, and files to save.
HOME = "Child Protection Improvement Programme"
NOT_SCREENS = re.compile(r"/admin/(bulk/|logout/|contacts/import/contacts\.)")


# Jcrop asks the browser whether it knows touch by giving an element a handler. Refused, it works as with a mouse.
# Wagtail's checker says in the console what a new page, still empty, lacks, if its preview was there in time.
HARMLESS = re.compile(
    r"/admin/images/\d+/.*(inline event handler|script-src-attr inline)|/admin/pages/add/\S+: axe\.run results"
)


class Watch:
    """What the browsers of one person complain of, and which other hosts they ask."""

    def __init__(self, context, host: str) -> None:
        self.heard: list[str] = []
        self.host = host
        context.add_init_script(WATCH)
        context.on("console", self.listen)
        context.on("weberror", lambda error: self.heard.append(f"{error.page.url}: {error.error}"))
        context.on("request", self.ask)

    def listen(self, message) -> None:
        text = f"{message.page and message.page.url}: {message.text}"
        if message.type == "error" and "Failed to load resource" not in text and not HARMLESS.search(text):
            self.heard.append(text)

    def ask(self, request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and address.netloc != self.host:
            self.heard.append(f"asked {request.url}")


@pytest.fixture(scope="module")
def desk(office, browser):
    context = browser.new_context(base_url=office.address, viewport=DESKTOP, reduced_motion="reduce")
    context.watch = Watch(context, urlsplit(office.address).netloc)
    page = context.new_page()
    sign_in_in_browser(page, office.address, "boss", office.secrets["boss"], at=office.now())
    page.get_by_role("heading", level=1).wait_for()
    page.close()
    yield context
    context.close()


@pytest.fixture
def page(desk):
    desk.watch.heard.clear()
    page = desk.new_page()
    yield page
    page.close()
    assert desk.watch.heard == []


def picture(colour="navy") -> dict:
    file = BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "PNG")
    return {"name": "herons.png", "mimeType": "image/png", "buffer": file.getvalue()}


def test_every_screen_of_the_admin_opens_and_nothing_is_refused(page, desk):
    waiting, seen = ["/admin/", "/admin/nowhere/", "/admin/second-factor/totp/activate/"], set()
    while waiting:
        address = waiting.pop(0)
        kind = re.sub(r"\d+", "N", address.partition("?")[0].partition("#")[0])
        if kind in seen or NOT_SCREENS.match(address):
            continue
        seen.add(kind)
        answer = page.goto(address)
        assert answer.status == (404 if "nowhere" in address else 200), address
        assert "script-src 'self';" in answer.headers["content-security-policy"]
        waiting += page.eval_on_selector_all("a[href^='/admin/']", "links => links.map(a => a.getAttribute('href'))")
        assert desk.watch.heard == []
    assert len(seen) > 80


def test_a_page_gets_a_picture_is_seen_before_and_compared(page):
    page.goto("/admin/pages/3/")
    page.get_by_role("link", name="Contact us", exact=True).click()
    page.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name="Figure").click()
    page.get_by_role("button", name="Choose an image").click()
    window = page.get_by_role("dialog")
    window.get_by_role("tab", name="Upload").click()
    window.locator("[type=file]").set_input_files(picture())
    window.get_by_label("Title").fill("Herons")
    window.get_by_role("button", name="Upload").click()
    page.get_by_label("Alt text").fill("Two herons by the loch")
    page.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name="Text", exact=True).click()
    page.locator("[contenteditable=true][role=textbox]").first.type("Words of this test.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages")).to_contain_text("updated")
    page.get_by_role("button", name="Toggle preview").click()
    shown = page.frame_locator("iframe[title=Preview]").last
    picture_shown = shown.get_by_role("img", name="Two herons")
    expect(picture_shown).to_be_visible()
    assert picture_shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert page.goto(page.url.replace("/edit/", "/history/")).status == 200
    page.goto(page.url.replace("/history/", "/revisions/compare/earliest...latest/"))
    expect(page.get_by_role("main")).to_contain_text("Two herons by the loch")


def test_a_row_that_is_added_has_its_date_picker(page):
    page.goto("/admin/snippets/contacts/service/add/")
    page.locator("#id_hour_exceptions-ADD").click()
    page.locator("[name=hour_exceptions-0-date]").click()
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)


@pytest.mark.parametrize(
    ("screen", "add", "choose", "wanted"),
    [
        ("redirects/add/", "", "Choose a page", HOME),
        ("groups/new/", "Add a page permission", "Choose a page", HOME),
        ("workflows/add/", "Add task", "Choose a task", "Moderators approval"),
    ],
)
def test_a_chooser_chooses(page, screen, add, choose, wanted):
    page.goto(f"/admin/{screen}")
    if add:
        page.get_by_role("button", name=add).click()
    page.get_by_role("button", name=choose).locator("visible=true").first.click()
    if choose == "Choose a task":
        page.get_by_role("dialog").get_by_role("tab", name="Existing").click()
    page.get_by_role("dialog").get_by_role("link", name=wanted, exact=True).click()
    expect(page.locator("[data-chooser-title]", has_text=wanted)).to_have_count(1)


def test_several_pictures_are_uploaded_at_once(page):
    page.goto("/admin/images/multiple/add/")
    page.locator("#fileupload").set_input_files([picture("green"), picture("red")])
    expect(page.locator(".upload-list form")).to_have_count(2)


def test_the_second_factor_is_set_up_with_a_picture_to_scan(office, browser):
    context = browser.new_context(base_url=office.address)
    watch = Watch(context, urlsplit(office.address).netloc)
    page = context.new_page()
    sizes = []
    page.on(
        "load", lambda page: sizes.extend(page.eval_on_selector_all("main img", "all => all.map(i => i.naturalWidth)"))
    )
    set_up_in_browser(page, office.address, "new19", at=office.now())
    page.get_by_role("heading", level=1).wait_for()
    assert max(sizes) > 100
    assert watch.heard == []
    context.close()


@pytest.mark.parametrize("address", ["/admin/", "/admin/pages/add/pages/contentpage/3/", "/", "/admin/login/"])
@pytest.mark.parametrize("slip_in", ["s.text = 'window.hit = 1'", "s.src = 'data:text/javascript,window.hit = 1'"])
def test_a_script_that_somebody_slipped_in_does_not_run(desk, address, slip_in):
    page = desk.new_page()
    page.goto(address)
    refused = page.evaluate(f"""() => new Promise(refused => {{
        addEventListener('securitypolicyviolation', () => refused(true))
        const s = document.createElement('script')
        try {{ {slip_in}; document.body.append(s) }} catch (error) {{ refused(error.name) }}
    }})""")
    assert refused in (True, "TypeError")
    assert page.evaluate("window.hit") is None
    page.close()


@pytest.mark.parametrize("screen", ["reports/numbers/", "snippets/pages/statusentry/", "snippets/contacts/service/"])
def test_on_a_phone_no_column_of_a_list_is_out_of_reach(desk, screen):
    page = desk.new_page()
    page.set_viewport_size(PHONE)
    page.goto(f"/admin/{screen}")
    around = page.locator(":has(> .listing)").first
    needs, has = around.evaluate("around => [around.scrollWidth, around.clientWidth]")
    assert needs == has or around.evaluate("around => getComputedStyle(around).overflowX") == "auto"
    page.close()


def test_no_word_of_the_menu_is_cut_short(desk):
    page = desk.new_page()
    page.goto("/admin/")
    page.locator(".menuitem-label").first.wait_for()
    assert (
        page.eval_on_selector_all(
            ".menuitem-label", "all => all.filter(i => i.scrollWidth > i.clientWidth).map(i => i.innerText)"
        )
        == []
    )
    page.close()
