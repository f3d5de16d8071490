"""Every kind of page: what axe, a keyboard, large letters, a narrow screen, and a browser without styles make of it."""

from collections import defaultdict

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.kinds import CRISIS, EVERY, FINDER, KINDS, open_kind

AXE = Axe()
WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 320, "height": 640}
# A window of 1280 x 1024 in which everything is four times as large.
FOUR_TIMES = {"width": 320, "height": 256}
VAGUE = {"here", "click here", "more", "read more", "this", "this page", "link", "see", "find out more", "details"}

# A word that leads to its explanation in the glossary, or down this page, may read like a link to what it names.
LINKS = r"""() => [...document.querySelectorAll('a[href]')]
  .filter((link) => link.checkVisibility() && !/^#|\/glossary\/#/.test(link.getAttribute('href')))
  .map((link) => [
    (link.innerText ?? link.textContent).replace(/\s+/g, ' ').trim(),
    new URL(link.getAttribute('href'), document.baseURI).href,
  ])"""
HEADINGS = "() => [...document.querySelectorAll('h1, h2, h3, h4, h5')].map((tag) => [+tag.tagName[1], tag.innerText])"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What WCAG 1.4.12 says that a reader may set.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""
CUT_OFF = """() => [...document.querySelectorAll('main *, header *, footer *')].filter((tag) => {
  const style = getComputedStyle(tag);
  return style.overflowX !== 'visible' && !tag.closest('.visually-hidden, svg, .hero, textarea, input, pre')
    && tag.checkVisibility() && (tag.scrollWidth > tag.clientWidth + 1 || tag.scrollHeight > tag.clientHeight + 1);
}).map((tag) => tag.outerHTML.slice(0, 120))"""
OUT_OF_ORDER = """() => {
  const places = [...document.querySelectorAll('main :is(h1, h2, h3, p)')].filter((tag) => tag.checkVisibility())
    .map((tag) => [tag.getBoundingClientRect().top, tag.innerText.slice(0, 60)]);
  return places.filter(([top], place) => place && top < places[place - 1][0] - 1);
}"""
SMALL = """() => [...document.querySelectorAll('a[href], button, input, summary, textarea')].filter((tag) => {
  if (!tag.checkVisibility() || tag.type === 'hidden' || tag.closest('.visually-hidden, .letter__trap')) return false;
  // A link in a line of text is as high as the line: WCAG 2.5.5 lets it be.
  if (getComputedStyle(tag).display === 'inline') return false;
  const { width, height, right } = tag.getBoundingClientRect();
  return right > 0 && (width < 44 || height < 44);
}).map((tag) => tag.outerHTML.slice(0, 120))"""
# The button that copies a citation is a script's own.
WORDS = """() => {
  const copy = document.querySelector('main').cloneNode(true);
  copy.querySelectorAll('.about').forEach((part) => part.remove());
  return copy.textContent.split(/\\s+/).filter(Boolean);
}"""
FOCUSED = """() => {
  const tag = document.activeElement;
  if (tag === document.body) return null;
  const { top, left, width, height } = tag.getBoundingClientRect();
  const seen = document.elementFromPoint(left + width / 2, top + height / 2);
  const style = getComputedStyle(tag);
  const order = [...document.querySelectorAll('a[href], button, input, summary, textarea')];
  return {
    name: (tag.innerText || tag.name || tag.className).slice(0, 60), place: order.indexOf(tag), left,
    outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    covered: Boolean(seen && !tag.contains(seen) && !seen.contains(tag)),
  };
}"""


@pytest.fixture(scope="module")
def without_policy(browser):
    """One for all, so that a browser opens once. No policy of ours: axe and the tests bring scripts and styles."""
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture(scope="module")
def one_page(without_policy):
    return without_policy.new_page()


@pytest.fixture(scope="module")
def bare_page(browser):
    context = browser.new_context(bypass_csp=True, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def with_policy(browser):
    """A page as readers have it, with all that its console complained of and all styles that it asked for."""
    context = browser.new_context()
    page = context.new_page()
    page.heard = []
    page.on("console", lambda said: page.heard.append(said.text) if said.type == "error" else None)
    page.on("request", lambda sent: page.heard.append(sent.url) if sent.resource_type == "stylesheet" else None)
    yield page
    context.close()


@pytest.fixture(scope="module", params=EVERY)
def kind(request):
    """A kind of page. pytest runs what looks at one kind together, so that it is opened once for all."""
    return request.param


@pytest.fixture(scope="module")
def page_for_kinds(without_policy):
    return without_policy.new_page()


@pytest.fixture(scope="module")
def opened_once(page_for_kinds, base_url, kind):
    open_kind(page_for_kinds, base_url, kind)
    return page_for_kinds


@pytest.fixture
def opened(opened_once):
    """The page of this kind, in a wide window, in light colours."""
    opened_once.set_viewport_size(WIDE)
    opened_once.emulate_media(color_scheme="light")
    return opened_once


@pytest.fixture
def at(one_page, base_url):
    """Gives a function: a kind of page and a window -> the page, opened in it."""

    def go(kind: str, window: dict[str, int]):
        one_page.set_viewport_size(window)
        one_page.emulate_media(color_scheme="light", forced_colors="none")
        open_kind(one_page, base_url, kind)
        return one_page

    return go


def violations(page, *more: str) -> list[str]:
    rules = {name: {"enabled": True} for name in more}
    found = AXE.run(page, options={"resultTypes": ["violations"], "rules": rules}).response["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def test_headings_go_down_one_step_at_a_time(opened):
    headings = opened.evaluate(HEADINGS)
    levels = [level for level, _ in headings]
    assert levels.count(1) == 1
    # The error summary stands before the heading of the page.
    steps = zip([1, *levels], levels, strict=False)
    assert not [headings[place] for place, (old, new) in enumerate(steps) if new > old + 1]
    for landmark in ("banner", "main", "contentinfo"):
        assert opened.get_by_role(landmark).count() == 1


def test_links_say_where_they_go(opened):
    places = defaultdict(set)
    for name, address in opened.evaluate(LINKS):
        assert name.lower().strip(".") not in VAGUE, address
        places[name].add(address)
    assert [(name, sorted(found)) for name, found in places.items() if len(found) > 1] == []


def test_axe_finds_nothing_in_light_or_dark(opened, kind):
    enhanced = ["color-contrast-enhanced"] if kind in CRISIS else []
    assert violations(opened, "target-size", *enhanced) == []
    opened.emulate_media(color_scheme="dark")
    # It is there already, and only colours can differ.
    dark = {"runOnly": ["color-contrast", *enhanced], "resultTypes": ["violations"]}
    assert opened.evaluate("(options) => axe.run(options)", dark)["violations"] == []


def test_a_narrow_window_large_letters_and_wide_spacing_lose_nothing(opened):
    opened.set_viewport_size(NARROW)
    assert opened.evaluate(SIDEWAYS) == 0
    assert opened.evaluate(OUT_OF_ORDER) == []
    spacing = opened.add_style_tag(content=SPACING)
    assert opened.evaluate(SIDEWAYS) == 0
    assert opened.evaluate(CUT_OFF) == []
    opened.set_viewport_size(FOUR_TIMES)
    assert opened.evaluate(SIDEWAYS) == 0
    opened.set_viewport_size(WIDE)
    assert opened.evaluate(SIDEWAYS) == 0
    spacing.evaluate("style => style.remove()")


@pytest.mark.parametrize("kind", CRISIS)
def test_what_can_be_tapped_on_the_crisis_path_is_44_pixels_wide_and_high(at, kind):
    assert at(kind, {"width": 360, "height": 640}).evaluate(SMALL) == []


@pytest.mark.parametrize("kind", ["home", "finder", "council", "suggestions", "review", "form"])
def test_the_tab_key_goes_through_the_page_in_its_order_and_one_sees_where(at, kind):
    page = at(kind, {"width": 360, "height": 640})
    page.evaluate("() => document.activeElement.blur()")
    last = -1
    for _ in range(40):
        page.keyboard.press("Tab")
        if not (focused := page.evaluate(FOCUSED)):
            break
        assert focused["place"] > last, focused
        assert focused["outline"] >= 3, focused
        assert focused["left"] >= 0, focused
        assert not focused["covered"], focused
        last = focused["place"]
    assert last > 10


@pytest.mark.parametrize("kind", ["home", "finder", "council", "suggestions", "review", "search", "form"])
def test_without_scripts_and_styles_the_same_words_come_in_the_same_order(at, bare_page, base_url, kind):
    page = at(kind, WIDE)
    words = page.evaluate(WORDS)
    bare = bare_page
    open_kind(bare, base_url, kind)
    assert bare.evaluate(WORDS) == words
    bare.evaluate("() => document.querySelectorAll('style').forEach((sheet) => sheet.remove())")
    assert bare.locator("h1").bounding_box()["y"] < bare.locator("main p, main ul").last.bounding_box()["y"]
    assert bare.locator(".skip").bounding_box()["y"] < bare.locator("h1").bounding_box()["y"]
    assert bare.locator("svg").first.bounding_box()["width"] <= 60


@pytest.mark.parametrize("kind", ["home", "council", "programme"])
def test_in_forced_colours_buttons_and_fields_keep_an_edge(at, kind):
    page = at(kind, {"width": 360, "height": 640})
    page.emulate_media(forced_colors="active")
    edges = "(tags) => tags.map((tag) => parseFloat(getComputedStyle(tag).borderTopWidth))"
    assert all(width >= 1 for width in page.locator("main :is(button, input, .call)").evaluate_all(edges))


@pytest.mark.parametrize(
    ("kind", "role", "words"),
    [
        ("search", "status", "result"),
        ("nothing-found", "status", "Nothing found"),
        ("suggestions", "alert", "There is a problem"),
        ("nothing", "alert", "There is a problem"),
    ],
)
def test_what_came_of_a_question_is_announced(at, kind, role, words):
    assert words in at(kind, NARROW).get_by_role(role).first.inner_text()


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_comes_in_one_request_and_no_console_complains(with_policy, base_url, kind):
    with_policy.heard.clear()
    with_policy.goto(base_url + KINDS[kind])
    assert [text for text in with_policy.heard if "404" not in text] == []


def test_on_paper_a_councils_numbers_stand_without_what_only_a_screen_needs(at):
    page = at("council", {"width": 800, "height": 1100})
    page.emulate_media(media="print")
    assert page.locator(".call--lead").is_visible()
    assert page.locator(".printed").is_visible()
    for only_on_screen in (".leave", ".worried", ".header__menu", ".reassure"):
        assert not page.locator(only_on_screen).is_visible()
    page.emulate_media(media="screen")


def test_a_link_to_a_part_of_the_finder_is_not_hidden_behind_the_way_out(at, base_url):
    page = at("finder", {"width": 360, "height": 640})
    page.get_by_role("link", name="Is it you?").click()
    bar, heading = page.locator(".leave").bounding_box(), page.locator("#you-title").bounding_box()
    assert page.url == f"{base_url}{FINDER}#is-it-you"
    assert heading["y"] >= bar["y"] + bar["height"]
