"""The mapping language: what a city employee writes, and what is answered where it is wrong."""

from datetime import date, time

import pytest

from opportunities.exchange.errors import MappingError
from opportunities.exchange.mapping.interpret import RejectedError, interpret
from opportunities.exchange.mapping.language import (
    EXAMPLES,
    SourceFacts,
    build_mapping,
    file_options,
    read_mapping,
)
from opportunities.exchange.readers.table import Table
from opportunities.exchange.records import Row
from opportunities.exchange.values.ages import AgeRange
from opportunities.exchange.values.points import GeoPoint, Territory

LITHUANIA = Territory(20.9, 53.8, 26.9, 56.5)
FACTS = SourceFacts(language="lt", currency="EUR", time_zone="Europe/Vilnius", country="LT")


def mapped(fields, *, canonical=False, rows=None):
    document = {"fields": {"title": "t", **fields}} | ({"rows": rows} if rows else {})
    return build_mapping(document, canonical=canonical, defaults=FACTS)


def read(fields, values, **options):
    return interpret(Row(2, {"t": "Choras"} | values), mapped(fields, **options), LITHUANIA)


def reasons(record):
    return [(weakness.field, weakness.value) for weakness in record.weaknesses]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"feilds": {}}, "feilds.*Did you mean “fields”"),
        ({"fields": {"titel": "x"}}, "fields.titel.*“title”"),
        ({"fields": {"title": {"colum": "x"}}}, "colum.*“column”"),
        ({"fields": {"title": "x", "price": {"txt": "y"}}}, "fields.price.txt.*“text”"),
        ({"fields": {"title": "x", "point": {"lat": "y"}}}, "fields.point.*lat and lon"),
        ({"fields": {"kind": "x"}}, "title is missing"),
        ({"fields": {"title": {"column": "x", "take": "("}}}, "take is no regular expression"),
        ({"source": {"time_zone": "Vilnius"}}, "Vilnius” is no time zone"),
        ({"city": {"slug": "x", "territory": {"west": 3, "south": 1, "east": 2, "north": 2}}}, "west lies left"),
        ({"rows": {"same_id": "more days"}}, "more dates"),
    ],
)
def test_a_wrong_key_is_named_with_the_nearest_right_one(document, message):
    with pytest.raises(MappingError, match=message):
        build_mapping(document, canonical=False)


def test_a_column_that_the_file_has_not_is_named_with_the_nearest():
    table = Table("csv", ("Programme name", "City"), iter(()), "CSV")
    with pytest.raises(MappingError, match=r"“Program name”.*“Programme name”"):
        build_mapping({"fields": {"title": "Program name"}}, canonical=False).refuse_missing(table)


def test_no_toml_is_named_with_its_line(tmp_path):
    file = tmp_path / "bad.toml"
    file.write_text("[fields\n")
    with pytest.raises(MappingError, match=r"bad\.toml.*line 1"):
        read_mapping(file)


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_example_is_a_sound_mapping(example):
    document = read_mapping(example)
    assert file_options(document)
    assert build_mapping(document, canonical=example.stem == "everyone_active", defaults=FACTS).texts["title"]


def test_a_text_is_joined_taken_mapped_and_defaulted():
    values = {"a": "x 12 y", "b": "NULL", "c": "Danza", "d": "", "e": "rock; jazz"}
    record = read(
        {
            "description": {"columns": ["a", "b", "c"], "join": " / "},
            "capacity": {"column": "a", "take": r"(\d+)"},
            "kind": {"first_of": ["b", "c"], "map": {"danza": "course", "*": "event"}},
            "languages": {"column": "d", "default": "lt"},
            "interests": {"column": "e", "separator": ";", "map": {"rock": "music", "jazz": ["music", "dance"]}},
        },
        values,
    )
    assert record.texts["lt"].description == "<p>x 12 y / Danza</p>"
    assert (record.capacity, record.kind, record.languages) == (12, "course", ("lt",))
    assert record.interests == ("music", "dance")


def test_titles_come_in_several_languages():
    record = interpret(Row(2, {"a": "Choras", "b": "Choir"}), mapped({"title": {"lt": "a", "en": "b"}}), LITHUANIA)
    assert {language: text.title for language, text in record.texts.items()} == {"lt": "Choras", "en": "Choir"}


def test_flags_and_guesses_are_kinds_of_interests():
    record = read(
        {"interests": [{"flags": {"sport": "sport", "art": "art"}}, {"guess": True}]}, {"sport": "1.0", "art": "0"}
    )
    assert record.interests == ("sport",)
    assert record.guess_interests


def test_a_row_without_a_title_is_rejected():
    with pytest.raises(RejectedError, match="no title"):
        interpret(Row(2, {"t": " <b></b> "}), mapped({}), LITHUANIA)


def test_an_endless_cell_is_rejected_and_names_its_column():
    with pytest.raises(RejectedError) as rejection:
        read({}, {"x": "a" * 100_001})
    assert rejection.value.weakness.field == "x"


def test_a_row_left_out_on_purpose_is_named():
    with pytest.raises(RejectedError, match="Left out by the mapping"):
        read({}, {"hidden": "yes"}, rows={"skip": "hidden"})


def test_a_row_may_say_that_it_is_deleted():
    assert read(
        {"id": "n", "deleted": {"column": "state", "is": ["gone", "ended"]}}, {"n": "7", "state": "Gone"}
    ).deleted


def test_the_number_of_a_row_is_the_same_every_time_and_whatever_its_case():
    rule = {"id": {"columns": ["a", "b"]}}
    assert read(rule, {"a": "X", "b": "é"}).source_id == read(rule, {"a": "x", "b": "É"}).source_id


def test_without_a_column_of_numbers_title_and_place_make_one():
    assert read({"venue": "v"}, {"v": "Hall"}).source_id != read({"venue": "v"}, {"v": "Barn"}).source_id


def test_the_second_way_to_a_point_is_tried_where_the_first_is_empty():
    ways = {"point": [{"lat": "lat", "lon": "lon"}, {"x": "x", "y": "y", "crs": "EPSG:3346"}]}
    record = read(ways, {"lat": "", "lon": "", "x": "582710", "y": "6061990"})
    assert (record.venue.point.lon, record.venue.point.lat) == pytest.approx((25.28, 54.69), abs=0.01)
    assert not record.weaknesses


def test_a_point_that_stands_for_the_city_is_approximate_and_said():
    record = read(
        {"point": {"lat": "lat", "lon": "lon", "approximate": [[25.28, 54.69]]}}, {"lat": "54.69", "lon": "25.28"}
    )
    assert record.venue.approximate
    assert reasons(record) == [("point", "54.69, 25.28")]


def test_swapped_axes_are_put_right_and_reported():
    record = read({"point": {"lat": "lat", "lon": "lon"}}, {"lat": "25.28", "lon": "54.69"})
    assert record.venue.point == GeoPoint(25.28, 54.69)
    assert reasons(record) == [("point", "25.28, 54.69")]


def test_an_online_activity_loses_its_place_and_says_so():
    record = read({"delivery": "d", "venue": "v"}, {"d": "online", "v": "Hall"})
    assert record.venue.is_empty()
    assert reasons(record) == [("venue", "Hall")]


def test_a_greatest_age_of_zero_may_stand_for_unknown():
    ages = {"ages": {"min": "a", "max": "b", "zero_is": "unknown"}}
    assert read(ages, {"a": "6.0", "b": "0.0"}).ages == AgeRange(6, None)


def test_a_price_in_words_beats_the_mark_of_being_free():
    price = {"price": {"text": "p", "free": {"column": "f", "is": "1"}}}
    assert read(price, {"p": "", "f": "1"}).price.is_free
    contradicted = read(price, {"p": "8 euros por alumno, grupos", "f": "1"})
    assert contradicted.price is None
    assert contradicted.price_text == "8 euros por alumno, grupos"


def test_two_days_and_weekdays_make_a_rule():
    when = {
        "schedule": {
            "start_date": "a",
            "end_date": "b",
            "weekdays": "w",
            "time": "t2",
            "except_dates": "x",
            "order": "dmy",
        }
    }
    values = {"a": "1/9/2026", "b": "30/5/2027", "w": "antradieniais", "t2": "16.30-18.00", "x": "8/9/2026; 3/11/2026"}
    (schedule,) = read(when, values).schedules
    assert (schedule.starts_on, schedule.ends_on) == (date(2026, 9, 1), date(2027, 5, 30))
    assert (schedule.weekdays, schedule.starts_at, schedule.ends_at) == ((2,), time(16, 30), time(18))
    assert schedule.excluded == (date(2026, 9, 8), date(2026, 11, 3))


def test_moments_of_one_time_of_day_are_one_run_across_the_change_of_clocks():
    when = {"schedule": {"occurrences": "o"}}
    (schedule,) = read(
        when, {"o": "2026-10-20T14:00Z/2026-10-20T15:00Z; 2026-10-27T15:00Z/2026-10-27T16:00Z"}
    ).schedules
    assert (schedule.starts_at, schedule.ends_at) == (time(17), time(18))
    assert schedule.dates == (date(2026, 10, 20), date(2026, 10, 27))


def test_a_rule_that_cannot_be_kept_is_reported():
    record = read({"schedule": {"start_date": "a", "rrule": "r"}}, {"a": "2026-09-01", "r": "FREQ=SOMETIMES"})
    assert reasons(record) == [("schedule.rrule", "FREQ=SOMETIMES")]


def test_an_end_before_the_beginning_is_left_out():
    record = read({"schedule": {"start_date": "a", "end_date": "b"}}, {"a": "2026-09-02", "b": "2026-09-01"})
    assert record.schedules[0].starts_on == date(2026, 9, 2)
    assert reasons(record) == [("schedule.end_date", "2026-09-01")]


def test_characters_that_no_database_stores_are_dropped():
    assert read({}, {"t": "Cho\0ras \ud800"}).title == "Choras"


def test_what_one_can_earn_is_read():
    record = read(
        {"badge": "b", "microcredential": "m", "ects": "e", "level": "l"},
        {"b": "First robot", "m": "Robotics", "e": "3,5", "l": "EQF 5"},
    )
    assert (record.badge, record.microcredential, str(record.ects), record.level) == (
        "First robot",
        "Robotics",
        "3.5",
        5,
    )


@pytest.mark.parametrize(("field", "text"), [("level", "9"), ("ects", "0"), ("booking_opens_at", "soon")])
def test_what_one_earns_and_when_one_books_is_reported_where_it_cannot_be(field, text):
    record = read({field: "x"}, {"x": text})
    assert (getattr(record, field), [weakness.field for weakness in record.weaknesses]) == (None, [field])


def test_booking_that_closes_before_it_opens_only_opens():
    record = read(
        {"booking_opens_at": "o", "booking_closes_at": "c"}, {"o": "2026-09-02 09:00", "c": "2026-09-01 09:00"}
    )
    assert (record.booking_opens_at.hour, record.booking_closes_at) == (9, None)
