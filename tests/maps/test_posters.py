"""Posters and snapshots: the same list as everywhere, drawn so that it can be read, and closed to the world."""

import base64
import hashlib
import re

import numpy as np
import pytest
from django.contrib.gis.geos import Point
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from maps.posters.drawing import PIN_PX, apart, frame
from maps.posters.paper import OwnFiles, pdf
from maps.posters.poster import code_of, poster
from maps.posters.snapshot import snapshot
from maps.posters.spots import shown
from opportunities.models import City, Opportunity
from opportunities.search.search import Search
from opportunities.search.table import refresh
from tests.factories import OpportunityFactory, SessionFactory, TextFactory, VenueFactory

EVIL = "</script><script>alert(1)</script>`${alert(2)}`{{ 7*7 }}<img src=x onerror=alert(3)>"
positions = st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300)), min_size=1, max_size=12).map(np.array)


def listed(title: str = "Robotics", *, point: Point | None = None, **venue) -> Opportunity:
    opportunity = OpportunityFactory()
    TextFactory(opportunity=opportunity, title=title)
    place = {"point": point} if point else {}
    SessionFactory(opportunity=opportunity, venue=VenueFactory(**place, **venue))
    refresh([opportunity.pk])
    return opportunity


def search(**values: str) -> Search:
    return Search.read({name: (value,) for name, value in values.items()}, City.objects.get())


def absolute(path: str) -> str:
    return f"https://learnmap.example{path}"


def drawn(search: Search) -> str:
    return render_to_string("maps/poster.html", {**poster(search, title="", absolute=absolute), "is_paper": True})


@pytest.mark.django_db
class TestPoster:
    def test_what_is_at_one_place_has_one_number(self):
        listed("Chess")
        listed("Judo")
        assert [len(spot.offers) for spot in shown(search(), most=40).spots] == [2]

    def test_numbers_follow_the_list(self):
        listed("Here")
        listed("There", point=Point(25.31, 54.70))
        order = [row.opportunity_id for row in search().ordered()]
        assert [card.pk for spot in shown(search(), most=40).spots for card in spot.cards] == order

    def test_what_finds_no_room_is_counted(self):
        listed("Here")
        listed("There", point=Point(25.31, 54.70))
        assert shown(search(), most=1).left_out == 1

    def test_words_of_providers_stay_words(self):
        listed(EVIL, address=EVIL)
        assert "<script>" not in drawn(search())

    def test_where_the_visitor_is_takes_no_part(self):
        listed()
        assert "at=" not in poster(search(at="25.28,54.69"), title="", absolute=absolute)["page"]

    def test_a_search_without_finds_is_a_poster_too(self):
        listed()
        assert "Nothing is listed here yet." in drawn(search(q="zzzzzz"))

    def test_the_pdf_is_one(self):
        listed("Šokių studija")
        assert pdf(poster(search(), title="", absolute=absolute)).startswith(b"%PDF-")


class TestOwnFiles:
    @pytest.mark.parametrize(
        "address",
        [
            "http://learnmap.example/static/ui/poster.css",
            "file:///etc/passwd",
            "http://own.invalid/static/../../pyproject.toml",
            "http://own.invalid/static/%2e%2e/%2e%2e/pyproject.toml",
            "http://own.invalid/admin/",
        ],
    )
    def test_nothing_else_is_fetched(self, address):
        with pytest.raises(Exception, match=r"own files|base path"):
            OwnFiles().fetch(address)

    def test_the_rules_of_the_poster_are_there(self):
        assert b"@page" in OwnFiles().fetch("http://own.invalid/static/ui/poster.css").read()


class TestDrawing:
    @given(positions)
    def test_no_pin_hides_another(self, points):
        moved = apart(points)
        gaps = np.hypot(*(moved[:, None] - moved[None, :]).transpose(2, 0, 1))
        assert (gaps[~np.eye(len(moved), dtype=bool)] > PIN_PX).all()

    @given(positions.map(lambda points: points / 1000))
    def test_every_point_is_in_sight(self, points):
        west, north, east, south = frame(points, 1.4)
        assert ((points > (west, north)) & (points < (east, south))).all()

    def test_an_address_too_long_for_a_code_has_none(self):
        assert code_of("x" * 4_000) is None


@pytest.mark.django_db
class TestSnapshot:
    def test_it_asks_nobody(self):
        listed()
        text = snapshot(search(), title="Chess", absolute=absolute)
        assert re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=[^>]+>", text) == []

    def test_only_its_own_scripts_run(self):
        listed(EVIL)
        text = snapshot(search(), title=EVIL, absolute=absolute)
        scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
        hashes = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts}
        assert set(re.findall(r"'sha256-([^']+)'", text)) == hashes

    def test_words_of_providers_stay_words(self):
        listed(EVIL, address=EVIL)
        assert "<script>alert" not in snapshot(search(), title=EVIL, absolute=absolute)

    def test_the_list_says_what_the_map_shows(self):
        listed("Šokių studija")
        assert "Šokių studija" in snapshot(search(), title="Dance", absolute=absolute).rpartition("<main>")[2]
