"""Pages can be read from right to left: nothing is laid out by a side of the screen."""

import re

import pytest
from django.conf import settings
from django.utils import translation

from tests.ui.test_pages import drawn

SHEETS = sorted(
    path for folder in ("site", "maps", "cms") for path in (settings.BASE_DIR / folder).rglob("*.css") if path.is_file()
)
COMMENT = re.compile(r"/\*.*?\*/", re.S)
BY_SIDE = re.compile(
    r"""
    \b(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)\b
    | (?<![-\w])(?:left|right)\s*:
    | \b(?:text-align|float|clear)\s*:\s*(?:left|right)\b
    | \bborder-(?:top|bottom)-(?:left|right)-radius\b
    | \btranslateX\(
    """,
    re.X,
)
FOUR_SIDES = re.compile(r"(?<![-\w])(?:margin|padding|inset|border-width)\s*:([^;{}]+)[;}]")
INSIDE_BRACKETS = re.compile(r"\([^()]*\)")
ORIGIN = ["0", "auto", "auto", "0"]  # where a map begins to count its pixels, in every language


def by_side(text: str) -> list[str]:
    """What in a stylesheet names the left or the right: a property, a value, or one of four sides."""
    text = COMMENT.sub("", text)
    while INSIDE_BRACKETS.search(text):
        text = INSIDE_BRACKETS.sub("", text)
    sides = [match[1].replace("!important", "").split() for match in FOUR_SIDES.finditer(text)]
    unequal = [" ".join(four) for four in sides if len(four) == 4 and four[1] != four[3] and four != ORIGIN]
    return [match[0] for match in BY_SIDE.finditer(text)] + unequal


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_stylesheet_names_no_side_of_the_screen(path):
    assert by_side(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("a { margin-left: 1px }", 1),
        ("a { right: 0 }", 1),
        ("a { text-align: left }", 1),
        ("a { padding: 1px 2px 3px 4px; }", 1),
        ("a { padding: 1px 2px 3px 2px; }", 0),
        ("a { inset: auto auto calc(1px + 2px) var(--space-4) }", 1),
        ("a { padding: 1px max(2px, env(safe-area-inset-bottom)) }", 0),
        ("a { margin-inline-start: 1px; inset-inline-end: 0; text-align: start }", 0),
        ("/* left: */ a { padding: 0 1px }", 0),
    ],
)
def test_what_counts_as_naming_a_side(rule, found):
    assert len(by_side(rule)) == found


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("he", "rtl"), ("lt", "ltr")])
def test_a_page_runs_in_the_direction_of_its_language(language, direction):
    with translation.override(language):
        assert f'<html lang="{language}" dir="{direction}"' in drawn("404.html")
