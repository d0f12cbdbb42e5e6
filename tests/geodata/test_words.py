import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.words import address_words, canonical_address, fold, name_key, spellings


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_what_is_folded_holds_plain_words_only(text):
    assert all(word.isascii() and word.isalnum() and word == word.lower() for word in fold(text).split(" ") if word)


@given(st.text())
def test_any_text_can_be_taken_apart_as_an_address(text):
    words = address_words(text)
    assert all(word for word in words.words)


@pytest.mark.parametrize(
    ("written", "folded"),
    [("ŽVĖRYNAS", "zverynas"), ("Вильнюс", "vilnyus"), ("S:t Michel", "st michel"), ("Vil'nyus", "vilnyus"), ("…", "")],
)
def test_case_diacritics_scripts_and_punctuation_do_not_matter(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize("name", ["Žvėryno sen.", "Žvėryno seniūnija", "ŽVĖRYNO SENIŪNIJA"])
def test_the_kind_of_an_area_is_no_part_of_its_name(name):
    assert name_key(name) == "zveryno"


def test_town_and_district_of_one_name_stay_apart():
    assert name_key("Vilniaus m. sav.") != name_key("Vilniaus r. sav.")


def test_a_name_that_is_only_a_kind_keeps_it():
    assert name_key("District") == "district"


def test_a_name_without_letters_has_no_spelling():
    assert spellings("—") == []


@pytest.mark.parametrize(
    ("address", "street", "house", "rest"),
    [
        ("Vilniaus g. 5, Kaunas", ("vilniaus",), "5", ("kaunas",)),
        ("K. Donelaičio g. 20-5, LT-44239 Kaunas", ("donelaicio",), "20", ("kaunas",)),
        ("16-osios Vasario g. 3", ("osios", "vasario"), "3", ()),
        ("123 Main St", ("main",), "123", ()),
        ("1600 E 53rd St, Chicago, IL 60615", ("53rd",), "1600", ("chicago", "il")),
        ("Coolsingel 40, 3011 AD Rotterdam", ("coolsingel",), "40", ("rotterdam",)),
        ("Hämeenkatu 5, 50100 Mikkeli", ("hameenkatu",), "5", ("mikkeli",)),
        ("Atviras centras, Vilniaus g. 5A", ("vilniaus",), "5a", ("atviras", "centras")),
    ],
)
def test_addresses_of_several_countries_are_taken_apart(address, street, house, rest):
    words = address_words(address)
    assert (words.street, words.house, words.rest) == (street, house, rest)


def test_a_town_alone_names_no_street():
    assert not address_words("Vilnius").names_a_street


def test_short_and_long_kinds_of_street_make_one_line():
    assert canonical_address("Gedimino pr. 9") == canonical_address("Gedimino prospektas 9")


def test_a_line_may_begin_with_a_word_that_elsewhere_is_a_kind_of_street():
    assert canonical_address("Al") == "al"
