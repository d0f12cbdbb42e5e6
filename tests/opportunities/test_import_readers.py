"""Files of every format and shape as rows of text."""

import io
import json
import os
import zipfile
from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from opportunities.exchange.errors import UnreadableFileError
from opportunities.exchange.formulas import neutralise, restore
from opportunities.exchange.readers.opening import open_table
from opportunities.exchange.readers.schema_org import to_row
from opportunities.exchange.readers.table import FileOptions
from opportunities.exchange.text import mended, plain, safe_html, without_control_characters

LITHUANIAN = "pavadinimas;vieta\nŠokių būrelis „Žaibas“;Žvėrynas, Vytauto g.\nČiuožimas ąžuolyne;Šeškinė\n"


def rows(path, **options):
    return [row.values for row in open_table(path, FileOptions(**options)).rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1257", "iso8859_13"])
def test_lithuanian_letters_survive_any_encoding(tmp_path, encoding):
    file = tmp_path / "list.csv"
    text = LITHUANIAN if encoding != "iso8859_13" else LITHUANIAN.replace("„", "").replace("“", "")
    file.write_bytes(text.encode(encoding))
    assert rows(file)[1] == {"pavadinimas": "Čiuožimas ąžuolyne", "vieta": "Šeškinė"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    file = tmp_path / "list.csv"
    file.write_text(f'title{delimiter}place\n"a, b; c"{delimiter}d\n')
    assert rows(file) == [{"title": "a, b; c", "place": "d"}]


def test_blank_and_repeated_names_of_columns_are_tidied(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(" ID;name;name;\n1;a;b;\n\n2;c\n")
    assert rows(file) == [{"ID": "1", "name": "a", "name (2)": "b"}, {"ID": "2", "name": "c", "name (2)": ""}]


def test_a_row_keeps_the_number_that_a_spreadsheet_shows(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text('title,text\na,"two\nlines"\nb,c\n')
    assert [row.number for row in open_table(file).rows] == [2, 3]


def test_a_file_without_names_of_columns_takes_them_from_the_mapping(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("a,b\nc,d\n")
    assert rows(file, header=("x", "y")) == [{"x": "a", "y": "b"}, {"x": "c", "y": "d"}]


def test_cells_of_a_spreadsheet_become_text(tmp_path):
    book = Workbook()
    book.active.append(["title", "day", "at", "age", "bad"])
    book.active.append(["Choir", date(2026, 9, 1), time(16, 30), 13.0, "#N/A"])
    book.save(tmp_path / "list.xlsx")
    assert rows(tmp_path / "list.xlsx") == [
        {"title": "Choir", "day": "2026-09-01", "at": "16:30", "age": "13", "bad": ""}
    ]


def test_a_report_saved_as_a_workbook_is_read_like_one_saved_as_text(tmp_path):
    book = Workbook()
    book.active.append(["learnmap:row", "learnmap:reason", "title", "x"])
    book.active.append(["7", "Why", "'=1+1", "-5"])
    book.save(tmp_path / "report.xlsx")
    (tmp_path / "report.csv").write_text("learnmap:row;learnmap:reason;title;x\n7;Why;'=1+1;-5\n")
    for name in ("report.xlsx", "report.csv"):
        assert rows(tmp_path / name, header=("a", "b"), delimiter=",") == [{"title": "=1+1", "x": "-5"}]


def test_a_workbook_that_unfolds_without_end_is_refused(tmp_path):
    file = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 40_000_000)
    with pytest.raises(UnreadableFileError, match="unfold"):
        open_table(file)


def test_xml_that_defines_entities_is_refused(tmp_path):
    file = tmp_path / "laughs.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE lolz [<!ENTITY lol "lol">]><workbook/>')
    with pytest.raises(UnreadableFileError, match="no spreadsheet writes"):
        open_table(file)


def test_nested_json_is_addressed_by_dots(tmp_path):
    file = tmp_path / "list.json"
    file.write_text(
        json.dumps({"meta": 1, "items": [{"name": "a", "at": {"lat": 54.5}, "tags": ["x", "y"], "n": None}]})
    )
    assert rows(file) == [{"name": "a", "at.lat": "54.5", "tags": "x; y", "n": ""}]


def test_geojson_gives_properties_and_a_point_inside(tmp_path):
    square = {"type": "Polygon", "coordinates": [[[25, 54], [26, 54], [26, 55], [25, 55], [25, 54]]]}
    feature = {"type": "Feature", "id": 7, "geometry": square, "properties": {"title": "a"}}
    file = tmp_path / "list.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert rows(file) == [{"title": "a", "id": "7", "longitude": "25.5", "latitude": "54.5"}]


def test_json_too_deep_to_be_a_list_is_refused(tmp_path):
    file = tmp_path / "deep.json"
    file.write_text("[" * 200_000)
    with pytest.raises(UnreadableFileError):
        open_table(file)


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"%PDF-1.7 ...", "PDF"), (b"<!doctype html><p>", "HTML"), (b"\xd0\xcf\x11\xe0\xa1\xb1", "97-2003"),
     (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03>\x01", "binary"), (b"", "empty")],
)  # fmt: skip
def test_an_unreadable_file_is_named_with_what_it_seems_to_be(tmp_path, content, kind):
    file = tmp_path / "strange.csv"
    file.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=rf"strange\.csv.*{kind}"):
        open_table(file)


def test_a_missing_quotation_mark_names_its_row(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("title,text\n" + 'a,"' + "x" * 5_100_000)
    with pytest.raises(UnreadableFileError, match="row 2"):
        list(open_table(file).rows)


def test_the_two_ways_of_writing_an_activity_are_one():
    long = {"@type": "Event", "name": "Yoga", "location": {"@type": "Place", "address": {"streetAddress": "High St 1"}},
            "offers": [{"price": 5, "priceCurrency": "GBP"}]}  # fmt: skip
    short = {"type": "Event", "name": "Yoga", "location": [{"type": "Place", "address": "High St 1"}],
             "offer": {"price": "5", "priceCurrency": "GBP"}}  # fmt: skip
    assert to_row(long) == to_row(short)


def test_an_activity_takes_from_its_series_what_it_leaves_out():
    row = to_row({"type": "ScheduledSession", "startDate": "2026-09-01T17:00Z", "superEvent": {"name": "Yoga"}})
    assert (row["title"], row["occurrences"]) == ("Yoga", "2026-09-01T17:00Z")


def test_live_and_deleted_items_of_a_feed_page(tmp_path):
    items = [
        {"state": "updated", "id": "a", "data": {"type": "Event", "name": "Old"}},
        {"state": "updated", "id": "a", "data": {"type": "Event", "name": "New"}},
        {"state": "deleted", "id": "b"},
    ]
    file = tmp_path / "page.json"
    file.write_text(json.dumps({"next": "http://example.org/2", "items": items}))
    table = open_table(file)
    found = [(row.values["id"], row.values.get("title"), row.deleted) for row in table.rows]
    assert found == [("a", "New", False), ("b", None, True)]


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
BEGIN:VEVENT
UID:choir
SUMMARY:Choir
DTSTART;TZID=Europe/Vilnius:20260901T170000
DTEND;TZID=Europe/Vilnius:20260901T183000
RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=10
EXDATE;TZID=Europe/Vilnius:20260908T170000
RDATE;TZID=Europe/Vilnius:20260910T170000
GEO:54.69;25.28
END:VEVENT
BEGIN:VEVENT
UID:choir
RECURRENCE-ID;TZID=Europe/Vilnius:20260915T170000
SUMMARY:Choir
DTSTART;TZID=Europe/Vilnius:20260916T180000
DTEND;TZID=Europe/Vilnius:20260916T190000
END:VEVENT
BEGIN:VEVENT
UID:gone
SUMMARY:Gone
STATUS:CANCELLED
DTSTART:20260901T120000Z
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_keeps_rule_exceptions_additions_and_zone(tmp_path):
    file = tmp_path / "calendar.ics"
    file.write_text(CALENDAR)
    choir, gone = open_table(file).rows
    assert choir.values["rrule"] == "FREQ=WEEKLY;COUNT=10;BYDAY=TU"
    assert choir.values["except_dates"] == "2026-09-08; 2026-09-15"
    assert choir.values["occurrences"].startswith("2026-09-10T17:00:00")
    assert "2026-09-16T18:00:00" in choir.values["occurrences"]
    assert (choir.values["time_zone"], choir.values["start_time"]) == ("Europe/Vilnius", "17:00")
    assert gone.deleted


@given(st.text(st.sampled_from("'=+-@\t\r1a"), max_size=6))
def test_formulas_made_harmless_come_back(cell):
    assert restore(neutralise(cell)) == cell
    assert not neutralise(cell).startswith(("=", "@", "\t", "\r"))


def test_html_is_cut_to_what_is_harmless():
    dirty = '<div onclick="x()">One</div><p>Two <b>x</b><script>alert(1)</script><a href="javascript:y">z</a></p>'
    assert safe_html(dirty) == '<br>One<br><p>Two x<a rel="nofollow noopener">z</a></p>'


@given(st.text(max_size=80))
def test_cleaned_text_is_clean_and_storable(text):
    once = safe_html(without_control_characters(text))
    assert "<script" not in once.lower()
    without_control_characters(text).encode()
    assert plain("<i>a &amp; b</i>") == "a & b"


def test_traces_of_a_wrong_encoding_are_undone_and_nothing_else():
    assert mended("ChicagoÕs cafÃ© and Iâ€™m") == "Chicago’s café and I’m"
    assert mended("São Paulo, Łódź, Žvėrynas, Õnne") == "São Paulo, Łódź, Žvėrynas, Õnne"


@given(st.binary(max_size=300))
def test_no_bytes_break_the_readers(tmp_path_factory, content):
    file = tmp_path_factory.mktemp("any") / "any.csv"
    file.write_bytes(content)
    with suppress(UnreadableFileError):
        list(open_table(file).rows)


@given(st.binary(max_size=200))
def test_a_damaged_workbook_is_refused_and_not_a_crash(tmp_path_factory, noise):
    buffer = io.BytesIO()
    book = Workbook()
    book.active.append(["title"])
    book.save(buffer)
    whole = buffer.getvalue()
    file = tmp_path_factory.mktemp("any") / "book.xlsx"
    file.write_bytes(whole[:1000] + noise + whole[1000 + len(noise) :])
    with suppress(UnreadableFileError):
        list(open_table(file).rows)


def test_a_pipe_that_may_never_end_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(UnreadableFileError, match=r"pipe\.csv"):
        open_table(tmp_path / "pipe.csv")
