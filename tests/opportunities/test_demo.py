"""The demonstration: a plan that is whole, the same every time and fresh on any day, and rows that stay in place."""

import re
from collections import Counter
from dataclasses import asdict
from datetime import date, timedelta
from io import StringIO

import pytest
from django.contrib.gis.geos import Point
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.models import Area, Place
from opportunities.demo import accounts
from opportunities.demo.listings import make_plan
from opportunities.demo.places import is_wet, metres_between, middles
from opportunities.demo.profiles import interests, mix, profiles, shares
from opportunities.demo.rows import write
from opportunities.demo.words import words
from opportunities.models import Break, City, Occurrence, Opportunity, Provider, SearchRow, Session, Venue
from opportunities.services.taxonomies import load_taxonomies
from opportunities.services.taxonomy_files import read_taxonomies
from people.models import User

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(2024, 1, 1), date(2031, 12, 31))


@pytest.fixture(scope="module")
def vilnius():
    return make_plan("vilnius", TODAY)


@pytest.fixture(scope="module")
def published(vilnius):
    return [listing for listing in vilnius.listings if listing.status == "published"]


@pytest.fixture(scope="module")
def sessions(published):
    return [session for listing in published for session in listing.sessions]


def test_vilnius_has_1069_listings_by_358_providers(vilnius, published):
    assert (len(published), len({one.provider for one in published})) == (1069, 358)


@pytest.mark.parametrize(("slug", "number"), [("kaunas", 170), ("mikkeli", 60), ("rotterdam", 130), ("riga", 130)])
def test_the_other_cities_are_smaller(slug, number):
    plan = make_plan(slug, TODAY)
    assert (len(plan.listings), len({one.provider for one in plan.listings})) == (number, profiles()[slug].providers)


def test_a_municipal_centre_has_the_most_listings_and_many_have_one(vilnius, published):
    sizes = Counter(one.provider for one in published)
    first, size = sizes.most_common(1)[0]
    assert (vilnius.providers[first].kind, size) == ("municipality", 25)
    assert sum(size == 1 for size in sizes.values()) > 100


def test_every_kind_of_listing_is_there(published):
    assert {one.kind for one in published} == set(mix()["kinds"])


def test_every_interest_is_somebodys_main_one(published):
    assert {one.interests[0] for one in published} == set(interests())


def test_the_interests_are_those_of_the_taxonomy():
    entries = next(entries for model, entries in read_taxonomies().items() if model.__name__ == "Interest")
    fields = set(mix()["interests"])
    assert {entry.slug for entry in entries} - fields == set(interests())


def test_every_district_has_listings(vilnius, sessions):
    used = {vilnius.venues[one.venue].district for one in sessions if one.venue is not None}
    assert used == set(profiles()["vilnius"].districts)


def test_every_weekday_has_sessions(sessions):
    assert {day for one in sessions for day in one.weekdays} == {1, 2, 3, 4, 5, 6, 7}


@pytest.mark.parametrize("age", [3, 8, 12, 16, 22, 40, 70])
def test_there_is_something_for_every_age(sessions, age):
    assert sum((one.min_age or 0) <= age <= (one.max_age or 120) for one in sessions) > 50


def test_about_a_third_is_free(sessions):
    assert 0.3 < sum(one.price == 0 for one in sessions) / len(sessions) < 0.42


@pytest.mark.parametrize("field", ["rrule", "rdates", "schedule_text", "booking_url", "capacity", "min_age", "price"])
def test_every_field_of_a_session_is_used(sessions, field):
    assert any(getattr(one, field) for one in sessions)


@pytest.mark.parametrize("delivery", ["on-site", "online", "blended"])
def test_every_delivery_is_there(sessions, delivery):
    assert delivery in {one.delivery for one in sessions}


@pytest.mark.parametrize("language", ["lt", "en", "pl", "ru", "uk"])
def test_the_languages_of_the_city_are_spoken(sessions, language):
    assert any(language in one.languages for one in sessions)


def test_sixty_programmes_may_be_paid_from_a_learning_account(published):
    assert Counter(one.programme.decision for one in published if one.programme) == {
        "positive": 49,
        "pending": 5,
        "negative": 3,
        "suspended": 3,
    }


def test_some_positive_decisions_have_expired(published):
    assert sum(1 for one in published if one.programme and (one.programme.valid_until or TODAY) < TODAY) == 3


def test_the_voucher_pays_only_for_children_and_only_where_something_is_to_pay(published):
    paid = [one for one in published if one.takes_voucher]
    assert len(paid) > 100
    assert all(session.price > 0 and session.min_age < 19 for one in paid if not one.fault for session in one.sessions)


def test_most_listings_are_in_both_languages(published):
    languages = Counter(tuple(sorted(text.language for text in one.texts)) for one in published)
    assert 0.55 < languages["en", "lt"] / 1069 < 0.65
    assert languages["lt",] > languages["en",] > 50


@pytest.mark.parametrize("slug", list(profiles()))
def test_no_text_is_empty_or_has_a_gap(slug):
    for listing in make_plan(slug, TODAY).listings:
        for text in listing.texts:
            assert text.title
            assert text.summary
            assert len(text.title) <= 300
            assert not re.search(r"[{}]|  |\bNone\b", text.title + text.summary + text.description)


@pytest.mark.parametrize("slug", list(profiles()))
def test_texts_use_the_tags_that_are_allowed(slug):
    tags = {
        tag
        for listing in make_plan(slug, TODAY).listings
        for text in listing.texts
        for tag in re.findall(r"<(\w+)", text.description)
    }
    assert tags <= {"p", "ul", "li", "strong"}


@pytest.mark.parametrize("slug", list(profiles()))
def test_hardly_any_title_comes_twice(slug):
    titles = Counter(listing.texts[0].title for listing in make_plan(slug, TODAY).listings)
    assert sum(number - 1 for number in titles.values()) <= len(titles) // 50


@pytest.mark.parametrize("language", ["lt", "en", "fi", "nl", "lv"])
def test_every_interest_has_words_in_every_language(language):
    entries = words(language).entries
    assert set(interests()) | set(mix()["specials"]) <= set(entries)
    assert all(len(set(entry.titles)) >= 2 for entry in entries.values())


@pytest.mark.parametrize("language", ["lt", "fi", "nl", "lv"])
def test_the_common_words_of_two_languages_run_parallel(language):
    own, english = words(language).common, words("en").common
    for name in ("titles", "kinds", "ages"):
        assert {key: len(value) for key, value in own[name].items()} == {
            key: len(value) for key, value in english[name].items()
        }
    for name in ("practical", "levels", "whenever", "learn_leads", "audiences", "seasons"):
        assert len(own[name]) == len(english[name])


def test_lithuanian_and_english_say_equally_much_of_everything():
    one, other = words("lt").entries, words("en").entries
    lengths = {key: (len(e.titles), len(e.summaries), len(e.texts), len(e.learn)) for key, e in one.items()}
    assert lengths == {
        key: (len(e.titles), len(e.summaries), len(e.texts), len(e.learn)) for key, e in other.items() if key in one
    }


@pytest.mark.parametrize("slug", list(profiles()))
def test_a_venue_stands_on_land_in_its_own_district(slug):
    profile = profiles()[slug]
    around = middles(profile.place)
    for venue in make_plan(slug, TODAY).venues:
        if venue.at:
            assert min(around, key=lambda name: metres_between(venue.at, around[name])) == venue.district
            assert not is_wet(profile, venue.at)


def test_some_venues_have_many_listings(sessions):
    busiest = Counter(one.venue for one in sessions if one.venue is not None).most_common(6)
    assert all(15 <= number <= 70 for _, number in busiest)


@settings(max_examples=25, deadline=None)
@given(today=DAYS)
def test_the_same_day_gives_the_same_rows(today):
    assert asdict(make_plan("mikkeli", today)) == asdict(make_plan("mikkeli", today))


@settings(max_examples=25, deadline=None)
@given(today=DAYS, later=st.integers(1, 500))
def test_another_day_changes_nothing_but_dates(today, later):
    one, other = make_plan("mikkeli", today), make_plan("mikkeli", today + timedelta(days=later))
    assert [(a.kind, a.interests, a.texts, a.provider) for a in one.listings] == [
        (b.kind, b.interests, b.texts, b.provider) for b in other.listings
    ]
    assert one.venues == other.venues


@settings(max_examples=40, deadline=None)
@given(today=DAYS)
def test_nothing_is_over_on_any_day(today):
    for listing in make_plan("kaunas", today).listings:
        for session in listing.sessions:
            last = session.ends_on or max([session.starts_on or today, *map(date.fromisoformat, session.rdates)])
            assert last >= today or session.weekdays or session.rrule


@settings(max_examples=25, deadline=None)
@given(total=st.integers(20, 2000))
def test_shares_add_up_to_the_total(total):
    dealt = shares(mix()["kinds"], total)
    assert sum(dealt.values()) == total
    assert min(dealt.values()) >= 1


def test_the_planted_faults_are_there(vilnius):
    assert Counter(one.fault for one in vilnius.listings if one.fault) == {
        "duplicate": 7,
        "stale": 14,
        "ages contradict": 3,
        "price contradicts": 3,
        "title in capitals": 2,
        "dates all over": 2,
        "dead link": 4,
        "no point": 4,
        "reported": 6,
    }


def test_fifteen_listings_are_not_published(vilnius):
    assert Counter(one.status for one in vilnius.listings if one.status != "published") == {
        "draft": 5,
        "submitted": 5,
        "archived": 5,
    }


@pytest.fixture
def ground(db, settings, tmp_path):
    """What the demonstration finds when areas, places and breaks are already there."""
    settings.PRIVATE_DIR = tmp_path
    load_taxonomies()
    Area.objects.create(level="country", country_code="FI", name="Suomi", point=Point(26, 62, srid=4326))
    Place.objects.create(geonames_id=1, country_code="FI", name="Mikkeli", point=Point(27.27, 61.69, srid=4326))
    Break.objects.create(country_code="FI", first_on=TODAY, last_on=TODAY)


def load_mikkeli(*options):
    said = StringIO()
    call_command("load_demo", "--city", "mikkeli", *options, stdout=said)
    return said.getvalue()


def test_a_city_can_be_searched_after_loading(ground):
    load_mikkeli()
    assert City.objects.get(slug="mikkeli").is_demo
    assert SearchRow.objects.values("opportunity").distinct().count() == 60
    assert Occurrence.objects.count() > 500


def test_the_first_interest_is_the_main_one(ground):
    load_mikkeli()
    plan = make_plan("mikkeli", TODAY)
    shown = dict(SearchRow.objects.values_list("opportunity__source_id", "interest__slug"))
    assert shown == {f"mikkeli-opportunity-{one.number:04}": one.interests[0] for one in plan.listings}


def test_loading_twice_on_a_day_does_nothing(ground):
    load_mikkeli()
    assert "up to date" in load_mikkeli()


def test_loading_again_keeps_every_key(ground):
    load_mikkeli()
    models = (Provider, Venue, Opportunity, Session, Occurrence)
    before = [set(model.objects.values_list("pk", flat=True)) for model in models]
    load_mikkeli("--force")
    assert [set(model.objects.values_list("pk", flat=True)) for model in models] == before


def test_another_day_moves_the_dates_and_keeps_the_keys(ground):
    load_mikkeli()
    city, profile = City.objects.get(slug="mikkeli"), profiles()["mikkeli"]
    before = dict(Session.objects.values_list("pk", "starts_on"))
    later = timezone.now() + timedelta(days=30)
    plan = make_plan("mikkeli", timezone.localdate(later))
    write(plan, city, profile, mark="later", editor=User.objects.get(email=accounts.EDITOR), now=later)
    after = dict(Session.objects.values_list("pk", "starts_on"))
    assert before.keys() == after.keys()
    assert before != after


def test_a_listing_changed_by_hand_stays_as_it_is(ground):
    load_mikkeli()
    changed = Opportunity.objects.get(source_id="mikkeli-opportunity-0002")
    changed.texts.update(title="By hand")
    Opportunity.objects.filter(pk=changed.pk).update(edited_at="2026-11-20T10:00Z")
    load_mikkeli("--force")
    assert set(changed.texts.values_list("title", flat=True)) == {"By hand"}


def test_the_accounts_sign_in_with_the_kept_password(ground, tmp_path):
    load_mikkeli()
    password = (tmp_path / "demo-password").read_text()
    assert all(User.objects.get(email=email).check_password(password) for email in accounts.ACCOUNTS)
    assert User.objects.get(email=accounts.EDITOR).groups.filter(name="Editors").exists()


def test_the_password_is_nobody_elses_to_read(tmp_path):
    path = tmp_path / "private" / "demo-password"
    accounts.password_of(path)
    assert path.stat().st_mode & 0o777 == 0o600
