"""What is typed and what it finds: phrases, exclusions, synonyms, prefixes, and the order of what is found."""

import re
from pathlib import Path

import pytest
from django.contrib.gis.geos import Point
from hypothesis import example, given
from hypothesis import strategies as st

from opportunities.models import Opportunity
from opportunities.search.search import Search
from opportunities.search.synonyms import DATA, Synonyms, read
from opportunities.search.table import refresh
from opportunities.search.words import MOST_LETTERS, MOST_WORDS, Phrase, parse, tsquery
from tests.factories import CityFactory, OpportunityFactory, ProviderFactory, SessionFactory, TextFactory, VenueFactory


def listed(title: str, *, language: str = "en", summary: str = "", point: Point | None = None, **more) -> int:
    """A published opportunity with this title. Returns: its number."""
    opportunity = OpportunityFactory(original_language=language, **more)
    TextFactory(opportunity=opportunity, language=language, title=title, summary=summary)
    if point:
        SessionFactory(opportunity=opportunity, venue=VenueFactory(point=point))
    refresh([opportunity.pk])
    return opportunity.pk


def found(words: str) -> set[int]:
    rows = Search.read({"q": [words], "exact": ["1"]}, CityFactory()).rows()
    return set(rows.values_list("opportunity", flat=True))


def ordered(words: str, **asked: str) -> list[int]:
    given = {name: [value] for name, value in {"q": words, **asked}.items()}
    return list(Search.read(given, CityFactory()).ordered().values_list("opportunity", flat=True))


# --- reading


def test_words_are_all_asked_for_and_the_last_may_go_on():
    assert parse("robots For kid").groups == (
        (Phrase(("robots",)),),
        (Phrase(("for",)),),
        (Phrase(("kid",), is_unfinished=True),),
    )


@pytest.mark.parametrize("text", ['"open youth" club', "„open youth“ club", "«open youth» club", "“open youth” club"])
def test_words_in_any_quotation_marks_stay_together(text):
    assert parse(text).groups[0] == (Phrase(("open", "youth"), is_quoted=True),)


def test_a_quotation_that_is_still_open_is_unfinished():
    assert parse('"open you').groups == ((Phrase(("open", "you"), is_unfinished=True, is_quoted=True),),)


def test_a_hyphen_before_a_word_excludes_it_and_one_inside_joins():
    query = parse('hip-hop -adults -"for beginners"')
    assert query.groups == ((Phrase(("hip", "hop")),),)
    assert query.excluded == (Phrase(("adults",)), Phrase(("for", "beginners")))


def test_a_dash_between_words_excludes_nothing():
    assert parse("chess - club").excluded == ()


def test_a_letter_written_as_letter_and_mark_is_one_letter():
    assert parse("s\u030cokiai").groups == parse("šokiai").groups


@given(st.text(max_size=300))
@example('"' * 50)
@example("-" * 50 + "a")
@example("\ud800\x00 ﷺ ­\u202e\u0661")
def test_any_text_is_read_as_a_few_words_of_letters_and_digits(text):
    query = parse(text)
    phrases = [phrase for group in query.groups for phrase in group] + list(query.excluded)
    words = [word for phrase in phrases for word in phrase.words]
    assert len(words) <= MOST_WORDS
    assert all(word.isalnum() and word == word.casefold() for word in words)
    assert all(phrase.words for phrase in phrases)
    assert sum(phrase.is_unfinished for phrase in phrases) <= 1


@given(st.text(max_size=100))
def test_case_does_not_matter(text):
    assert parse(text.upper()) == parse(text.upper().swapcase().upper())


@given(st.lists(st.from_regex(r"[a-zžš]{2,9}", fullmatch=True), min_size=1, max_size=MOST_WORDS))
def test_plain_words_come_back_in_their_order(words):
    assert [group[0].words[0] for group in parse(" ".join(words)).groups] == words


def test_only_the_first_letters_are_read():
    assert parse("a " * 500_000) == parse(("a " * 500_000)[:MOST_LETTERS])


@given(st.text(max_size=80))
def test_nothing_typed_reaches_the_query_as_an_operator(text):
    asked = tsquery(parse(text).groups)
    assert re.sub(r"'\w+'(:\*)?", "", asked).strip("()<-> &|") == ""


# --- synonyms


def test_each_word_of_a_line_finds_the_others():
    same = Synonyms([["football", "soccer"], ["football", "futsal"]])
    assert (same.of("soccer"), same.of("football")) == (["football"], ["soccer", "futsal"])


def test_a_star_stands_for_any_ending():
    assert Synonyms([["choras", "dainav*"]]).of("dainavimas") == ["choras", "dainav*"]


def test_case_and_diacritics_of_synonyms_do_not_matter():
    assert Synonyms([["Šokis", "balet*"]]).of("sokis") == ["balet*"]


def test_a_pronoun_is_a_trade_only_where_it_stands_alone():
    same = Synonyms([["programming", "IT"]]).of
    assert (len(parse("IT", same).groups[0]), len(parse("do it yourself", same).groups[1])) == (2, 1)


def test_what_is_quoted_means_itself():
    assert parse('"soccer"', Synonyms([["football", "soccer"]]).of).groups[0][1:] == ()


def test_our_synonyms_have_no_fault():
    lines, faults = read(DATA)
    assert (faults, len(lines) > 100) == ([], True)


@pytest.mark.parametrize("content", ["[en", '[en]\nchess = ["ok", 3]', '[en]\nx = ["a*"]', "en = 1"])
def test_a_fault_in_a_file_of_the_operator_is_named_and_left_out(tmp_path: Path, content):
    path = tmp_path / "synonyms.toml"
    path.write_text(content)
    assert read(path)[0] == []
    assert "synonyms.toml" in read(path)[1][0]


def test_our_synonyms_are_searched_for(db):
    chess, choir = listed("Soccer for girls"), listed("Mišrus choras", language="lt")
    assert (found("football"), found("dainavimas")) == ({chess}, {choir})


# --- finding


def test_a_phrase_is_found_side_by_side_only(db):
    together, _apart = listed("Open youth centre"), listed("Youth night, open to all")
    assert found('"open youth"') == {together}


def test_a_phrase_is_inflected_too(db):
    dance = listed("Šiuolaikinių šokių studija", language="lt")
    assert found('"siuolaikiniai sokiai"') == {dance}


def test_an_exclusion_holds_for_every_language_of_a_listing(db):
    both = OpportunityFactory(original_language="lt")
    TextFactory(opportunity=both, language="lt", title="Šachmatų būrelis suaugusiems")
    TextFactory(opportunity=both, language="en", title="Chess club")
    refresh([both.pk])
    assert found("chess -suaugusiems") == set()


def test_an_exclusion_alone_leaves_the_rest(db):
    _adults, children = listed("Chess for adults"), listed("Chess for children")
    assert found("-adults") == {children}


def test_words_joined_by_a_stroke_are_found_one_by_one(db):
    listing = listed("Robotika/programavimas vaikams", language="lt")
    assert found("programavimas") == {listing}


@pytest.mark.parametrize(
    ("language", "title", "typed"),
    [
        ("lt", "Šokių pamokos", "sokis"),
        ("en", "Dancing lessons", "dance lesson"),
        ("fi", "Tanssitunnit lapsille", "tanssitunti"),
        ("nl", "Danslessen voor kinderen", "dansles"),
        ("lv", "Deju nodarbības", "nodarb"),
    ],
)
def test_each_language_is_stemmed_its_own_way(db, language, title, typed):
    listing = listed(title, language=language)
    assert found(typed) == {listing}


@pytest.mark.parametrize(
    "words", ["\x00", "\ud800", "\u202eabc\u202c", "שלום", "日本語", "' | ! & ( <-> :*", '"' * 100, "- - -", "ﷺ" * 200]
)
def test_strange_words_find_nothing_and_harm_nothing(db, words):
    search = Search.read({"q": [words]}, CityFactory())
    assert (search.total, list(search.ordered())) == (0, [])
    assert search.address().isascii()


def test_a_place_that_is_excluded_or_quoted_is_no_place(db):
    search = Search.read({"q": ['chess -vilnius "vilnius"']}, CityFactory(slug="kaunas", name="Kaunas"))
    assert search.first("q") == 'chess -vilnius "vilnius"'


# --- the order


def test_the_title_comes_before_the_provider_and_the_provider_before_the_text(db):
    text = listed("Evening club", summary="We play chess.")
    provider = listed("Morning club", provider=ProviderFactory(name="Chess house"))
    title = listed("Chess club")
    assert ordered("chess") == [title, provider, text]


def test_equal_finds_are_listed_by_distance_from_where_one_is(db):
    far = listed("Chess far away", point=Point(25.33, 54.70, srid=4326))
    near = listed("Chess near by", point=Point(25.281, 54.688, srid=4326))
    assert ordered("chess", at="25.28,54.687", within="50000") == [near, far]


def test_every_word_must_be_in_the_title_for_the_first_place(db):
    half = listed("Chess club", summary="For beginners.")
    whole = listed("Chess club for beginners")
    assert ordered("chess beginners") == [whole, half]


def test_ties_are_broken_by_number(db):
    numbers = [listed("Chess club") for _ in range(5)]
    assert ordered("chess") == sorted(numbers, key=lambda pk: Opportunity.objects.get(pk=pk).search_rows.get().pk)
