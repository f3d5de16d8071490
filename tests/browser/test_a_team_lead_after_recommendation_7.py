"""J8: a health visitors' team lead who comes for recommendation 7."""

import csv
import io

LIST = "/programme/systems-review-group/recommendations/"


def test_recommendation_7_says_what_is_known_and_leads_to_the_official_words(visitor, base_url):
    page = visitor.page
    page.goto(f"{base_url}{LIST}7/")
    assert "7" in page.get_by_role("heading", level=1).inner_text()
    assert page.locator("main a[href^='https://www.gov.scot/']").count() >= 1
    citation = page.locator("[data-citation]").inner_text()
    assert f"{LIST}7/" in citation
    assert "Last changed on" in page.locator(".about").inner_text()
    assert page.get_by_role("navigation", name="Breadcrumbs").get_by_role("link", name="Recommendations").count() == 1
    # A number to ring stays one tap away.
    assert page.locator(".worried a").is_visible()
    assert visitor.reading_age() <= 14
    page.emulate_media(media="print")
    assert page.locator("[data-citation]").is_visible()


def test_the_file_and_the_page_agree_row_for_row(visitor, base_url):
    page = visitor.page
    page.goto(base_url + LIST)
    link = page.get_by_role("link", name="as a table (CSV)")
    file = page.request.get(base_url + link.get_attribute("href")).text().lstrip("\ufeff")
    rows = list(csv.reader(io.StringIO(file)))[1:]
    shown = page.locator("main tbody tr").all()
    assert len(rows) == len(shown) == 12
    for row, seen in zip(rows, shown, strict=True):
        number = seen.get_by_role("link").first.get_attribute("href").strip("/").rpartition("/")[2]
        assert number in row


def test_the_old_and_the_new_name_of_a_review_find_the_same(visitor, base_url):
    page = visitor.page
    found = []
    for words in ("learning review", "significant case review"):
        page.goto(f"{base_url}/search/?q={words}")
        found.append({link.inner_text() for link in page.locator(".results a").all()})
    assert {"Systems Review Group", "Phase two", "Useful links"} <= found[0] & found[1]
