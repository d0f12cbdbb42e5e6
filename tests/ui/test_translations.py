"""What every catalogue of the interface promises: nothing is missing or doubtful, plurals are whole, values kept."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

TRANSLATED = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
# As in the catalogues of Django itself, so that both can be read together.
PLURAL_FORMS = {"lt": 4, "lv": 3, "fi": 2, "nl": 2}
each_language = pytest.mark.parametrize("language", TRANSLATED)
PLACEHOLDER = re.compile(r"%\(\w+\)[sdr]|\{\w+\}")
TAG = re.compile(r"<[^>]+>")
NOT_SOURCES = [".venv", "node_modules", "build", "tests", "benchmarks", ".private"]
# Marks that open and close what is quoted, and every other mark that might stand there by mistake.
QUOTED = {
    "lt": ("„", "“", "”«»"),
    "lv": ("„", "”", "«»"),
    "fi": ("”", "”", "„“«»"),
    "nl": ("“", "”", "„«»"),
}
# What a reader types into a file is quoted as the file has it.
IN_A_FILE = "write { en = “...”, lt = “...” }."


def catalogue(language: str) -> Path:
    return settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"


def messages(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def forms(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def key(entry: polib.POEntry) -> tuple[str | None, str, str]:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


@each_language
def test_every_message_is_translated(language):
    found = messages(catalogue(language))
    assert [entry.msgid for entry in found if not entry.translated() or entry.fuzzy] == []


@each_language
def test_every_plural_has_all_its_forms(language):
    plurals = [entry for entry in messages(catalogue(language)) if entry.msgid_plural]
    assert plurals
    lacking = [one.msgid for one in plurals if len([form for form in forms(one) if form]) != PLURAL_FORMS[language]]
    assert lacking == []


@each_language
@pytest.mark.parametrize("part", [PLACEHOLDER, TAG])
def test_no_translation_loses_or_invents_a_value_or_a_tag(language, part):
    wrong = []
    for entry in messages(catalogue(language)):
        wanted = sorted(part.findall(entry.msgid_plural or entry.msgid))
        wrong += [form for form in forms(entry) if sorted(part.findall(form)) != wanted]
    assert wrong == []


@each_language
def test_quotation_marks_are_those_of_the_language(language):
    opening, closing, wrong = QUOTED[language]
    for entry in messages(catalogue(language)):
        for form in forms(entry) if entry.msgid != IN_A_FILE else ():
            assert not set(wrong) & set(form), form
            assert form.count(opening) == form.count(closing), form
            assert opening != closing or form.count(opening) % 2 == 0, form


@pytest.fixture(scope="module")
def of_the_sources(tmp_path_factory):
    """The messages of the sources as they are now."""
    if not shutil.which("xgettext"):
        pytest.skip("The program xgettext is missing: install GNU gettext.")
    return {key(entry) for entry in messages(extracted(tmp_path_factory.mktemp("sources")))}


@each_language
def test_the_catalogue_holds_exactly_the_messages_of_the_sources(language, of_the_sources):
    kept = {key(entry) for entry in messages(catalogue(language))}
    assert (sorted(map(str, of_the_sources - kept)), sorted(map(str, kept - of_the_sources))) == ([], [])


def extracted(folder):
    """A catalogue made of the sources as they are now, on a copy of them in `folder`."""
    for path in settings.BASE_DIR.iterdir():
        if path.is_dir() and path.name not in NOT_SOURCES and not path.name.startswith("."):
            shutil.copytree(path, folder / path.name, ignore=shutil.ignore_patterns("locale", "data", "static"))
    (folder / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "-l", "lt"]
    without_settings = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=folder, env=without_settings, check=True, capture_output=True)
    return folder / "locale" / "lt" / "LC_MESSAGES" / "django.po"
