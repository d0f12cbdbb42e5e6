"""Ages, prices, weekdays, times, dates and points: certain or kept as text, never invented."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opportunities.exchange.values.ages import AgeRange, in_order, parse_age, parse_ages
from opportunities.exchange.values.dates import in_zone, parse_date, parse_moment
from opportunities.exchange.values.points import (
    GeoPoint,
    Territory,
    parse_degrees,
    parse_point,
    parse_projected,
    settle,
)
from opportunities.exchange.values.prices import Price, parse_amount, parse_price
from opportunities.exchange.values.times import parse_duration, parse_time, parse_time_range
from opportunities.exchange.values.weekdays import parse_weekdays

VILNIUS = ZoneInfo("Europe/Vilnius")
LITHUANIA = Territory(20.9, 53.8, 26.9, 56.5)
PARSERS = [
    parse_ages, parse_age, parse_price, parse_amount, parse_weekdays, parse_time, parse_time_range, parse_duration,
    parse_date, parse_point, lambda text: parse_moment(text, zone=VILNIUS), lambda text: parse_degrees(text, text),
    lambda text: parse_projected(text, text, crs="EPSG:3346"), lambda text: parse_weekdays(text, letters="LMXJVSD"),
    lambda text: parse_price(text, currency="EUR"), lambda text: parse_ages(text, grades="US"),
]  # fmt: skip
PIECES = ["6", "12", "€", "$", " ", "-", "and up", "+", "free", "Member", "grades", ":", "30", "pm", "/", ".", "2026",
          "Mon", "POINT", "(", ")", ",", "0", "per month", "nuo", "m.", "²", "٣", "T", "Z", "PT"]  # fmt: skip


@pytest.mark.parametrize("parse", PARSERS)
@given(text=st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=9).map("".join)))
def test_no_text_breaks_a_parser_and_every_refusal_says_why(parse, text):
    parsed = parse(text)
    assert parsed.value is not None or parsed.reason or not any(sign.isalnum() for sign in text)


@pytest.mark.parametrize(
    ("text", "youngest", "oldest"),
    [
        ("6 and up", 6, None),
        ("16+", 16, None),
        ("14 to 24", 14, 24),
        ("5-12", 5, 12),
        ("7–14 m.", 7, 14),
        ("nuo 7 metų", 7, None),
        ("under 16", None, 15),
        ("iki 12 metų", None, 12),
        ("All Ages", 0, None),
        ("ages 9", 9, 9),
        ("18 years or older", 18, None),
    ],
)
def test_ages_are_read_as_people_write_them(text, youngest, oldest):
    assert parse_ages(text).value == AgeRange(youngest, oldest)


@pytest.mark.parametrize("text", ["Seniors", "A parent 16 Years Old or Older", "18-3", "6-18 months", "OST", "5-500"])
def test_doubtful_ages_stay_text(text):
    assert parse_ages(text).value is None


def test_grades_are_ages_only_where_the_country_is_known():
    assert parse_ages("grades 3-5").value is None
    assert parse_ages("grades 3-5", grades="US").value == AgeRange(8, 11)
    assert parse_ages("grades K-5", grades="US").value == AgeRange(5, 11)


@given(st.integers(0, 120), st.integers(0, 120))
def test_a_written_range_of_ages_comes_back(one, other):
    low, high = sorted((one, other))
    assert parse_ages(f"{low}-{high}").value == AgeRange(low, high)
    assert parse_ages(f"{low} to {high} years").value == AgeRange(low, high)


def test_a_spreadsheet_age_is_a_whole_number():
    assert parse_age("13.0").value == 13
    assert parse_age("13.5").value is None
    assert in_order(9, 3).reason


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("Free", "0", "0", "once"),
        ("gratis", "0", "0", "once"),
        ("Gratuita con inscripción previa", "0", "0", "once"),
        ("Entrada libre hasta completar aforo", "0", "0", "once"),
        ("0", "0", "0", "once"),
        ("€ 6", "6", "6", "once"),
        ("3,50 euros", "3.50", "3.50", "once"),
        ("5-10 €", "5", "10", "once"),
        ("De 6 a 22 euros", "6", "22", "once"),
        ("25 Eur/mėn.", "25", "25", "month"),
        ("1.200 €", "1200", "1200", "once"),
        ("Entrada: 10 euros general. 8 euros reducida.", "8", "10", "once"),
    ],
)
def test_prices_are_read_as_people_write_them(text, low, high, unit):
    assert parse_price(text, currency="EUR").value == Price(Decimal(low), Decimal(high), text and "EUR", unit)


def test_two_labelled_prices_are_the_ends_of_a_span():
    assert parse_price("$400 Member $440 Nonmember", currency="USD").value == Price(Decimal(400), Decimal(440), "USD")


def test_an_upper_bound_says_nothing_of_the_lower():
    assert parse_price("$50 or Less", currency="USD").value == Price(None, Decimal(50), "USD")


@pytest.mark.parametrize(
    "text",
    [
        "More Than $50",
        "12 euros por persona (más gastos de gestión)",
        "20 euros. Discapacidad: 25 % de descuento",
        "free for members",
        "prijzengeld 6875€ bij 300 deelnemers, eerste prijs 1800€",
        "A la venta el 20 de octubre",
        "10-5 €",
    ],
)
def test_doubtful_prices_stay_text(text):
    assert parse_price(text, currency="USD").value is None


def test_a_dollar_sign_needs_a_country_and_an_amount_a_currency():
    assert parse_price("$5").value is None
    assert parse_price("5").reason.startswith("Which currency")


@given(st.decimals(0, 99999, places=2))
def test_a_written_price_comes_back(amount):
    assert parse_price(f"{amount} €").value == Price(amount, amount, "EUR")
    assert parse_price(f"€ {str(amount).replace('.', ',')}").value == Price(amount, amount, "EUR")


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("Tu W Th F", "en", (2, 3, 4, 5)),
        ("Mon-Fri", "en", (1, 2, 3, 4, 5)),
        ("Mondays and Wednesdays", "en", (1, 3)),
        ("Pr, Tr, Pn", "lt", (1, 3, 5)),
        ("I–V", "lt", (1, 2, 3, 4, 5)),
        ("pirmadienį ir trečiadienį", "lt", (1, 3)),
        ("di", "nl", (2,)),
        ("Fri-Mon", "en", (1, 5, 6, 7)),
        ("darbo dienomis", "lt", (1, 2, 3, 4, 5)),
        ("daily", "", (1, 2, 3, 4, 5, 6, 7)),
    ],
)
def test_weekdays_are_read_in_the_language_of_the_file(text, language, days):
    assert parse_weekdays(text, language=language).value == days


def test_a_letter_that_stands_for_two_days_is_refused():
    assert parse_weekdays("S", language="en").value is None
    assert parse_weekdays("T Th", language="en").value is None


@given(st.sets(st.integers(1, 7), min_size=1))
def test_letter_codes_come_back(days):
    text = ",".join("LMXJVSD"[day - 1] for day in days)
    assert parse_weekdays(text, letters="LMXJVSD").value == tuple(sorted(days))


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [("16:00", 16, 0), ("4 pm", 16, 0), ("12 am", 0, 0), ("16h30", 16, 30), ("9u", 9, 0), ("18 val.", 18, 0),
     ("24:00", 0, 0), ("21:59:59", 22, 0), ("16.30", 16, 30)],
)  # fmt: skip
def test_times_are_read_as_people_write_them(text, hour, minute):
    assert parse_time(text).value == time(hour, minute)


@pytest.mark.parametrize("text", ["16", "25:00", "13 pm", "noon-ish"])
def test_doubtful_times_are_refused(text):
    assert parse_time(text).value is None


@given(st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_a_written_time_comes_back(at):
    assert parse_time(at.isoformat("minutes")).value == at
    assert parse_time(f"{at:%I:%M %p}").value == at


def test_two_times_make_a_range():
    assert parse_time_range("10:00–11:30").value == (time(10), time(11, 30))


@given(st.integers(1, 999), st.integers(0, 59))
def test_a_duration_comes_back(hours, minutes):
    assert parse_duration(f"PT{hours}H{minutes}M").value == timedelta(hours=hours, minutes=minutes)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_a_written_date_comes_back(day):
    assert parse_date(day.isoformat()).value == day
    assert parse_date(f"{day:%Y-%m-%d} 23:59:00.0").value == day
    assert parse_date(f"{day.day}/{day.month}/{day.year}", order="dmy").value == day
    assert parse_date(f"{day.month}/{day.day}/{day.year}", order="mdy").value == day
    assert parse_date(f"{day.day} {day:%B} {day.year}").value == day


def test_a_date_that_may_be_two_days_is_refused():
    assert parse_date("03/04/2025").value is None
    assert parse_date("13/04/2025").value == date(2025, 4, 13)
    assert parse_date("3/4/25", order="dmy").value is None
    assert parse_date("2024-02-30").value is None


def test_a_lithuanian_date_in_words():
    assert parse_date("2024 m. birželio 24 d.").value == date(2024, 6, 24)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001 - local times are what is tested
def test_a_local_time_is_read_in_the_zone_of_the_source_or_refused(local):
    local = local.replace(second=0, microsecond=0)
    parsed = parse_moment(local.isoformat(" "), zone=VILNIUS)
    if parsed.value is None:
        assert in_zone(local.date(), local.time(), VILNIUS).reason
    else:
        assert parsed.value.replace(tzinfo=None) == local


def test_an_offset_outweighs_the_zone():
    assert parse_moment("2020-01-06T20:00:00Z", zone=VILNIUS).value == datetime(2020, 1, 6, 20, tzinfo=UTC)


def test_the_last_second_of_a_day_is_the_next_midnight():
    assert parse_moment("2020-01-06T23:59:59Z", zone=VILNIUS).value == datetime(2020, 1, 7, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_is_refused():
    assert "skip" in parse_moment("2024-03-31 03:30", zone=VILNIUS).reason


@pytest.mark.parametrize(
    "text",
    [
        "POINT (25.28 54.69)",
        "54.69, 25.28",
        "Gedimino pr. 1\n01103\n(54.69, 25.28)",
        "54,69; 25,28",
        "SRID=4326;POINT(25.28 54.69)",
    ],
)
def test_points_are_read_in_any_shape(text):
    assert parse_point(text).value == GeoPoint(25.28, 54.69)


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_a_written_point_comes_back(lon, lat):
    assert parse_point(f"POINT({lon:.6f} {lat:.6f})").value == GeoPoint(float(f"{lon:.6f}"), float(f"{lat:.6f}"))


def test_projected_metres_become_degrees():
    point = parse_projected("439759", "4475508", crs="EPSG:25830").value
    assert (point.lon, point.lat) == pytest.approx((-3.710182, 40.428028), abs=1e-5)
    with pytest.raises(ValueError, match="EPSG number"):
        parse_projected("1", "2", crs="Lithuanian grid")


def test_swapped_axes_are_put_right_and_said():
    settled = settle(GeoPoint(54.69, 25.28), LITHUANIA)
    assert settled.point == GeoPoint(25.28, 54.69)
    assert settled.swapped
    assert settled.reason


@pytest.mark.parametrize("point", [GeoPoint(0, 0), GeoPoint(2.35, 48.86), GeoPoint(25.0, 120.0)])
def test_a_point_that_cannot_be_true_is_not_drawn(point):
    settled = settle(point, LITHUANIA)
    assert settled.point is None
    assert settled.reason
