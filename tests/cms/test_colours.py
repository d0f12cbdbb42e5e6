"""A city's colour can be read, or the nearest that can is proposed."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from cms.colours import DARK_GROUND, LEAST_CONTRAST, LIGHT_GROUND, Colour, contrast, nearest_readable, readable
from cms.models import CityDesk

written = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(written)
def test_a_colour_is_written_as_it_was_read(text):
    assert str(Colour.read(text)) == text


@given(written, st.sampled_from([LIGHT_GROUND, DARK_GROUND]))
def test_the_proposed_colour_can_be_read(text, ground):
    proposed = nearest_readable(text, ground)
    assert contrast(Colour.read(proposed), Colour.read(ground)) >= LEAST_CONTRAST
    assert (proposed == text) == readable(text, ground)


def test_black_on_white_has_the_most_contrast():
    assert contrast(Colour.read("#000000"), Colour.read("#ffffff")) == pytest.approx(21)


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345G", "#1234567", "#ABCDEF\n"])
def test_what_is_no_colour_is_said(text):
    with pytest.raises(ValueError, match="not a colour"):
        Colour.read(text)


def test_a_colour_that_cannot_be_read_is_refused_with_the_nearest_that_can():
    with pytest.raises(ValidationError) as refusal:
        CityDesk(accent="#ffcc00").clean()
    assert nearest_readable("#ffcc00") in str(refusal.value)
