"""Reading `opportunities/data/*.toml`: what each file must say, and every fault named by file, entry and field."""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from geodata.words import fold
from opportunities.models.taxonomy import (
    AccessibilityFeature,
    Competence,
    EducationField,
    Interest,
    Kind,
    QualificationLevel,
    Term,
)

DATA = Path(__file__).resolve().parents[1] / "data"
NEEDED_LANGUAGES = ("en", "lt")
DEEPEST = 3

_slug = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_language = re.compile(r"[a-z]{2}")
_keyword = re.compile(r"[^*]+|[^*]{2,}\*")


class BrokenTaxonomyError(ValidationError):
    """The files are not fit to load; `messages` names every fault as "file: entry: field: what is wrong"."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(faults, code="broken_taxonomy")


@dataclass(frozen=True)
class Entry:
    """One entry of a file: `values` are those of the row's columns; `parent` is a slug, "" at the top."""

    slug: str
    values: dict[str, Any]
    parent: str = ""


Taxonomies = dict[type[Term], list[Entry]]
Check = Callable[[Any], str]


def _texts(value: Any) -> str:
    if not isinstance(value, dict):
        return _("write { en = “...”, lt = “...” }.")
    if odd := [code for code in value if not _language.fullmatch(code)]:
        return _("“%(code)s” is no two-letter language code.") % {"code": odd[0]}
    if empty := [code for code, text in value.items() if not isinstance(text, str) or not text.strip()]:
        return _("the text in “%(code)s” is empty.") % {"code": empty[0]}
    missing = [code for code in NEEDED_LANGUAGES if code not in value]
    return _("the language “%(code)s” is missing.") % {"code": missing[0]} if missing else ""


def _icon(value: Any) -> str:
    return "" if isinstance(value, str) and _slug.fullmatch(value) else _("write the name of an icon, such as “music”.")


def _uri(value: Any) -> str:
    good = isinstance(value, str) and value.startswith(("https://", "http://")) and " " not in value
    return "" if good else _("write an address that begins with https:// or http://.")


def _uris(value: Any) -> str:
    if not isinstance(value, list):
        return _("write a list of addresses.")
    if len(set(map(str, value))) < len(value):
        return _("an address stands there twice.")
    return next((fault for fault in map(_uri, value) if fault), "")


def _broad_code(value: Any) -> str:
    good = isinstance(value, str) and re.fullmatch(r"0[0-9]|10", value)
    return "" if good else _("write a text of two digits, “00” to “10”.")


def _eqf_level(value: Any) -> str:
    return "" if type(value) is int and 1 <= value <= 8 else _("write a number from 1 to 8.")


@dataclass(frozen=True)
class Form:
    """What an entry of one file has: its fields with their checks, and those that may be left out."""

    model: type[Term]
    fields: dict[str, Check]
    optional: dict[str, Any] = field(default_factory=dict)


INTERESTS = "interests.toml"
IGNORED = "ignored"  # the key under which a keyword file lists phrases that only look like keywords
FORMS: dict[str, Form] = {
    INTERESTS: Form(Interest, {"icon": _icon, "names": _texts, "same_as": _uris}, {"same_as": []}),
    "competences.toml": Form(Competence, {"icon": _icon, "names": _texts, "uri": _uri}),
    "kinds.toml": Form(Kind, {"icon": _icon, "names": _texts, "descriptions": _texts}),
    "accessibility.toml": Form(AccessibilityFeature, {"icon": _icon, "names": _texts}),
    "education_fields.toml": Form(EducationField, {"code": _broad_code, "names": _texts, "uri": _uri}),
    "qualification_levels.toml": Form(
        QualificationLevel, {"level": _eqf_level, "names": _texts, "descriptions": _texts, "uri": _uri}
    ),
}


def _read(folder: Path, name: str, faults: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / name).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(f"{name}: {error}")
        return {}


def _faults_of(slug: str, table: Any, form: Form) -> Iterator[str]:
    """What is wrong in one entry, as "field: fault"."""
    if not isinstance(table, dict):
        yield _("write a table, [%(slug)s].") % {"slug": slug}
        return
    if not _slug.fullmatch(slug):
        yield _("a slug has small letters a to z, digits and single hyphens only.")
    for name in table.keys() - form.fields.keys():
        yield f"{name}: " + _("there is no such field.")
    for name, check in form.fields.items():
        if name in table and (fault := check(table[name])):
            yield f"{name}: {fault}"
        elif name not in table and name not in form.optional:
            yield f"{name}: " + _("is missing.")


def _branches(table: Any, fields: set[str]) -> tuple[Any, dict[str, Any]]:
    """The entry itself, and what lies below it: every table under another name than a field's."""
    if not isinstance(table, dict):
        return table, {}
    below = {key: value for key, value in table.items() if key not in fields and isinstance(value, dict)}
    return {key: value for key, value in table.items() if key not in below}, below


def _walk(tables: dict[str, Any], form: Form, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every entry with its path, in the file's order, an entry before those below it."""
    for slug, table in tables.items():
        own, below = _branches(table, set(form.fields)) if form.model is Interest else (table, {})
        yield (*above, slug), own
        yield from _walk(below, form, (*above, slug))


def _entries(folder: Path, name: str, faults: list[str]) -> list[Entry]:
    form, entries, seen = FORMS[name], [], dict[str, str]()
    for path, table in _walk(_read(folder, name, faults), form):
        slug, where = path[-1], ".".join(path)
        found = list(_faults_of(slug, table, form))
        if slug in seen:
            found.append(_("the slug is taken by %(other)s.") % {"other": seen[slug]})
        if len(path) > DEEPEST:
            found.append(_("the tree is at most %(depth)s deep.") % {"depth": DEEPEST})
        faults += [f"{name}: {where}: {fault}" for fault in found]
        seen[slug] = where
        if not found:
            entries.append(Entry(slug, {**form.optional, **table}, ".".join(path[-2:-1])))
    return entries


def _keyword_fault(keyword: Any) -> str:
    if not isinstance(keyword, str) or not fold(keyword):
        return _("a keyword is a text with letters or digits.")
    well_placed = all(_keyword.fullmatch(word) for word in keyword.split())
    return "" if well_placed else _("a star stands at the end of a word of at least two letters.")


def _keywords(folder: Path, slugs: set[str], faults: list[str]) -> dict[str, dict[str, list[str]]]:
    """{slug: {language: [keywords]}} of keywords/<language>.toml; a keyword has one interest within a language."""
    keywords: dict[str, dict[str, list[str]]] = {slug: {} for slug in slugs}
    for path in sorted((folder / "keywords").glob("*.toml")):
        name, owners = f"keywords/{path.name}", dict[str, str]()
        if not _language.fullmatch(path.stem):
            faults.append(f"{name}: " + _("name the file after a two-letter language code."))
        for slug, words in _read(folder, name, faults).items():
            if slug not in slugs and slug != IGNORED:
                faults.append(f"{name}: {slug}: " + _("there is no such interest."))
            elif not isinstance(words, list):
                faults.append(f"{name}: {slug}: " + _("write a list of keywords."))
            else:
                keywords.setdefault(slug, {})[path.stem] = words
                faults += [f"{name}: {slug}: {fault}" for fault in _faults_of_keywords(slug, words, owners)]
    return keywords


def _faults_of_keywords(slug: str, words: list[Any], owners: dict[str, str]) -> Iterator[str]:
    for word in words:
        if fault := _keyword_fault(word):
            yield f"{word}: {fault}"
        elif word in owners:
            yield f"{word}: " + _("it stands there already, for %(other)s.") % {"other": owners[word]}
        else:
            owners[word] = slug


def _with_hues_and_keywords(entries: list[Entry], keywords: dict[str, dict[str, list[str]]]) -> list[Entry]:
    hues, next_hue = dict[str, int](), count(1)
    for entry in entries:
        hues[entry.slug] = hues[entry.parent] if entry.parent else next(next_hue)
    return [
        Entry(entry.slug, {**entry.values, "hue": hues[entry.slug], "keywords": keywords[entry.slug]}, entry.parent)
        for entry in entries
    ]


def read_taxonomies(folder: Path = DATA) -> Taxonomies:
    """All entries of the files in `folder`, by the model that keeps them, in the files' order.

    Raises: BrokenTaxonomyError, with every fault of every file.
    """
    faults: list[str] = []
    taxonomies = {form.model: _entries(folder, name, faults) for name, form in FORMS.items()}
    interests = taxonomies[Interest]
    if sum(not entry.parent for entry in interests) > 12:
        faults.append(f"{INTERESTS}: " + _("there are more than twelve fields, and only twelve hues."))
    keywords = _keywords(folder, {entry.slug for entry in interests}, faults)
    if faults:
        raise BrokenTaxonomyError(faults)
    taxonomies[Interest] = _with_hues_and_keywords(interests, keywords)
    return taxonomies


def read_ignored(folder: Path = DATA) -> dict[str, list[str]]:
    """{language: phrases that look like keywords and say nothing about the subject}, of files known to be in order."""
    return {
        path.stem: tomllib.loads(path.read_text("utf-8")).get(IGNORED, [])
        for path in sorted((folder / "keywords").glob("*.toml"))
    }
