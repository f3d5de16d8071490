"""Every page with everything switched on: what is on the device afterwards is what /cookies/ lists."""

import re
from fnmatch import fnmatchcase
from xml.etree import ElementTree

import pytest

FINDER = "/find-out-who-to-talk-to/"
STORES = """async () => {
  const names = [...Object.keys(localStorage).map((key) => ["local storage", key]),
                 ...Object.keys(sessionStorage).map((key) => ["session storage", key])];
  for (const database of await indexedDB.databases()) names.push(["database", database.name]);
  if (window.caches) for (const key of await caches.keys()) names.push(["cache", key]);
  const workers = navigator.serviceWorker ? await navigator.serviceWorker.getRegistrations() : [];
  for (const worker of workers) names.push(["service worker", worker.scope]);
  return names;
}"""


def listed(page, address) -> list[set[tuple[str, str]]]:
    """What the page on cookies says, for visitors and for editors: (kind, name)."""
    page.goto(f"{address}/cookies/")
    rows = "table => [...table.querySelectorAll('[data-name]')].map((row) => [row.dataset.kind, row.dataset.name])"
    return [{tuple(row) for row in table.evaluate(rows)} for table in page.locator("table.table").all()]


def stored(page) -> set[tuple[str, str]]:
    cookies = {("cookie", cookie["name"]) for cookie in page.context.cookies()}
    return cookies | {tuple(entry) for entry in page.evaluate(STORES)}


def unlisted(found, known) -> set[tuple[str, str]]:
    return {each for each in found if not any(each[0] == kind and fnmatchcase(each[1], name) for kind, name in known)}


def every_address(page, address) -> list[str]:
    """All that the sitemap names, and what stands beside it. Three councils stand for all: their pages are alike."""
    text = page.request.get(f"{address}/sitemap.xml").text()
    paths = [re.sub(r"^https?://[^/]+", "", e.text) for e in ElementTree.fromstring(text).iter() if "loc" in e.tag]
    councils = [path for path in paths if re.fullmatch(rf"{FINDER}[a-z-]+/", path)]
    more = [f"{FINDER}all-numbers/", f"{FINDER}open-data/", "/search/?q=fife", "/cookies/choice/", "/no-such-page/"]
    return [path for path in paths if path not in councils[3:]] + more


def walk(page, address) -> set[tuple[str, str]]:
    found = set()
    for path in every_address(page, address):
        page.goto(address + path)
        found |= stored(page)
    page.goto(address + FINDER)
    page.get_by_label("Where does the child live?").fill("Ayr")
    page.get_by_role("button", name="Find").click()
    return found | stored(page)


def test_before_a_choice_nothing_at_all_is_stored(page, base_url):
    assert walk(page, base_url) == set()


def test_after_a_no_the_choice_alone_is_stored(page, base_url):
    page.goto(f"{base_url}/")
    page.get_by_role("button", name="No, do not").click()
    page.get_by_text("Your visit is not counted.").wait_for()
    assert walk(page, base_url) == {("cookie", "consent")}


def test_after_a_yes_everything_that_is_stored_is_listed_and_the_list_is_true(page, base_url):
    page.goto(f"{base_url}/")
    with page.expect_response("**/visit/"):
        page.get_by_role("button", name="Yes, count it").click()
    found = walk(page, base_url)
    for_visitors, _ = listed(page, base_url)
    assert found == for_visitors


@pytest.mark.parametrize("signal", [{"Sec-GPC": "1"}, {"DNT": "1"}])
def test_a_browser_that_says_no_is_never_counted_whatever_was_chosen(new_context, base_url, signal):
    page = new_context(extra_http_headers=signal).new_page()
    page.goto(f"{base_url}/")
    page.get_by_role("button", name="Yes, count it").click()
    page.get_by_text("Your visit is not counted.").wait_for()
    assert stored(page) == {("cookie", "consent")}


def test_an_editors_screens_store_only_what_is_listed(signed_in, office):
    page = signed_in("boss")
    _, for_editors = listed(page, office.address)
    found = set()
    for path in ("", "pages/", "reports/visits/", "reports/numbers/", "snippets/contacts/service/", "account/"):
        page.goto(f"{office.address}/admin/{path}")
        found |= stored(page)
    page.get_by_role("button", name="Toggle sidebar").first.click()
    found |= stored(page)
    assert {("cookie", "sessionid"), ("cookie", "csrftoken")} <= found
    assert not unlisted(found, for_editors)
