"""The lists of choices in the filters, put together without a template."""

from dataclasses import dataclass

import pytest
from django.utils.translation import override

from ui.templatetags.components import chips, choices


@dataclass
class Option:
    value: str = "music"
    label: str = "Music"
    count: int | None = 3
    selected: bool = False
    icon: str = ""
    hue: int = 0
    children: tuple = ()


@pytest.mark.parametrize("tag", [choices, chips])
def test_words_and_values_cannot_end_their_element(tag):
    html = tag("interest", [Option(value='"><b>', label="<script>")])
    assert "<b>" not in html
    assert "<script>" not in html


@pytest.mark.parametrize("tag", [choices, chips])
def test_what_is_chosen_is_checked(tag):
    html = tag("interest", [Option(), Option(value="sport", selected=True)])
    assert html.count(" checked") == 1
    assert 'value="sport" checked' in html


@pytest.mark.parametrize("tag", [choices, chips])
def test_a_count_that_nobody_took_is_not_shown(tag):
    assert "__count" not in tag("within", [Option(count=None)])


@pytest.mark.parametrize("tag", [choices, chips])
def test_a_choice_that_gives_nothing_is_pale(tag):
    assert "chip--none" in tag("interest", [Option(count=0)])


@pytest.mark.parametrize(("language", "number"), [("en", "1,069"), ("lt", "1 069")])
def test_counts_are_grouped_as_the_language_does(language, number):
    with override(language):
        assert f">{number}<" in choices("interest", [Option(count=1069)]).replace("\xa0", " ")


def test_a_chip_has_the_colour_and_the_sign_of_its_interest():
    html = chips("interest", [Option(hue=3, icon="music")])
    assert 'data-hue="3"' in html
    assert "#music" in html


def test_radio_buttons_choose_one():
    assert 'type="radio"' in chips("within", [Option()], kind="radio")
