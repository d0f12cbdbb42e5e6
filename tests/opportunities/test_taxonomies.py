"""The taxonomies: their files, how they are loaded, and how interests are recognised in free text."""

import csv
import json
import shutil
import time
from collections import Counter
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from opportunities.management.commands import load_taxonomies as command
from opportunities.models import Competence, Interest, Kind, QualificationLevel
from opportunities.services.taxonomies import guess_interests, load_taxonomies
from opportunities.services.taxonomy_files import DATA, BrokenTaxonomyError, Entry, read_taxonomies
from tests.factories import OpportunityFactory
from tests.real_data import REAL_DATA

TAXONOMIES = read_taxonomies()
INTERESTS = {entry.slug: entry for entry in TAXONOMIES[Interest]}
LEAVES = [entry for entry in INTERESTS.values() if entry.parent]
KEYWORDS = sorted(
    (keyword.rstrip("*"), slug)
    for slug, entry in INTERESTS.items()
    for keyword in entry.values["keywords"].get("en", ())
    if " " not in keyword
)
FIELDS = ["sport", "dance", "music", "theatre", "art", "making"]
FIELDS += ["technology", "science", "nature", "languages", "community", "life"]
ALL_ENTRIES = [
    pytest.param(entry, id=f"{model.__name__}-{entry.slug}") for model, found in TAXONOMIES.items() for entry in found
]


def real_file(name):
    path = REAL_DATA / name
    if not path.exists():
        pytest.skip(f"The real file {name} is not here.")
    return path


@pytest.fixture
def files(tmp_path):
    """A copy of the data files, to be broken."""
    return shutil.copytree(DATA, tmp_path / "data")


def faults_of(folder):
    with pytest.raises(BrokenTaxonomyError) as caught:
        read_taxonomies(folder)
    return caught.value.messages


# The files


def test_the_twelve_fields_stand_in_the_order_of_their_hues():
    fields = [(entry.slug, entry.values["hue"]) for entry in INTERESTS.values() if not entry.parent]
    assert fields == [(slug, hue) for hue, slug in enumerate(FIELDS, start=1)]


def test_the_tree_has_sixty_to_a_hundred_leaves():
    assert 60 <= len(LEAVES) <= 100


def test_every_interest_has_the_hue_of_its_field():
    assert all(entry.values["hue"] == INTERESTS[entry.parent].values["hue"] for entry in LEAVES)


@pytest.mark.parametrize("entry", ALL_ENTRIES)
def test_every_term_is_named_in_five_languages(entry):
    assert set(entry.values["names"]) == {"en", "lt", "lv", "fi", "nl"}


@pytest.mark.parametrize("language", ["en", "lt", "lv", "fi", "nl"])
def test_no_two_interests_share_a_name(language):
    names = Counter(entry.values["names"][language] for entry in INTERESTS.values())
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("slug", INTERESTS)
def test_every_interest_is_recognised_in_english_and_lithuanian(slug):
    assert {"en", "lt"} <= INTERESTS[slug].values["keywords"].keys()


def test_every_icon_is_one_of_tabler():
    folder = settings.NODE_MODULES / "@tabler" / "icons" / "icons" / "outline"
    if not folder.is_dir():
        pytest.skip("The icons are not installed: npm ci.")
    icons = {entry.values["icon"] for found in TAXONOMIES.values() for entry in found if "icon" in entry.values}
    assert [icon for icon in sorted(icons) if not (folder / f"{icon}.svg").exists()] == []


def test_no_two_interests_look_the_same():
    icons = Counter(entry.values["icon"] for entry in INTERESTS.values())
    assert [icon for icon, times in icons.items() if times > 1] == []


@pytest.mark.real_data
def test_every_openactive_identifier_exists():
    concepts = json.loads(real_file("taxonomies/openactive_activity_list.jsonld").read_text("utf-8"))["concept"]
    used = {uri for entry in INTERESTS.values() for uri in entry.values["same_as"] if "openactive" in uri}
    assert used
    assert used - {concept["id"] for concept in concepts} == set()


@pytest.mark.real_data
def test_every_esco_identifier_exists():
    with real_file("taxonomies/esco_skills_en_labels.csv").open(encoding="utf-8", newline="") as file:
        skills = {row["conceptUri"] for row in csv.DictReader(file)}
    used = {uri for entry in INTERESTS.values() for uri in entry.values["same_as"] if "/esco/" in uri}
    assert used
    assert used - skills == set()


# Faults in the files are named


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("kinds.toml", 'lt = "Klubas", ', "", "kinds.toml: club: names: the language “lt” is missing."),
        ("kinds.toml", 'lt = "Klubas"', 'lt = " "', "kinds.toml: club: names: the text in “lt” is empty."),
        ("kinds.toml", 'icon = "tent"', "", "kinds.toml: camp: icon: is missing."),
        ("kinds.toml", "[camp]", "[Camp]", "kinds.toml: Camp: a slug has small letters a to z, digits and single"),
        (
            "accessibility.toml",
            'icon = "dog"',
            'icon = "dog"\ncolour = 1',
            "guide-dog: colour: there is no such field.",
        ),
        ("education_fields.toml", 'code = "06"', "code = 6", "ict: code: write a text of two digits"),
        ("qualification_levels.toml", "level = 8", "level = 9", "eqf-8: level: write a number from 1 to 8."),
        ("competences.toml", "[stem]", "[stem", "competences.toml: "),
        ("interests.toml", "[music.piano]", "[music.drawing]", "art.drawing: the slug is taken by music.drawing."),
        ("interests.toml", "[sport]", "[sports]\nicon", "interests.toml: "),
        ("keywords/en.toml", "\nchess =", "\nches =", "keywords/en.toml: ches: there is no such interest."),
        ("keywords/en.toml", '"chess"', '"football"', "keywords/en.toml: chess: football: it stands there already"),
        ("keywords/en.toml", '"chess"', '"che*ss"', "chess: che*ss: a star stands at the end of a word"),
    ],
)
def test_a_fault_is_named_by_file_entry_and_field(files, file, old, new, fault):
    text = (files / file).read_text("utf-8")
    assert old in text
    (files / file).write_text(text.replace(old, new, 1), "utf-8")
    assert any(fault in message for message in faults_of(files))


def test_all_faults_are_named_at_once(files):
    for name in ("kinds.toml", "competences.toml"):
        (files / name).unlink()
    assert [message.split(":")[0] for message in faults_of(files)] == ["competences.toml", "kinds.toml"]


def test_the_command_says_which_entry_is_broken(files, monkeypatch):
    (files / "kinds.toml").write_text("[club]\n", "utf-8")
    monkeypatch.setattr(command, "read_taxonomies", lambda: read_taxonomies(files))
    with pytest.raises(CommandError, match=r"kinds\.toml: club: icon: is missing\."):
        call_command("load_taxonomies", "--check")


# Loading


def loaded_with(**changed):
    """Load the files' entries with some changed: `changed` maps a model's name to its list of entries."""
    return load_taxonomies({model: changed.get(model.__name__, found) for model, found in TAXONOMIES.items()})


def without(entries, *slugs):
    return [entry for entry in entries if entry.slug not in slugs]


@pytest.mark.django_db
def test_everything_in_the_files_is_loaded():
    load_taxonomies()
    assert [model._default_manager.current().count() for model in TAXONOMIES] == list(map(len, TAXONOMIES.values()))


@pytest.mark.django_db
def test_loading_again_changes_nothing(capsys):
    load_taxonomies()
    call_command("load_taxonomies")
    assert capsys.readouterr().out == "Nothing changed: 158 entries.\n"


@pytest.mark.django_db
def test_check_loads_nothing():
    call_command("load_taxonomies", "--check", stdout=StringIO())
    assert not Kind.objects.exists()


@pytest.mark.django_db
def test_a_changed_name_keeps_the_primary_key():
    load_taxonomies()
    before = Kind.objects.get(slug="club").pk
    kinds = [
        Entry(one.slug, {**one.values, "names": {"en": "Society", "lt": "Draugija"}}) if one.slug == "club" else one
        for one in TAXONOMIES[Kind]
    ]
    report = loaded_with(Kind=kinds)
    club = Kind.objects.get(slug="club")
    assert (club.pk, club.label, report.counts["kinds"]["updated"]) == (before, "Society", 1)


@pytest.mark.django_db
def test_a_vanished_term_that_nobody_uses_is_removed():
    load_taxonomies()
    loaded_with(Kind=without(TAXONOMIES[Kind], "club"))
    assert not Kind.objects.filter(slug="club").exists()


@pytest.mark.django_db
def test_a_vanished_term_in_use_is_retired():
    load_taxonomies()
    OpportunityFactory(interests=["robotics"])
    loaded_with(Interest=without(TAXONOMIES[Interest], "robotics"))
    robotics = Interest.objects.get(slug="robotics")
    assert robotics.retired_at is not None
    assert robotics not in Interest.objects.current()


@pytest.mark.django_db
def test_what_uses_a_vanished_term_is_said():
    load_taxonomies()
    OpportunityFactory(interests=["robotics"])
    report = loaded_with(Interest=without(TAXONOMIES[Interest], "robotics"))
    assert report.as_text().splitlines()[-1] == "robotics: 1 opportunities"


@pytest.mark.django_db
def test_a_kind_is_in_use_where_an_opportunity_is_of_it():
    load_taxonomies()
    OpportunityFactory(kind=Kind.objects.get(slug="club"))
    loaded_with(Kind=without(TAXONOMIES[Kind], "club"))
    assert Kind.objects.get(slug="club").retired_at is not None


@pytest.mark.django_db
def test_loading_again_keeps_the_time_of_retirement():
    load_taxonomies()
    OpportunityFactory(kind=Kind.objects.get(slug="club"))
    loaded_with(Kind=without(TAXONOMIES[Kind], "club"))
    retired_at = Kind.objects.get(slug="club").retired_at
    report = loaded_with(Kind=without(TAXONOMIES[Kind], "club"))
    assert (Kind.objects.get(slug="club").retired_at, report.changed) == (retired_at, False)


@pytest.mark.django_db
def test_a_retired_term_that_comes_back_is_in_force_again():
    load_taxonomies()
    OpportunityFactory(interests=["robotics"])
    loaded_with(Interest=without(TAXONOMIES[Interest], "robotics"))
    load_taxonomies()
    assert Interest.objects.get(slug="robotics").retired_at is None


@pytest.mark.django_db
def test_a_field_goes_together_with_what_lies_within_it():
    load_taxonomies()
    gone = {entry.slug for entry in INTERESTS.values() if "dance" in (entry.slug, entry.parent)}
    loaded_with(Interest=without(TAXONOMIES[Interest], *gone))
    assert not Interest.objects.filter(slug__in=gone).exists()


@pytest.mark.django_db
def test_a_field_stays_while_something_within_it_is_in_use():
    load_taxonomies()
    OpportunityFactory(interests=["ballet"])
    gone = {entry.slug for entry in INTERESTS.values() if "dance" in (entry.slug, entry.parent)}
    loaded_with(Interest=without(TAXONOMIES[Interest], *gone))
    assert set(Interest.objects.filter(slug__in=gone).values_list("slug", flat=True)) == {"dance", "ballet"}


# Rows


@pytest.mark.django_db
def test_fields_and_leaves_divide_the_tree():
    load_taxonomies()
    assert Interest.objects.fields().count() + Interest.objects.leaves().count() == len(INTERESTS)


@pytest.mark.parametrize(
    ("language", "names", "label"),
    [
        ("lt", {"en": "Dance", "lt": "Šokiai"}, "Šokiai"),
        ("lt-lt", {"en": "Dance", "lt": "Šokiai"}, "Šokiai"),
        ("fi", {"en": "Dance", "lt": "Šokiai"}, "Dance"),
        ("fi", {"lt": "Šokiai"}, "Šokiai"),
        ("fi", {}, "dance"),
    ],
)
def test_a_label_falls_back_to_english_then_to_any(language, names, label):
    with translation.override(language):
        assert Competence(slug="dance", names=names).label == label


@pytest.mark.django_db
def test_a_level_says_in_plain_words_what_it_means():
    load_taxonomies()
    assert QualificationLevel.objects.get(level=1).description.startswith("Follow simple instructions")


# Recognising interests


@pytest.mark.parametrize(
    ("title", "description", "expected"),
    [
        ("Robotika vaikams", "", ["robotics"]),
        ("ROBOTIKOS BŪRELIS", "", ["robotics"]),
        ("Sportinių šokių studija", "", ["ballroom-dance"]),
        ("Angl. kalbos kursai", "Mokomės anglų kalbos", ["english"]),
        ("Bowls Leagues", "Evening league Mon 2000. Only book if scheduled to play.", ["target-sports"]),
        ("Leisure & Arts", "", ["art"]),
        ("Tentoonstelling Compostela", "", ["exhibitions"]),
        ("Keramiikkakurssi", "", ["ceramics"]),
        ("Deju nodarbība", "", ["dance"]),
        ("Itaca", "/contenido/actividades/DanzaBaile", ["dance"]),
        ("Rock climbing", "", ["climbing"]),
        ("Arts and crafts", "", ["handicrafts"]),
        ("<p class='art'>Chess</p>", "", ["chess"]),
        ("Daily programme made in Austin", "", []),
        ("", "", []),
    ],
)
def test_an_interest_is_recognised(title, description, expected):
    assert guess_interests(title, description) == expected


@pytest.mark.parametrize("title", ["Chessington", "Ping pongers"])
def test_a_word_counts_only_as_a_whole(title):
    assert guess_interests(title) == []


def test_the_title_weighs_more_than_the_description():
    assert guess_interests("Chess", "Next to the swimming pool") == ["chess"]


def test_a_field_gives_way_to_its_own_interests():
    assert guess_interests("Music school", "Piano and guitar lessons") == ["guitar", "piano"]


def test_a_phrase_to_be_passed_over_points_to_nothing():
    assert guess_interests("Chess", "Ask for a sign language interpreter at the public library") == ["chess"]


def test_the_words_can_be_limited_to_one_language():
    assert (guess_interests("Cuentos", language="en"), guess_interests("Cuentos", language="es")) == (
        [],
        ["storytelling"],
    )


def is_an_answer(slugs):
    """At most three interests that exist, no one twice, none beside its own field."""
    return (
        len(slugs) <= 3
        and len(set(slugs)) == len(slugs)
        and set(slugs) <= INTERESTS.keys()
        and not {INTERESTS[slug].parent for slug in slugs} & set(slugs)
    )


@given(st.text(max_size=80), st.text(max_size=200))
def test_any_text_has_an_orderly_answer(title, description):
    assert is_an_answer(guess_interests(title, description))


@given(st.lists(st.sampled_from(KEYWORDS), min_size=1, max_size=12))
def test_any_mixture_of_keywords_has_an_orderly_answer(found):
    assert is_an_answer(guess_interests(" / ".join(keyword for keyword, _ in found)))


@given(st.sampled_from(KEYWORDS), st.sampled_from([" ", ", ", " – ", "(", "\n", "/", "!"]))
def test_a_keyword_is_found_wherever_it_stands(keyword_and_slug, mark):
    keyword, slug = keyword_and_slug
    found = guess_interests(f"xyz{mark}{keyword.upper()}{mark}xyz", language="en")
    assert slug in found or {INTERESTS[one].parent for one in found} == {slug}


@pytest.mark.real_data
def test_twelve_thousand_descriptions_take_few_seconds_and_nearly_all_have_an_interest():
    with real_file("opportunities/chicago_programmes_2020_2025.csv").open(encoding="utf-8", newline="") as file:
        texts = [(row["program_name"], row["description"]) for row in csv.DictReader(file)]
    begun = time.process_time()
    found = [guess_interests(*text) for text in texts]
    assert time.process_time() - begun < 10  # about 2 s on a free core
    assert sum(map(bool, found)) / len(found) > 0.97
