"""The default pictures: all there, self-contained, small, and drawn in the hues their README states."""

import re
import tomllib
from xml.etree import ElementTree

import pytest
from django.conf import settings

PICTURES = settings.BASE_DIR / "site" / "ui" / "static" / "ui" / "pictures"
FIELDS = ["sport", "dance", "music", "theatre", "art", "making"]
FIELDS += ["technology", "science", "nature", "languages", "community", "life"]
DATA = settings.BASE_DIR / "opportunities" / "data"
OF_FIELDS = {f"{field}-{number}": field for field in FIELDS for number in range(1, 5)}
LARGEST = 6_000
TONES = {"bg", "soft", "mid", "main", "deep", "pop", "paper", "ink", "fair", "tan", "brown"}
TONES |= {"shade", "shine", "line", "cut"}
FIELD_RULE = re.compile(r"svg \{.*?\}", re.DOTALL)
FORBIDDEN = ("script", "href", "url(", "@import", "<text", "<image", "<foreignObject", "font", " id=", "<!")


def field_of_interest() -> dict[str, str]:
    """Every interest within a field, as {slug: field}."""
    taxonomy = tomllib.loads((DATA / "interests.toml").read_text(encoding="utf-8"))
    return {
        slug: field
        for field, entry in taxonomy.items()
        for slug, leaf in entry.items()
        if isinstance(leaf, dict) and slug != "names"
    }


PICTURE_OF_INTEREST: dict[str, str] = tomllib.loads((DATA / "pictures.toml").read_text(encoding="utf-8"))
OF_INTERESTS = {slug: field_of_interest()[slug] for slug, picture in PICTURE_OF_INTEREST.items() if slug == picture}
FIELD_OF = OF_FIELDS | OF_INTERESTS
NAMES = list(FIELD_OF)


def text_of(name: str) -> str:
    return (PICTURES / f"{name}.svg").read_text(encoding="utf-8")


def style_of(name: str) -> str:
    return text_of(name).partition("<style>")[2].partition("</style>")[0]


def hues_in_readme() -> dict[str, str]:
    """The README's table as {field: hue}, in its order."""
    rows = re.findall(
        r"^\| \d+ \| (\w+) \| (\d+) \|", (PICTURES / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    return dict(rows)


def test_every_field_has_four_pictures_and_no_stray_ones():
    assert sorted(path.stem for path in PICTURES.glob("*-[1-4].svg")) == sorted(OF_FIELDS)


def test_every_picture_that_is_not_of_a_field_stands_in_the_table_of_interests():
    assert {path.stem for path in PICTURES.glob("*.svg")} - set(OF_FIELDS) == set(OF_INTERESTS)


@pytest.mark.parametrize("picture", sorted(set(PICTURE_OF_INTEREST.values())))
def test_a_picture_named_in_the_table_exists(picture):
    assert (PICTURES / f"{picture}.svg").is_file()


def test_every_interest_has_its_line_in_the_table_of_pictures_in_the_same_order():
    assert list(PICTURE_OF_INTEREST) == list(field_of_interest())


def test_no_two_interests_share_a_picture():
    assert len(set(PICTURE_OF_INTEREST.values())) == len(PICTURE_OF_INTEREST)


def test_the_readme_lists_the_twelve_fields_in_order():
    assert list(hues_in_readme()) == FIELDS


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_well_formed_with_the_common_view_box(name):
    root = ElementTree.fromstring(text_of(name))  # noqa: S314 (our own files)
    assert (root.tag, root.get("viewBox")) == ("{http://www.w3.org/2000/svg}svg", "0 0 400 300")


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_refers_to_nothing_outside_and_runs_nothing(name):
    body = text_of(name).replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert [part for part in (*FORBIDDEN, "http") if part in body] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_stays_small(name):
    assert len(text_of(name).encode()) <= LARGEST


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_has_a_dark_style(name):
    assert "@media (prefers-color-scheme: dark)" in style_of(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_uses_only_the_known_tones(name):
    used = {tone for classes in re.findall(r'class="([^"]*)"', text_of(name)) for tone in classes.split()}
    assert used <= TONES


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_names_no_colour_outside_its_style(name):
    drawing = text_of(name).partition("</style>")[2]
    assert re.findall(r'(?:fill|stroke|color)="[^"]*"|#[0-9a-f]{3,8}\b|oklch|rgb', drawing) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_drawn_in_the_hue_of_its_field(name):
    assert re.findall(r"--hue: (\d+);", style_of(name)) == [hues_in_readme()[FIELD_OF[name]]]


@pytest.mark.parametrize("name", NAMES)
def test_pictures_of_a_field_share_their_colours(name):
    assert style_of(name) == style_of(f"{FIELD_OF[name]}-1")


def test_fields_differ_only_in_the_rules_that_set_the_field():
    assert len({FIELD_RULE.sub("", style_of(name)) for name in NAMES}) == 1
