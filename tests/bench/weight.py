"""Goals 10 and 11: what a page weighs, and how soon it is seen on a slow line."""

import asyncio
import re
import shutil
import statistics
import threading
from contextlib import contextmanager, suppress

from tests.bench.rows import Row
from tests.bench.site import Site
from tests.faults.servers import Process, free_port

FINDER = "/find-out-who-to-talk-to/"
ROUND_TRIP = 0.4  # seconds
RATE = 400_000 / 8  # bytes a second
FIRST_WINDOW = 14_600  # bytes that a server may send before it hears back (ten segments of 1,460)
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PAINTS = "performance.getEntriesByName('first-contentful-paint')"


def rows(site: Site, peer: Process) -> list[Row]:
    return [*sizes(site), *slow_line(site, peer)]


def sizes(site: Site) -> list[Row]:
    weights = {path: len(site.get(path, **{"Accept-Encoding": "br"})[1]) for path in site.paths() if path.endswith("/")}
    light = {path: size for path, size in weights.items() if path == "/" or path.startswith(FINDER)}
    light.pop(f"{FINDER}all-numbers/")
    home = site.get("/")[1].decode()
    css = "".join(re.findall(r"<style>(.*?)</style>", home, re.DOTALL))
    blocking = len(
        re.findall(r"<link[^>]+stylesheet|<script(?![^>]+(?:defer|type=\"module\"|type=\"application))", home)
    )
    every_look = "light, dark, print and forced colours in one; what counts on the line is the page with it: above"
    heaviest, most = max(weights.items(), key=lambda item: item[1])
    of_light, most_light = max(light.items(), key=lambda item: item[1])
    return [
        Row("10 heaviest page (brotli)", "≤ 14,000 B", f"{most:,} B {heaviest}", most <= 14_000),
        Row("10 heaviest of home, finder, councils", "≤ 8,000 B", f"{most_light:,} B {of_light}", most_light <= 8_000),
        Row("10 stylesheet of home", "≤ 8,000 B", f"{len(css.encode()):,} B", len(css.encode()) <= 8_000, every_look),
        Row("10 requests that block the first view", "0", str(blocking), blocking == 0),
    ]


def slow_line(site: Site, peer: Process) -> list[Row]:
    """First contentful paint over a modelled line of 400 ms and 400 kbit/s. `peer` is a `wagtail start` home page."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if not browser:
        print("skipped: the slow line (apt-get install chromium)", flush=True)
        return []
    council = painted(browser, site.port, f"{FINDER}fife/")
    home, theirs = painted(browser, site.port, "/"), painted(browser, peer.port, "/")
    return [
        Row("11 a council's page on a slow line, first view", "≤ 1.5 s", f"{council:.2f} s", council <= 1.5),
        Row("11 home page on a slow line, first view", "≤ 1.5 s", f"{home:.2f} s", home <= 1.5),
        Row("11 home page beside `wagtail start`'s", "≤ 0.60 ×", f"{home / theirs:.2f} ×", home <= 0.6 * theirs),
    ]


def painted(browser: str, port: int, path: str) -> float:
    """Seconds until something is seen; the median of three, each with an empty cache."""
    from playwright.sync_api import sync_playwright

    with line_to(port) as slow, sync_playwright() as playwright:
        seen = []
        for _ in range(3):
            chromium = playwright.chromium.launch(executable_path=browser, args=SWITCHES)
            page = chromium.new_page(viewport={"width": 360, "height": 740})
            page.goto(f"http://127.0.0.1:{slow}{path}", wait_until="load", timeout=60_000)
            page.wait_for_function(f"() => {PAINTS}.length")
            seen.append(page.evaluate(f"{PAINTS}[0].startTime") / 1000)
            chromium.close()
    return statistics.median(seen)


@contextmanager
def line_to(port: int):
    """A port that leads to another over the modelled line.

    Connecting and TLS cost a round trip each, as does a question; an answer starts with ten segments and doubles with
    each round trip, up to the rate.
    """
    slow, loop = free_port(), asyncio.new_event_loop()

    async def carry(reader, writer) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        # Python 3.11 would print a trace for each line that is cut.
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(2 * ROUND_TRIP)
            await asyncio.gather(there(reader, far_writer), back(far_reader, writer), return_exceptions=True)

    async def serve() -> None:
        await asyncio.start_server(carry, "127.0.0.1", slow)

    loop.run_until_complete(serve())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield slow
    asyncio.run_coroutine_threadsafe(hang_up(), loop).result(timeout=5)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


async def hang_up() -> None:
    """End the lines that are still open."""
    open_lines = asyncio.all_tasks() - {asyncio.current_task()}
    for task in open_lines:
        task.cancel()
    await asyncio.gather(*open_lines, return_exceptions=True)


async def there(reader, writer) -> None:
    while data := await reader.read(65536):
        await asyncio.sleep(ROUND_TRIP / 2)
        writer.write(data)


async def back(reader, writer) -> None:
    window, sent = FIRST_WINDOW, 0
    while data := await reader.read(1460):
        if not sent:
            await asyncio.sleep(ROUND_TRIP / 2)
        if sent + len(data) > window:
            await asyncio.sleep(ROUND_TRIP)
            window, sent = window * 2, 0
        sent += len(data)
        await asyncio.sleep(len(data) / RATE)
        writer.write(data)
        await writer.drain()
    writer.close()
