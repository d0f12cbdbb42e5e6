"""What every page promises, seen on pages drawn from invented contexts."""

import gzip
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from tests.ui import contexts

STATIC = settings.BASE_DIR / "site" / "ui" / "static" / "ui"
FIRST_VIEW_BYTES = 100_000
PAGES = {
    "maps/explorer.html": contexts.explorer,
    "opportunities/opportunity.html": contexts.opportunity,
    "opportunities/provider.html": contexts.provider,
    "opportunities/report.html": contexts.report,
    "404.html": dict,
    "403.html": dict,
    "403_csrf.html": dict,
    "400.html": dict,
    "500.html": dict,
}
FOREIGN = re.compile(r'(?:src|srcset|action|poster)="(?:https?:)?//|<link (?!rel="alternate")[^>]+href="(?:https?:)?//')


class Elements(HTMLParser):
    """Every element of a page: its name and its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def drawn(template: str, context: dict[str, Any] | None = None, *, path: str = "/") -> str:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return render_to_string(template, PAGES[template]() if context is None else context, request)


@pytest.mark.parametrize("template", PAGES)
def test_a_page_asks_no_other_site_for_anything(template):
    assert not FOREIGN.search(drawn(template))


@pytest.mark.parametrize("template", PAGES)
def test_a_page_has_no_style_or_handler_that_the_content_policy_would_block(template):
    elements = Elements(drawn(template)).found
    assert not [
        (tag, given) for tag, given in elements if "style" in given or any(name.startswith("on") for name in given)
    ]


@pytest.mark.parametrize("template", PAGES)
def test_a_page_uses_every_id_once(template):
    ids = [given["id"] for _tag, given in Elements(drawn(template)).found if "id" in given]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("template", PAGES)
def test_a_page_has_one_main_heading(template):
    assert len(Elements(drawn(template)).named("h1")) == 1


@pytest.mark.parametrize("template", [name for name in PAGES if name != "500.html"])
def test_every_control_has_a_name_for_those_who_do_not_see_it(template):
    html = drawn(template)
    labelled = {label.get("for") for label in Elements(html).named("label")}
    inside = "".join(re.findall(r"<label.*?</label>", html, re.DOTALL))
    for control in (one for tag in ("input", "select", "textarea") for one in Elements(html).named(tag)):
        named = control.get("type") == "hidden" or "aria-label" in control or control.get("id") in labelled
        assert named or any(f'{kind}="{control[kind]}"' in inside for kind in ("name", "id") if kind in control)


def test_the_page_for_our_own_mistakes_needs_nothing_of_the_template_engine():
    source = (settings.BASE_DIR / "site" / "ui" / "templates" / "500.html").read_text()
    assert not re.search(r"\{[%{#]", source)
    assert (STATIC / "broken.css").is_file()


@pytest.mark.parametrize(("path", "english", "lithuanian"), [
    ("/", "/", "/lt/"),
    ("/lt/", "/", "/lt/"),
    ("/lt/kaunas/?age=9&day=2", "/kaunas/?age=9&amp;day=2", "/lt/kaunas/?age=9&amp;day=2"),
    ("/nowhere", "/nowhere", "/lt/nowhere"),
])  # fmt: skip
def test_the_language_switch_keeps_the_page_and_its_filters(path, english, lithuanian):
    html = drawn("404.html", path=path)
    assert f'<link rel="alternate" hreflang="en" href="http://testserver{english}">' in html
    assert f'<link rel="alternate" hreflang="lt" href="http://testserver{lithuanian}">' in html
    assert f'<link rel="alternate" hreflang="x-default" href="http://testserver{english}">' in html
    assert f'<a class="menu__item" href="{lithuanian}" hreflang="lt"' in html


def test_the_page_says_which_language_it_is_in():
    with translation.override("lt"):
        assert '<html lang="lt" dir="ltr"' in drawn("404.html")


def test_the_first_view_of_the_explorer_is_small():
    html = drawn("maps/explorer.html")
    styles = re.findall(r"/static/ui/([a-z-]+\.css)", html)
    assert len(styles) >= 5
    weight = len(gzip.compress(html.encode())) + sum(
        len(gzip.compress((STATIC / name).read_bytes())) for name in styles
    )
    assert weight < FIRST_VIEW_BYTES


def test_every_filter_is_a_control_of_one_form_that_works_without_a_script():
    html = drawn("maps/explorer.html")
    form = html[html.index('<form class="filters"') : html.index("</form>", html.index('<form class="filters"'))]
    inside = {control["name"] for tag in ("input", "select") for control in Elements(form).named(tag)}
    outside = {
        one["name"] for tag in ("input", "select") for one in Elements(html).named(tag) if one.get("form") == "filters"
    }
    wanted = {"interest", "kind", "age", "price_max", "funding", "day", "time", "from", "to"}
    wanted |= {"delivery", "language", "access", "area", "competence", "near", "at", "within"}
    assert wanted <= inside
    assert outside == {"q", "exact", "sort"}
    assert 'method="get"' in form


def test_a_card_says_where_it_leads_once_and_marks_a_verified_provider():
    html = render_to_string("components/card.html", {"card": contexts.card(0)})
    assert len(Elements(html).named("h3")) == 1
    assert 'aria-label="verified"' in html
    assert 'aria-label="verified"' not in render_to_string("components/card.html", {"card": contexts.card(1)})


def test_nothing_found_says_what_to_loosen_and_how_many_that_would_give():
    html = drawn("maps/explorer.html", contexts.explorer(cards=0))
    assert "Up to 5 km" in html
    assert 'href="/?within=5000"' in html
    assert 'class="card"' not in html.partition("results__waiting")[0]


def test_linked_data_cannot_end_its_element():
    html = drawn("opportunities/opportunity.html")
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert json.loads(data[1])["name"] == "Robotics </script><b>"


def test_the_field_for_machines_is_out_of_reach_for_people():
    html = drawn("opportunities/report.html")
    trap = html[html.index('class="for-machines"') :]
    assert trap.index("inert") < trap.index('name="website"')


def test_a_form_sent_back_keeps_what_was_typed_beside_what_is_wrong():
    html = drawn("opportunities/report.html", contexts.report(sent=True))
    assert 'value="not an address"' in html
    assert "Choose what is the matter." in html


def test_what_tells_groups_of_one_opportunity_apart_stands_out():
    same = [contexts.card(0), contexts.card(0), contexts.card(1)]
    html = render_to_string("maps/_cards.html", {"cards": same, "total": 3})
    assert html.count('class="cards__again"') == 1
    assert html.count('class="card__audience"') == 3
