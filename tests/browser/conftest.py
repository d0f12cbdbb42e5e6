"""A real browser before a real server. The catalogue is saved once for all the tests here: none of them writes.

Every page that a test opens is watched: a request to another host, an error in the console, an exception or something
that the content policy stopped makes the test fail, whatever it is about.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection, connections
from playwright.sync_api import expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser import catalogue
from tests.browser.explorer import Explorer

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 20_000  # a software renderer on a busy machine is slow; nothing here waits longer than it must
expect.set_options(timeout=PATIENCE_MS)
DESKTOP = {"viewport": {"width": 1280, "height": 860}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 1}
TELL_OF_STOPPED = """
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
    console.error(`The content policy stopped ${violatedDirective} ${blockedURI}`));
"""


def pytest_collection_modifyitems(items):
    """A software renderer on a shared machine loses a frame now and then. A browser test that fails is run once more,
    and the summary lists it as a rerun: one that is listed often has a fault of its own."""
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="package")
def site(django_db_setup, django_db_blocker):
    """The address of a server with the catalogue behind it."""
    # Playwright runs a loop of its own in this thread, in which Django would refuse to ask the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with django_db_blocker.unblock():
        assert connection.settings_dict["NAME"].startswith("test_"), "These rows belong into a database for tests."
        catalogue.make()
        server = LiveServer("localhost")
        server._live_server_modified_settings.enable()
        yield server.url
        server.stop()
        server._live_server_modified_settings.disable()
        catalogue.remove()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="package")
def chromium():
    """One browser for all the tests."""
    if not CHROMIUM.exists():
        pytest.fail(f"The browser tests need Chromium at {CHROMIUM}: apt-get install chromium, or set CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()
        # While Playwright's loop runs, this thread has connections of its own: they end with it.
        connections.close_all()


class Watch:
    """What a visit must not do. A test that makes something go wrong says so with `expect`."""

    def __init__(self, context, host: str) -> None:
        self.host, self.wrong, self.expected, self.asked = host, [], [], []
        context.add_init_script(TELL_OF_STOPPED)
        context.on("request", self._request)
        context.on("console", lambda message: message.type == "error" and self.wrong.append(message.text))
        context.on("weberror", lambda error: self.wrong.append(str(error.error)))

    def expect(self, words: str) -> None:
        """Errors that contain `words` are what this test is about."""
        self.expected.append(words)

    def _request(self, request) -> None:
        self.asked.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != self.host:
            self.wrong.append(f"A foreign host was asked: {request.url}")

    def unexpected(self) -> list[str]:
        return [words for words in self.wrong if not any(expected in words for expected in self.expected)]


@pytest.fixture
def visit(site, chromium):
    """A function that opens a browser window of somebody new; takes what Playwright's new_context takes."""
    opened = []

    def open_window(**options) -> Explorer:
        context = chromium.new_context(base_url=site, **{"locale": "en-GB", **DESKTOP, **options})
        context.set_default_timeout(PATIENCE_MS)
        watch = Watch(context, urlsplit(site).netloc)
        opened.append((context, watch))
        return Explorer(context.new_page(), watch)

    yield open_window
    for context, watch in opened:
        context.close()
        assert watch.unexpected() == []


@pytest.fixture
def desktop(visit) -> Explorer:
    return visit()


@pytest.fixture
def phone(visit) -> Explorer:
    return visit(**PHONE)
