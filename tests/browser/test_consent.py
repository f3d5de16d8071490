"""The question whether a visit may be counted, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe

FINDER = "/find-out-who-to-talk-to/"


@pytest.fixture
def visits(server_at):
    """Gives the paths that were counted while the test ran."""
    asked = []

    def watch(page):
        page.on("request", lambda sent: sent.url.endswith("/visit/") and asked.append(sent.post_data))
        return asked

    return watch


def test_the_question_covers_nothing_and_stands_after_the_main_part(phone, base_url):
    phone.goto(f"{base_url}/")
    question = phone.get_by_role("region", name="May we count your visit?")
    main = phone.get_by_role("main").bounding_box()
    assert question.bounding_box()["y"] >= main["y"] + main["height"]
    assert question.evaluate("e => getComputedStyle(e).position") == "static"


def test_yes_and_no_are_the_same_size(phone, base_url):
    phone.goto(f"{base_url}/")
    yes, no = (phone.get_by_role("button", name=name).bounding_box() for name in ("Yes, count it", "No, do not"))
    assert (yes["width"], yes["height"]) == (no["width"], no["height"])
    assert yes["height"] >= 44


@pytest.mark.parametrize("path", [FINDER, f"{FINDER}fife/", "/safety/"])
def test_the_crisis_path_is_not_asked_and_not_counted_even_after_a_yes(page, base_url, visits, path):
    page.goto(f"{base_url}/")
    asked = visits(page)
    with page.expect_response("**/visit/"):
        page.get_by_role("button", name="Yes, count it").click()
    page.goto(base_url + path, wait_until="networkidle")
    assert page.locator("[data-consent]").count() == 0
    assert asked == ["/"]


def test_a_yes_counts_this_page_and_those_after_it_and_is_not_asked_for_again(page, base_url, visits):
    asked = visits(page)
    page.goto(f"{base_url}/programme/", wait_until="networkidle")
    assert asked == []
    with page.expect_response("**/visit/"):
        page.get_by_role("button", name="Yes, count it").click()
    assert page.evaluate("document.activeElement.textContent") == "Thank you. Your visit is counted."
    page.goto(f"{base_url}/search/?q=a+childs+name", wait_until="networkidle")
    assert asked == ["/programme/", "/search/"]
    assert page.get_by_role("region", name="May we count your visit?").count() == 0


def test_without_a_script_nothing_is_asked_and_the_choice_is_made_on_the_cookies_page(new_context, base_url):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{base_url}/")
    assert not page.locator("[data-consent]").is_visible()
    page.goto(f"{base_url}/cookies/")
    page.get_by_role("main").get_by_role("button", name="Yes, count it").click()
    assert "You said yes" in page.get_by_role("status").inner_text()
    page.get_by_role("button", name="No, do not").click()
    assert "You said no" in page.get_by_role("status").inner_text()
    assert [cookie["value"] for cookie in page.context.cookies()] == ["no.1"]


def test_global_privacy_control_is_not_asked(new_context, base_url):
    context = new_context()
    context.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })")
    page = context.new_page()
    page.goto(f"{base_url}/")
    assert not page.locator("[data-consent]").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/cookies/", "/cookies/choice/"])
def test_a_checker_finds_no_fault(new_context, base_url, scheme, path):
    page = new_context(viewport={"width": 360, "height": 640}, color_scheme=scheme).new_page()
    page.goto(base_url + path)
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()
