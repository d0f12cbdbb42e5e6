"""What a visitor sees and does on the explorer, in their words."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

MAP_TOTAL = """() => {
  const numbers = [...document.querySelectorAll(".bubble")].map(({ textContent }) => textContent.replace(/\\D/g, ""));
  return numbers.map(Number).reduce((sum, count) => sum + count, 0) + document.querySelectorAll(".pin").length;
}"""

MAP_RESTS = """() => {
  const { state, busy, moving, answered } = document.querySelector("#map").dataset;
  const rests = state === "ready" && busy === undefined && moving === undefined;
  return rests && answered === location.search.slice(1);
}"""


class Explorer:
    """The page of a city in one window. `watch` knows what was asked and what went wrong."""

    def __init__(self, page: Page, watch) -> None:
        self.page, self.watch = page, watch

    def open(self, address: str = "/vilnius/explore/", *, with_map: bool = True) -> "Explorer":
        self.page.goto(address)
        if with_map:
            self.settle()
        return self

    def settle(self) -> None:
        """Wait until the map rests, nothing is awaited, and the pins answer the address."""
        self.until(MAP_RESTS)

    def rest(self) -> None:
        """Wait until no answer is awaited, be there a map or not."""
        self.until("() => document.querySelector('#map').dataset.busy === undefined")

    def until(self, condition: str, argument: object = None) -> None:
        """Wait until `condition`, a function of JavaScript, holds for `argument`. Playwright's own way of waiting for a
        function compiles text in the page, which the content policy rightly stops."""
        self.page.evaluate(
            f"""async (argument) => {{
              const holds = {condition};
              const end = performance.now() + 20000;
              while (!holds(argument)) {{
                if (performance.now() > end) throw new Error(`Waited in vain: ${{holds}}`);
                await new Promise(requestAnimationFrame);
              }}
            }}""",
            argument,
        )

    def query(self) -> dict[str, list[str]]:
        """The address bar's parameters."""
        return parse_qs(urlsplit(self.page.url).query)

    def listed(self) -> int:
        """The number in the headline of the list."""
        return int(re.sub(r"\D", "", self.summary.inner_text().split(" near ")[0]))

    def titles(self) -> list[str]:
        return self.page.locator("#results-list .card__title").all_inner_texts()

    def on_map(self) -> int:
        """How many the pins and bubbles stand for, together."""
        return self.page.evaluate(MAP_TOTAL)

    def expect_listed(self, count: int) -> None:
        expect(self.summary).to_contain_text(re.compile(rf"^{count} activit"))

    def expect_on_map(self, count: int) -> None:
        self.until(f"(count) => ({MAP_TOTAL})() === count", count)

    def group(self, name: str) -> Locator:
        """The button that opens a group of filters."""
        return self.page.locator("#filters summary", has_text=name)

    def choose(self, label: str) -> None:
        """Press the interest `label` in the strip."""
        self.page.locator(".strip label.chip", has_text=label).click()

    @property
    def summary(self) -> Locator:
        return self.page.locator(".results__summary")

    @property
    def chips(self) -> Locator:
        return self.page.locator(".results__chips .chip")

    @property
    def chosen(self) -> Locator:
        return self.page.locator("#chosen-card")

    @property
    def stack(self) -> Locator:
        return self.page.locator(".bubble--stack:not([inert])")

    @property
    def bubbles(self) -> Locator:
        return self.page.locator(".bubble:not(.bubble--stack, [inert])")

    @property
    def closer(self) -> Locator:
        return self.page.get_by_role("button", name="Come closer", exact=True)

    def drag_map(self, right: int, down: int) -> None:
        """Move the map by so many pixels, with the mouse and without a swing, and wait until it rests."""
        box = self.page.locator("#map").bounding_box()
        x, y = box["x"] + box["width"] / 2 + 60, box["y"] + box["height"] / 2 + 90
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + right / 2, y + down / 2)
        self.page.mouse.move(x + right, y + down)
        self.page.mouse.up()
        self.settle()

    def pin(self, title: str) -> Locator:
        return self.page.locator(f'.pin[aria-label="{title}"]')

    def card(self, title: str) -> Locator:
        return self.page.locator("#results-list .card", has=self.page.get_by_text(title, exact=True))
