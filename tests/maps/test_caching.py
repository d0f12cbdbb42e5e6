"""What may be kept, by whom, and when it is asked for anew."""

import base64
import hashlib
import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.contrib.gis.geos import Polygon
from hypothesis import given
from hypothesis import strategies as st

from geodata.models import Timetable
from maps.caching import canonical, etag_of
from opportunities.models import SearchMiss
from opportunities.search.index.live import live
from opportunities.search.table import refresh
from tests.factories import CityFactory, OpportunityFactory, SessionFactory, TextFactory, UserFactory

VIEW = "/vilnius/view.json?view=25,54,26,55&zoom=10"
KEPT = ["/vilnius/cards/", "/lt/vilnius/cards/?interest=sport", VIEW]
PUBLIC = "public, max-age=60, stale-while-revalidate=600"
NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
PAIRS = st.lists(st.tuples(st.sampled_from(["interest", "age", "view", "q"]), st.text(max_size=12)), max_size=6)


def etag(**changes):
    usual = {"path": "/vilnius/cards/", "query": "", "language": "en", "generation": "1", "at": NOON}
    return etag_of(**{**usual, **changes})


@pytest.fixture
def city():
    return CityFactory()


@pytest.mark.django_db
@pytest.mark.parametrize("address", KEPT)
def test_an_answer_may_be_kept_by_all(client, city, address):
    answer = client.get(address)
    assert answer["Cache-Control"] == PUBLIC
    assert answer["ETag"].startswith('"')


@pytest.mark.django_db
@pytest.mark.parametrize("address", KEPT)
def test_who_has_the_answer_is_told_that_it_still_holds(client, city, address):
    known = client.get(address)["ETag"]
    answer = client.get(address, headers={"If-None-Match": known})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", known)
    assert answer["Cache-Control"] == PUBLIC


@pytest.mark.django_db
def test_that_it_still_holds_is_said_without_looking_for_the_city(client, city, django_assert_max_num_queries):
    known = client.get(VIEW)["ETag"]
    with django_assert_max_num_queries(2):  # the generation; inside a transaction that takes one more
        client.get(VIEW, headers={"If-None-Match": known})


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "is_new"), [(f"{VIEW}&minutes=30", True), (VIEW, False)])
def test_a_new_timetable_is_a_new_answer_about_minutes(client, city, address, is_new):
    known = client.get(address)["ETag"]
    box = Polygon.from_bbox((25, 54, 26, 55))
    days = {"first_on": NOON.date(), "last_on": NOON.date()}
    one = Timetable.objects.create(name="Toy", box=box, stops=1, lines=1, trips=1, snapshot="a", **days)
    first = client.get(address)["ETag"]
    Timetable.objects.filter(pk=one.pk).update(snapshot="b")
    assert len({known, first, client.get(address)["ETag"]}) == (3 if is_new else 1)


@pytest.mark.django_db
def test_a_new_listing_is_a_new_answer(client, city):
    known = client.get(VIEW)["ETag"]
    opportunity = OpportunityFactory()
    TextFactory(opportunity=opportunity)
    SessionFactory(opportunity=opportunity)
    refresh([opportunity.pk])
    answer = client.get(VIEW, headers={"If-None-Match": known})
    assert (answer.status_code, answer.json()["total"]) == (200, 1)


@pytest.mark.django_db
def test_nobody_keeps_where_a_device_is(client, city):
    answer = client.get("/vilnius/cards/?at=25.28,54.69&within=1000")
    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.has_header("ETag")


@pytest.mark.django_db
def test_only_the_browser_that_asked_keeps_a_typed_place(client, city):
    assert client.get("/vilnius/cards/?near=Gedimino 1")["Cache-Control"] == "private, max-age=60"


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), [("/vilnius/view.json", 400), ("/nowhere/cards/", 404)])
def test_a_refusal_is_not_kept(client, city, address, status):
    answer = client.get(address)
    assert answer.status_code == status
    assert not answer.has_header("ETag")
    assert "public" not in answer.get("Cache-Control", "")


@given(pairs=PAIRS, seed=st.randoms(use_true_random=False))
def test_the_order_of_parameters_does_not_matter(pairs, seed):
    mixed = [*pairs, *pairs]
    seed.shuffle(mixed)
    assert canonical(mixed) == canonical(pairs)


@given(first=st.floats(20, 30), second=st.floats(20, 30))
def test_views_are_told_apart_by_a_metre_and_not_by_less(first, second):
    one, other = (canonical([("view", f"{west!r},54.0,31.0,55")]) for west in (first, second))
    assert (one == other) == (f"{first:.5f}" == f"{second:.5f}")


@pytest.mark.parametrize("junk", ["nan,inf,-inf,1e999", ",,,", "1", "x" * 1_000_000, "1," * 500_000, "\x00"])
def test_junk_for_a_view_is_a_question_like_any_other(junk):
    assert canonical([("view", junk)]) == canonical([("view", junk)])


@pytest.mark.parametrize(
    "change",
    [{"path": "/kaunas/cards/"}, {"query": "age=9"}, {"language": "lt"}, {"generation": "2"}],
    ids=lambda change: next(iter(change)),
)
def test_another_question_is_another_answer(change):
    assert etag(**change) != etag()


def test_an_answer_is_the_same_within_a_quarter_of_an_hour():
    assert etag(at=NOON + timedelta(minutes=14)) == etag()


@given(zone=st.sampled_from(sorted(available_timezones())), on=st.dates(date(2024, 1, 1), date(2035, 1, 1)))
def test_a_new_day_is_a_new_answer_wherever_the_city_is(zone, on):
    midnight = datetime.combine(on, time(), ZoneInfo(zone)).astimezone(UTC)
    assert etag(at=midnight - timedelta(seconds=1)) != etag(at=midnight)


EXPLORER = "/vilnius/explore/?age=9"


@pytest.mark.django_db
def test_the_page_of_the_explorer_may_be_kept_and_is_the_same_each_time(client, city):
    first, second = client.get(EXPLORER), client.get(EXPLORER)
    assert first["Cache-Control"] == PUBLIC
    assert "Vary" not in first
    assert first.content == second.content
    assert client.get(EXPLORER, headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.django_db
def test_the_header_of_a_page_with_a_map_names_its_import_map_by_hash(client, city):
    answer = client.get(EXPLORER)
    (text,) = re.findall(r'<script type="importmap">(.*?)</script>', answer.content.decode())
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}'" in answer["Content-Security-Policy"]
    assert "nonce" not in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_who_has_a_session_gets_a_page_of_their_own(client, city):
    client.force_login(UserFactory())
    answer = client.get(EXPLORER)
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Vary"] == "Cookie"
    assert "ETag" not in answer


@pytest.mark.django_db
def test_a_search_in_vain_is_heard_each_time(client, city):
    answers = [client.get("/vilnius/explore/?q=nonesuch") for _ in range(2)]
    assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}
    assert SearchMiss.objects.get().count == 2


@pytest.mark.django_db(transaction=True)
def test_a_page_is_remembered_until_something_changes(client, django_assert_max_num_queries):
    city = CityFactory()
    before = client.get(EXPLORER)
    with django_assert_max_num_queries(2):  # whether there is news, and another edition
        assert client.get(EXPLORER).content == before.content
    opportunity = OpportunityFactory(city=city)
    SessionFactory(opportunity=opportunity)
    refresh([opportunity.pk])
    live.expect_news()
    assert client.get(EXPLORER)["ETag"] != before["ETag"]


@pytest.mark.django_db(transaction=True)
def test_what_an_editor_changes_is_seen_at_once_by_who_has_no_account(client):
    city = CityFactory(name="Vilnius")
    before = client.get(EXPLORER)
    city.name = "Wilno"
    city.names = {}
    city.save()
    after = client.get(EXPLORER, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "Wilno" in after.content.decode()
