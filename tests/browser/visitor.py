"""Somebody who visits, and what a machine can measure of their way: steps, bytes, what is kept, who is asked."""

from playwright.sync_api import BrowserContext, Locator, Page

from tests.browser.kinds import FINDER
from tests.reading_age import reading_age

STORED = "() => Object.keys(localStorage).length + Object.keys(sessionStorage).length"


class Visitor:
    """A page that counts. Typing one field is a step, and so is each tap."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.steps = 0
        self.bytes = 0
        self.asked: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        wire = context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", self._count)
        wire.on("Network.requestWillBeSent", lambda sent: self._count(sent.get("redirectResponse", {})))

    def _count(self, came: dict) -> None:
        self.bytes += came.get("encodedDataLength", 0)

    def asks(self, place: str) -> None:
        self.page.get_by_label("Where does the child live?").fill(place)
        self.steps += 1
        self.taps(self.page.get_by_role("button", name="Find"))

    def taps(self, target: Locator) -> None:
        target.click()
        self.page.wait_for_load_state()
        self.steps += 1

    def sees_at_once(self, target: Locator) -> bool:
        """Whether it stands in the first view, whole."""
        box, view = target.bounding_box(), self.page.viewport_size
        return bool(box and view and box["y"] >= 0 and box["y"] + box["height"] <= view["height"])

    def left_nothing(self, site: str) -> bool:
        """No cookie, nothing stored, and nobody else was asked for anything."""
        nothing_kept = not self.page.context.cookies() and self.page.evaluate(STORED) == 0
        return nothing_kept and all(address.startswith(site) for address in self.asked)

    def reading_age(self, part: str = "main") -> float:
        return reading_age(f"<main>{self.page.locator(part).inner_html()}</main>".encode())


__all__ = ["FINDER", "Visitor"]
