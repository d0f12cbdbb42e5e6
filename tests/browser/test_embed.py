"""A list and map inside a page of another site: real pages on hosts of their own, before a real browser."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from opportunities.models import City
from tests.browser.catalogue import ALONE, TOTAL

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


class Page(BaseHTTPRequestHandler):
    """Somebody's page, with a frame of what its query says."""

    def do_GET(self):
        body = f'<!DOCTYPE html><title>Library</title><iframe src="{self.path[2:]}" width="800" height="600"></iframe>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


def serve():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def sites(site, django_db_blocker):
    """The addresses of two other sites, of which the city allows the first."""
    allowed, other = serve(), serve()
    hosts = [f"127.0.0.1:{server.server_port}" for server in (allowed, other)]
    with django_db_blocker.unblock():
        City.objects.filter(slug="vilnius").update(embed_hosts=hosts[:1])
    yield [f"http://{host}" for host in hosts]
    with django_db_blocker.unblock():
        City.objects.filter(slug="vilnius").update(embed_hosts=[])
    for server in (allowed, other):
        server.shutdown()
        server.server_close()


@pytest.fixture
def page(site, chromium):
    context = chromium.new_context(locale="en-GB")
    context.set_default_timeout(20_000)
    yield context.new_page()
    assert context.cookies() == []
    context.close()


def open_frame(page, where, address):
    page.goto(f"{where}/?{address}")
    return page.frame_locator("iframe")


def test_a_site_that_the_city_allows_shows_list_and_map(site, sites, page):
    asked = []
    page.context.on("request", lambda request: asked.append(request.url))
    frame = open_frame(page, sites[0], f"{site}/vilnius/embed/")
    expect(frame.locator("h1")).to_have_text(f"{TOTAL} activities")
    expect(frame.locator("#map[data-state=ready]")).to_be_visible()
    expect(frame.locator(".card").first).to_be_visible()
    expect(frame.locator(".bubble").first).to_be_visible()
    assert {url.split("/")[2] for url in asked if url.startswith("http")} == {sites[0][7:], site[7:]}


def test_a_site_that_the_city_does_not_allow_shows_nothing(site, sites, page):
    with page.expect_event("console", lambda message: "frame-ancestors" in message.text):
        page.goto(f"{sites[1]}/?{site}/vilnius/embed/")
    expect(page.frame_locator("iframe").locator(".embed__summary")).to_have_count(0)


def test_a_card_opens_in_the_whole_window(site, sites, page):
    frame = open_frame(page, sites[0], f"{site}/vilnius/embed/?q={ALONE}&show=list")
    frame.locator(".card__link", has_text=ALONE).click()
    expect(page.locator("h1")).to_have_text(ALONE)
    assert page.url.startswith(f"{site}/opportunity/")


def test_a_pin_opens_in_the_whole_window(site, sites, page):
    frame = open_frame(page, sites[0], f"{site}/vilnius/embed/?q={ALONE}&show=map")
    expect(frame.locator("#map[data-state=ready]")).to_be_visible()
    frame.locator(f'.pin[aria-label="{ALONE}"]').click()
    expect(page.locator("h1")).to_have_text(ALONE)


def test_without_a_script_the_map_alone_is_a_list(site, sites, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    frame = open_frame(page, sites[0], f"{site}/vilnius/embed/?show=map")
    expect(frame.locator(".card").first).to_be_visible()
    expect(frame.locator("#map")).to_be_hidden()
    context.close()


def test_the_next_page_stays_in_the_frame(site, sites, page):
    frame = open_frame(page, sites[0], f"{site}/vilnius/embed/?show=list")
    first = frame.locator(".card__title").first.inner_text()
    frame.locator(".pages [rel=next]").click()
    expect(frame.locator(".card__title").first).not_to_have_text(first)
    assert page.url.startswith(sites[0])


def test_code_and_preview_follow_the_choices(desktop):
    desktop.page.goto("/vilnius/embed/builder/?interest=nature")
    desktop.page.get_by_text("Dark", exact=True).first.click()
    code = desktop.page.locator("#code")
    expect(code).to_have_value(re.compile("interest=nature&amp;colours=dark"))
    expect(desktop.page.frame_locator("iframe").locator("html[data-theme=dark]")).to_be_attached()
    assert desktop.query() | {"colours": ["dark"], "interest": ["nature"]} == desktop.query()
