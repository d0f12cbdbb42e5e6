"""A city's list inside pages of somebody else: who may frame it, what it says, and the code that brings it there."""

from html import unescape

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from maps.embedding import HIGHEST_PX, LOWEST_PX, Look, Size, ancestors
from opportunities.search.filters import FILTERS
from opportunities.search.table import refresh
from tests.factories import CityFactory, OpportunityFactory, SessionFactory, TextFactory

EMBED, BUILDER = "/vilnius/embed/", "/vilnius/embed/builder/"


@pytest.fixture
def city(db):
    return CityFactory(embed_hosts=["www.library.lt", "*.schools.lt:8443"])


def framed_by(answer) -> str:
    directives = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    return directives["frame-ancestors"]


def code(answer) -> str:
    text = answer.content.decode()
    return unescape(text.split('spellcheck="false">', 1)[1].split("</textarea>", 1)[0])


def test_the_hosts_that_the_city_allows_may_frame_the_page(client, city):
    answer = client.get(EMBED)
    assert framed_by(answer) == "'self' www.library.lt *.schools.lt:8443"
    assert not answer.has_header("X-Frame-Options")


@pytest.mark.parametrize("address", ["/vilnius/explore/", BUILDER, "/vilnius/cards/", "/vilnius/print/"])
def test_nobody_may_frame_anything_else(client, city, address):
    answer = client.get(address)
    assert framed_by(answer) == "'none'"
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", [EMBED, BUILDER])
def test_it_sets_no_cookie(client, city, address):
    assert not client.get(address).cookies


def test_it_shows_what_the_filters_find_and_leads_to_the_whole_page(client, city):
    for title, age in (("For the young", 6), ("For the old", 60)):
        opportunity = OpportunityFactory(city=city)
        TextFactory(opportunity=opportunity, title=title)
        SessionFactory(opportunity=opportunity, min_age=age, max_age=age + 10)
        refresh([opportunity.pk])
    page = client.get(f"{EMBED}?age=9").content.decode()
    assert "For the young" in page
    assert "For the old" not in page
    assert 'href="/vilnius/explore/?age=9"' in page


def test_the_pages_of_the_list_keep_the_look_and_stay_in_the_frame(client, city, monkeypatch):
    monkeypatch.setattr("maps.selectors.PAGE_SIZE", 1)
    for number in range(2):
        opportunity = OpportunityFactory(city=city)
        TextFactory(opportunity=opportunity, title=f"Club {number}")
        SessionFactory(opportunity=opportunity)
        refresh([opportunity.pk])
    page = unescape(client.get(f"{EMBED}?show=list&colours=dark").content.decode())
    assert 'href="?page=2&show=list&colours=dark" target="_self"' in page


@pytest.mark.parametrize(("colours", "said"), [("dark", 'data-theme="dark"'), ("light", 'data-theme="light"')])
def test_colours_are_as_asked_for(client, city, colours, said):
    assert said in client.get(f"{EMBED}?colours={colours}").content.decode()


def test_the_code_leads_to_the_page_with_everything_that_was_chosen(client, city):
    made = code(client.get(f"{BUILDER}?age=9&show=list&colours=dark&lang=lt&width=480&height=700"))
    source = unescape(made.split('src="')[1].split('"')[0])
    assert source == "http://testserver/lt/vilnius/embed/?age=9&show=list&colours=dark"
    assert 'width="480" height="700"' in made
    assert 'data-theme="dark"' in client.get(source).content.decode()


def test_the_code_does_not_say_where_its_maker_was(client, city):
    page = client.get(f"{BUILDER}?at=25.2797,54.6872&within=2000&age=9").content.decode()
    assert "54.68" not in page.split('<div class="builder">', 1)[1].split("</main>", 1)[0]


def test_a_name_cannot_break_out_of_the_code(client, city):
    city.names = {"en": '"><script>alert(1)</script>'}
    city.save()
    page = client.get(BUILDER)
    assert "<script>alert" not in page.content.decode()
    assert "<script>alert" not in code(page)


@given(text=st.text(max_size=12) | st.integers(-10, 10**8).map(str))
def test_a_frame_is_never_too_small_or_too_large(text):
    size = Size.read({"width": text, "height": text})
    assert size.width == 0 or LOWEST_PX <= size.width <= HIGHEST_PX
    assert LOWEST_PX <= size.height <= HIGHEST_PX


@given(show=st.text(max_size=8), colours=st.text(max_size=8))
def test_a_look_that_is_not_offered_is_the_usual_one(show, colours):
    look = Look.read({"show": show, "colours": colours})
    assert (look.show, look.colours) == (
        show if show in {"both", "map", "list"} else "both",
        colours if colours in {"auto", "light", "dark"} else "auto",
    )


def test_no_filter_has_a_name_that_the_look_or_the_size_has():
    asked = {parameter for one in FILTERS for parameter in one.parameters_of()}
    assert not asked & {"show", "colours", "width", "height", "lang"}


@pytest.mark.parametrize(
    "host", ["library.lt", "www.library.lt", "localhost", "127.0.0.1:8000", "*.library.lt", "xn--vlnius-7za.lt"]
)
def test_names_of_hosts_are_taken(host, city):
    city.embed_hosts = [host]
    city.full_clean()


@pytest.mark.parametrize(
    "host",
    ["*", "*.lt", "https://library.lt", "library.lt/path", "a b", "Library.lt", "'none'", "x;y", "x\n", "", "-x.lt"],
)
def test_what_is_no_name_of_a_host_is_refused(host, city):
    city.embed_hosts = [host]
    with pytest.raises(ValidationError, match="Item 1"):
        city.full_clean()


@given(hosts=st.lists(st.text(alphabet="a.*; '\n:1", max_size=10)))
def test_what_is_in_the_database_can_add_nothing_else_to_the_header(hosts):
    assert all(not set(host) & set("; \n") for host in ancestors(hosts))


@pytest.mark.parametrize("address", [EMBED, BUILDER])
@pytest.mark.parametrize("query", ["show=%00&colours=%ff&width=nan&height=-1&lang=%3Cx%3E", "page=99999&age=inf"])
def test_bad_input_is_answered_with_a_page(client, city, address, query):
    assert client.get(f"{address}?{query}").status_code == 200


@pytest.mark.parametrize("address", ["/nowhere/embed/", "/nowhere/embed/builder/"])
def test_a_city_that_is_not_there_is_not_found(client, db, address):
    assert client.get(address).status_code == 404
