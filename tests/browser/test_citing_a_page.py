"""A practitioner takes the citation of a page along: with a button, and by hand where no script runs."""

import re

import pytest

RECOMMENDATION = "/programme/systems-review-group/recommendations/1/"


def citation_on(page) -> str:
    return page.locator("[data-citation]").inner_text()


def test_the_button_puts_the_citation_on_the_clipboard_and_says_so(new_context, base_url):
    page = new_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto(base_url + RECOMMENDATION)
    page.get_by_role("button", name="Copy the citation").click()
    page.get_by_role("status").get_by_text("Copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == citation_on(page)
    assert citation_on(page).endswith(RECOMMENDATION)


def test_where_the_browser_forbids_copying_the_citation_is_selected_instead(new_context, base_url):
    context = new_context()
    context.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    page = context.new_page()
    page.goto(base_url + RECOMMENDATION)
    page.get_by_role("button", name="Copy the citation").click()
    page.get_by_text("It is selected: copy it from there.").wait_for()
    assert page.evaluate("getSelection().toString()") == citation_on(page)


def test_without_a_script_one_click_selects_the_whole_citation_and_there_is_no_button(new_context, base_url):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(base_url + RECOMMENDATION)
    assert page.get_by_role("button", name=re.compile("citation")).count() == 0
    page.locator("[data-citation]").click()
    assert page.evaluate("getSelection().toString()") == citation_on(page)


@pytest.mark.parametrize("address", ["/programme/actions/", "/cookies/", "/privacy/"])
def test_on_a_phone_each_row_of_a_table_is_a_list(phone, base_url, address):
    phone.goto(base_url + address)
    cells = phone.locator(".table tbody tr").first.locator("th, td").all()
    lefts = {round(cell.bounding_box()["x"]) for cell in cells}
    assert len(cells) > 1
    assert len(lefts) == 1
    assert phone.locator(".table thead").first.is_hidden()


def test_on_paper_a_table_stays_a_table(new_context, base_url):
    page = new_context(viewport={"width": 718, "height": 1000}).new_page()
    page.emulate_media(media="print")
    page.goto(f"{base_url}/programme/actions/")
    assert page.locator(".table thead").is_visible()


@pytest.mark.parametrize("address", ["/programme/", "/programme/actions/"])
def test_nothing_that_can_only_be_pressed_is_printed(new_context, base_url, address):
    page = new_context(viewport={"width": 718, "height": 1000}).new_page()
    page.emulate_media(media="print")
    page.goto(base_url + address)
    assert page.get_by_text("To cite it:").is_visible()
    assert [
        button for button in page.locator("main button, main summary, .consent button").all() if button.is_visible()
    ] == []
