"""How soon a visitor sees the first markers, and what the page weighs before the map."""

import gzip
import re
import statistics
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.side_by_side.timing import Client

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
]
SCREEN = {"width": 1280, "height": 860}
WATCH = """
  new MutationObserver((_, watch) => {
    if (!document.querySelector(".pin, .bubble")) return;
    document.documentElement.dataset.first = performance.now();
    watch.disconnect();
  }).observe(document, { childList: true, subtree: true });
"""
DRAWING = Path(__file__).with_name("drawing.html")


def first_markers(port: int, path: str, *, visits: int) -> dict[str, float]:
    """Milliseconds (medians) until the first marker: of the explorer, and of MapLibre drawing server tiles."""
    times: dict[str, list[float]] = {"ours": [], "tiles": []}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for number in range(-1, visits):
            for name, address in (("ours", path), ("tiles", "/drawing")):
                took = _visit(browser, f"http://localhost:{port}{address}")
                if number >= 0:
                    times[name].append(took)
        browser.close()
    return {name: statistics.median(each) for name, each in times.items()}


def _visit(browser: Browser, address: str) -> float:
    """The milliseconds from leaving for `address` to the first marker, in a browser that has seen nothing."""
    context = browser.new_context(viewport=SCREEN, extra_http_headers={"X-Forwarded-Proto": "https"})
    page = context.new_page()
    page.route("**/drawing", lambda route: route.fulfill(body=DRAWING.read_text(), content_type="text/html"))
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_selector("html[data-first]", state="attached", timeout=60_000)
    took = float(page.evaluate("document.documentElement.dataset.first"))
    context.close()
    return took


def screenshots(port: int, path: str, folder: Path) -> list[Path]:
    """The explorer over a continent, a country, a town and a quarter, for people to look at."""
    taken = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport=SCREEN, extra_http_headers={"X-Forwarded-Proto": "https"})
        page.goto(f"http://localhost:{port}{path}")
        for name, closer in (("continent", 0), ("country", 3), ("town", 5), ("quarter", 2)):
            _come_closer(page, closer)
            taken.append(folder / f"{name}.png")
            page.screenshot(path=taken[-1])
        browser.close()
    return taken


def _come_closer(page: Page, steps: int) -> None:
    page.wait_for_selector("#map[data-state=ready]")
    for _ in range(steps):
        page.locator('[data-zoom-by="1"]').click()
        page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)


def weight(port: int, path: str) -> dict[str, int]:
    """Octets of the page's HTML and of the styles loaded before the map, as they are and compressed as proxies do."""
    client = Client(port)
    page = client.get(path)[1]
    styles = re.findall(
        rb'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"|<link[^>]+href="([^"]+)"[^>]+rel="stylesheet"', page
    )
    parts = [page, *(client.get(one.decode() or other.decode())[1] for one, other in styles)]
    return {"plain": sum(map(len, parts)), "compressed": sum(len(gzip.compress(part, 6)) for part in parts)}
