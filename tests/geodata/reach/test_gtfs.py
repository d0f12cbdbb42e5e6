"""Feeds as they come: whole, with oddities, and broken."""

import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.reach import gtfs
from geodata.reach.gtfs import FeedError, parse_day, parse_time, read_feed
from geodata.reach.network import build_network
from tests.geodata.reach.feeds import more, toy_network, write_feed


@given(st.integers(0, 99), st.integers(0, 59), st.integers(0, 59), st.booleans())
def test_a_time_is_read_as_it_is_written(hours, minutes, seconds, padded):
    text = f"{hours:02}:{minutes:02}:{seconds:02}" if padded else f"{hours}:{minutes:02}:{seconds:02}"
    assert parse_time(text) == (hours * 60 + minutes) * 60 + seconds


@given(st.text())
def test_any_other_text_is_refused_as_a_time(text):
    try:
        seconds = parse_time(text)
    except ValueError:
        return
    assert text.strip().lstrip("0").startswith(f"{seconds // 3600:d}".lstrip("0"))


@pytest.mark.parametrize("text", ["", "8:5:00", "08:60:00", "100:00:00", "-1:00:00", "08:00", "٠٨:٠٠:٠٠"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match="no time"):
        parse_time(text)


@given(st.dates())
def test_a_day_is_read_as_it_is_written(day):
    assert parse_day(f"{day.year:04}{day:%m%d}") == day


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path):
    feed = read_feed(write_feed(tmp_path, stops="\ufeff" + "\n".join(more("stops"))))
    assert len(feed.stops) == 5


def test_a_feed_may_lie_in_a_folder_of_the_archive(tmp_path):
    file = write_feed(tmp_path)
    nested = tmp_path / "nested.zip"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(nested, "w") as new:
        for name in old.namelist():
            new.writestr(f"feed/{name}", old.read(name))
    assert len(read_feed(nested).trips) == 4


@pytest.mark.parametrize("table", ["agency", "stops", "routes", "trips", "stop_times"])
def test_a_missing_table_is_named(tmp_path, table):
    with pytest.raises(FeedError, match=f"no {table}.txt"):
        read_feed(write_feed(tmp_path, **{table: None}))


def test_a_missing_column_is_named(tmp_path):
    with pytest.raises(FeedError, match=r"stops\.txt has no column stop_lat, stop_lon"):
        read_feed(write_feed(tmp_path, stops=["stop_id,stop_name", "A,Alder"]))


@pytest.mark.parametrize(
    ("table", "row", "reason"),
    [
        ("stops", "E,Elm,95,25", "nowhere"),
        ("stops", "E,Elm,nan,25", "nowhere"),
        ("stops", "A,Alder,54,25", "second time"),
        ("stops", ",Nameless,54,25", "no name"),
        ("calendar", "x,2,0,0,0,0,0,0,20260901,20261231", "0 or 1"),
        ("calendar", "x,1,0,0,0,0,0,0,20261301,20261231", "month"),
        ("trips", "r9,weekdays,t9,", "route_id “r9”"),
        ("trips", "r1,never,t9,", "service_id “never”"),
        ("stop_times", "t9,08:00:00,08:00:00,A,1", "trip_id “t9”"),
        ("stop_times", "t1,8h,8h,A,7", "no time"),
        ("stop_times", "t1,08:30:00,08:30:00,A,x", "whole number"),
        ("stop_times", "t1,08:30:00,08:30:00,Z,9", "stop_id “Z”"),
    ],
)
def test_a_bad_row_is_named_with_its_table_and_number(tmp_path, table, row, reason):
    rows = more(table, row)
    (where, number, why), *_ = read_feed(write_feed(tmp_path, **{table: rows})).rejected
    assert (where, number) == (f"{table}.txt", len(rows) - 1)
    assert reason in why


def test_a_trip_with_a_bad_row_is_left_out_as_a_whole(tmp_path):
    network = toy_network(tmp_path, stop_times=more("stop_times", "t1,8h,8h,A,7"))
    assert len(network.trip_pattern) == 3


def test_a_trip_that_goes_back_in_time_is_left_out_and_named(tmp_path):
    feed = read_feed(write_feed(tmp_path, stop_times=more("stop_times", "t1,08:00:00,08:00:00,A,4")))
    network = build_network(feed)
    assert len(network.trip_pattern) == 3
    assert feed.rejected == [("trips.txt", 1, "it arrives before it departed")]


def test_a_feed_without_a_usable_trip_is_refused(tmp_path):
    with pytest.raises(FeedError, match="no trip"):
        toy_network(tmp_path, stop_times=["trip_id,arrival_time,departure_time,stop_id,stop_sequence"])


def test_a_feed_that_never_runs_is_refused(tmp_path):
    with pytest.raises(FeedError, match="runs on any day"):
        toy_network(
            tmp_path,
            calendar=[
                "service_id," + ",".join(gtfs.WEEKDAYS) + ",start_date,end_date",
                "weekdays,0,0,0,0,0,0,0,20260901,20261231",
            ],
        )


def test_what_is_no_archive_is_refused(tmp_path):
    file = tmp_path / "feed.zip"
    file.write_bytes(b"PK\x03\x04 and nothing")
    with pytest.raises(FeedError, match="not a readable zip"):
        read_feed(file)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(FeedError, match="cannot be read"):
        read_feed(tmp_path / "missing.zip")


def test_an_archive_that_would_fill_the_memory_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(gtfs, "LARGEST_UNPACKED", 100)
    with pytest.raises(FeedError, match="larger than"):
        read_feed(write_feed(tmp_path))


def test_a_line_without_an_end_is_refused(tmp_path):
    with pytest.raises(FeedError, match="a line of more than"):
        read_feed(write_feed(tmp_path, stops="stop_id,stop_name,stop_lat,stop_lon\nA," + "x" * 100_000))


def test_repetitions_beyond_measure_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("geodata.reach.network.MOST_EVENTS", 100)
    rows = ["trip_id,start_time,end_time,headway_secs", "t1,00:00:00,24:00:00,1"]
    with pytest.raises(FeedError, match="more than 100 times"):
        toy_network(tmp_path, frequencies=rows)


def test_letters_in_another_encoding_are_refused(tmp_path):
    rows = "stop_id,stop_name,stop_lat,stop_lon\nA,Žvėrynas,54,25\n".encode("cp1257")
    with pytest.raises(FeedError, match=r"stops\.txt is not written in UTF-8"):
        read_feed(write_feed(tmp_path, stops=rows))
