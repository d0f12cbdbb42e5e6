"""The pages of playlists as a visitor without a script gets them."""

import pytest
from icalendar import Calendar

from opportunities.models import Playlist
from opportunities.selectors.playlists import playlist_card, playlist_cards
from tests.factories import CENTRE, CityFactory, InterestFactory
from tests.geodata.rows import at
from tests.opportunities.playlist_rows import a_playlist, an_activity

pytestmark = pytest.mark.django_db
ADDRESS = "/vilnius/playlists/way/"


def page(client, address: str = ADDRESS) -> str:
    return client.get(address).content.decode()


def test_a_playlist_shows_its_stops_its_badge_and_what_meets_them(client):
    stop = {"opportunities": [an_activity("Chess evening")], "names": {"en": "Think"}, "hours": 3}
    a_playlist(stop, badges={"en": "Thinker"}, intros={"en": "Slowly."}, min_age=9)
    shown = page(client)
    assert all(words in shown for words in ("Think", "Chess evening", "Thinker", "Slowly.", "about 3 hours", "age 9"))


def test_what_is_over_is_named_with_what_stands_in_and_why(client):
    gone = an_activity("Old chess", days=-4, interests=["chess"], at=CENTRE)
    an_activity("New chess", interests=["chess"], at=CENTRE)
    a_playlist({"opportunities": [gone]})
    shown = page(client)
    assert all(words in shown for words in ("“Old chess” is over", "New chess", "Same interest · at the same place"))


def test_what_was_taken_down_is_not_named(client):
    gone = an_activity("Secret chess", interests=["chess"], at=CENTRE, status="archived", live=False)
    an_activity("New chess", interests=["chess"], at=CENTRE)
    a_playlist({"opportunities": [gone]})
    shown = page(client)
    assert ("Secret chess" in shown, "New chess" in shown) == (False, True)


def test_a_stop_that_nothing_meets_says_so_and_the_page_stays(client):
    a_playlist({"opportunities": [an_activity(days=-4)]})
    assert "Nothing can be joined for this stop just now" in page(client)


def test_a_playlist_in_another_language_says_which(client):
    a_playlist({"names": {"lt": "Pirmas"}}, names={"lt": "Kelias"})
    assert '<h1 lang="lt">Kelias</h1>' in page(client)


@pytest.mark.parametrize(
    "query", ["from=x", "from=9999-99-99", "from=9999-12-31", "near=nowhere+at+all", "at=x", "at=999,999", "order=x"]
)
def test_what_makes_no_sense_in_the_address_breaks_nothing(client, query):
    a_playlist({"opportunities": [an_activity()]})
    assert client.get(f"{ADDRESS}?{query}").status_code == 200


def test_the_shortest_way_is_offered_where_it_is_shorter(client):
    places = [at(25.20, 54.6), at(25.30, 54.6), at(25.21, 54.6)]
    a_playlist(*({"opportunities": [an_activity(at=place)]} for place in places))
    assert "The shortest way: " in page(client)
    legs = page(client, f"{ADDRESS}?order=way").partition("way-through__legs")[2]
    assert legs.index("#stop-3") < legs.index("#stop-2")


def test_the_dates_of_the_plan_are_a_calendar(client):
    a_playlist({"opportunities": [an_activity("Chess")]}, {"opportunities": [an_activity("Music", days=4)]})
    calendar = Calendar.from_ical(client.get(f"{ADDRESS}calendar.ics").content)
    assert [str(event["summary"]) for event in calendar.walk("VEVENT")] == ["1. Chess", "2. Music"]


def test_the_calendar_begins_on_the_day_that_was_chosen(client):
    a_playlist({"opportunities": [an_activity()]})
    calendar = Calendar.from_ical(client.get(f"{ADDRESS}calendar.ics?from=2199-01-01").content)
    assert calendar.walk("VEVENT") == []


def test_the_number_of_questions_does_not_grow_with_stops(client, django_assert_max_num_queries):
    gone = an_activity(days=-4, interests=["chess"], at=CENTRE)
    for _number in range(3):
        an_activity(interests=["chess"], at=CENTRE)
    a_playlist({"opportunities": [gone]}, *({"interests": [InterestFactory(slug="chess")]} for _stop in range(6)))
    page(client)
    with django_assert_max_num_queries(27):
        page(client)


def test_the_number_of_questions_does_not_grow_with_playlists(client, django_assert_max_num_queries):
    for number in range(8):
        a_playlist({"interests": [InterestFactory(slug="chess")]}, {}, slug=f"way-{number}")
    page(client, "/vilnius/playlists/")
    with django_assert_max_num_queries(6):
        page(client, "/vilnius/playlists/")


def test_a_card_says_how_long_it_takes():
    playlist = a_playlist({"hours": 3}, {"hours": 4, "is_optional": True}, weeks=1, min_age=9)
    assert playlist_card(playlist).facts == ("2 stops", "about 3 hours", "within 1 week", "From age 9")


def test_only_what_is_published_in_the_city_has_a_card_on_its_pages():
    a_playlist({}, slug="draft", state="draft")
    a_playlist({}, slug="elsewhere", city=CityFactory(slug="kaunas", name="Kaunas"))
    shown = a_playlist({})
    assert [card.pk for card in playlist_cards(CityFactory())] == [shown.pk]


def test_a_city_without_playlists_says_so(client):
    CityFactory()
    assert not Playlist.objects.exists()
    assert "There is no playlist here yet." in page(client, "/vilnius/playlists/")
