"""A mapping file, read and checked."""

import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from opportunities.exchange.errors import MappingError
from opportunities.exchange.mapping.rules import (
    RULE_KEYS,
    Condition,
    TextRule,
    condition,
    nearest,
    refuse_unknown,
    text_rule,
)
from opportunities.exchange.readers.opening import FORMATS
from opportunities.exchange.readers.table import FileOptions, Table

EXAMPLES = Path(__file__).resolve().parent.parent / "mappings"

# A field with parts: the first part is meant where the field is given as one text.
PARTS = {
    "provider": ("name", "code", "email", "phone", "url"),
    "venue": ("name", "address", "postcode", "locality", "country"),
    "ages": ("text", "min", "max"),
    "price": ("text", "amount", "min", "max", "currency"),
    "schedule": (
        "text", "start_date", "end_date", "weekdays", "start_time", "end_time", "time", "dates", "except_dates",
        "starts_at", "ends_at", "duration", "occurrences", "rrule", "time_zone",
    ),
}  # fmt: skip
OPTIONS = {"ages": ("zero_is", "grades"), "schedule": ("order", "letters", "language"), "price": ("free",)}
TEXTS = ("id", "title", "description")
SINGLE = (
    "language", "kind", "delivery", "capacity", "places_left", "url", "booking_url", "booking_opens_at",
    "booking_closes_at", "image_url", "status", "badge", "certificate", "microcredential", "ects", "level",
)  # fmt: skip
TERMS = ("interests", "competences", "accessibility", "languages", "funding")
FIELDS = (*TEXTS, *SINGLE, *TERMS, *PARTS, "point", "deleted")
POINT_KEYS = ("lat", "lon", "text", "x", "y", "crs")


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What holds for the whole file. Language ISO 639-1, currency ISO 4217, country ISO 3166-1 alpha-2."""

    name: str = ""
    licence: str = ""
    publisher: str = ""
    language: str = ""
    currency: str = ""
    time_zone: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class CityFacts:
    """The city that the opportunities belong to; made where it does not exist. Box and centre in degrees, WGS 84."""

    slug: str
    name: str = ""
    country: str = ""
    time_zone: str = ""
    currency: str = ""
    languages: tuple[str, ...] = ()
    centre: tuple[float, float] | None = None
    box: tuple[float, float, float, float] | None = None
    area: str = ""


@dataclass(frozen=True, slots=True)
class PointRule:
    """Where a point stands: in one text, in two columns of degrees, or in two columns of `crs`."""

    text: TextRule | None = None
    lat: TextRule | None = None
    lon: TextRule | None = None
    x: TextRule | None = None
    y: TextRule | None = None
    crs: str = ""


@dataclass(frozen=True, slots=True)
class TermRule:
    """Taxonomy terms from a text, from yes-or-no columns, or guessed from title and description."""

    text: TextRule | None = None
    flags: dict[str, str] = field(default_factory=dict)
    guess: bool = False


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """A whole mapping. `rules` by field or "field.part"; `texts` by field and language ("" = the source's)."""

    source: SourceFacts = field(default_factory=SourceFacts)
    city: CityFacts | None = None
    same_id: str = "reject"
    skip: tuple[Condition, ...] = ()
    texts: dict[str, dict[str, TextRule]] = field(default_factory=dict)
    rules: dict[str, TextRule] = field(default_factory=dict)
    terms: dict[str, tuple[TermRule, ...]] = field(default_factory=dict)
    points: tuple[PointRule, ...] = ()
    approximate: tuple[tuple[float, float], ...] = ()
    deleted: Condition | None = None
    free: Condition | None = None
    options: dict[str, str] = field(default_factory=dict)
    is_canonical: bool = False

    def columns(self) -> set[str]:
        """Every column that the mapping names."""
        rules = [*self.rules.values(), *(rule for by_language in self.texts.values() for rule in by_language.values())]
        rules += [
            rule for point in self.points for rule in (point.text, point.lat, point.lon, point.x, point.y) if rule
        ]
        named = {column for rule in rules for column in rule.columns}
        for term in (term for terms in self.terms.values() for term in terms):
            named |= set(term.flags) | set(term.text.columns if term.text else ())
        conditions = [*self.skip, *(one for one in (self.deleted, self.free) if one)]
        return named | {one.column for one in conditions}

    def refuse_missing(self, table: Table) -> None:
        """Raise: MappingError for the first column that the mapping names and `table` has not."""
        for column in sorted(self.columns() - set(table.columns)):
            message = _("The file has no column “%(column)s”, which the mapping names.%(nearest)s")
            raise MappingError(message % {"column": column, "nearest": nearest(column, table.columns)})


def read_mapping(path: Path) -> dict[str, Any]:
    """The TOML of `path`.

    Raises: MappingError naming file and line.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = _("The mapping %(name)s cannot be opened: %(error)s.")
        raise MappingError(message % {"name": path.name, "error": error.strerror or error}) from error
    except (tomllib.TOMLDecodeError, UnicodeError) as error:
        message = _("The mapping %(name)s is no TOML: %(error)s.")
        raise MappingError(message % {"name": path.name, "error": error}) from error


def build_mapping(document: dict[str, Any], *, canonical: bool, defaults: SourceFacts | None = None) -> FieldMapping:
    """The mapping that `document` describes.

    Args:
        canonical: the file speaks our own columns, so fields that `document` leaves out are taken from those.
        defaults: facts of the source where neither [source] nor [city] says them.
    Raises: MappingError naming the key, with the nearest known one.
    """
    refuse_unknown(document, ("source", "city", "file", "rows", "fields"), "")
    fields = document.get("fields", {})
    refuse_unknown(fields, FIELDS, "fields")
    if canonical or not fields:
        fields = read_mapping(EXAMPLES / "canonical.toml")["fields"] | fields
    elif "title" not in fields:
        raise MappingError(_("fields.title is missing: an opportunity without a title cannot be shown."))
    city = _city(document.get("city"))
    rows = document.get("rows", {})
    refuse_unknown(rows, ("same_id", "skip"), "rows")
    skip = rows.get("skip", [])
    mapping = FieldMapping(
        source=_source(document.get("source", {}), city, defaults or SourceFacts()),
        city=city,
        same_id=_choice(rows.get("same_id", "reject"), ("reject", "more dates"), "rows.same_id"),
        skip=tuple(condition(entry, "rows.skip") for entry in (skip if isinstance(skip, list) else [skip])),
        is_canonical=canonical or not document.get("fields"),
    )
    return _with_fields(mapping, fields)


def file_options(document: dict[str, Any]) -> FileOptions:
    """The [file] table, with the source's language as a hint for the encoding."""
    table = document.get("file", {})
    refuse_unknown(table, ("format", "encoding", "delimiter", "header", "sheet", "rows"), "file")
    if "format" in table:
        _choice(table["format"], FORMATS, "file.format")
    header = table.get("header", [])
    if not isinstance(header, list) or not all(isinstance(name, str) for name in header):
        raise MappingError(_('%(key)s: give a list of texts, as in ["a", "b"].') % {"key": "file.header"})
    if len(str(table.get("delimiter", ","))) != 1:
        raise MappingError(_('file.delimiter is one character, as in ";".'))
    texts = {name: str(table[name]) for name in ("format", "encoding", "delimiter", "sheet", "rows") if name in table}
    return FileOptions(header=tuple(header), language=str(document.get("source", {}).get("language", "")), **texts)


def _with_fields(mapping: FieldMapping, fields: dict[str, Any]) -> FieldMapping:
    found = replace(mapping, texts={}, rules={}, terms={}, options={})
    for name, spec in fields.items():
        key = f"fields.{name}"
        if name in TEXTS:
            found.texts[name] = _by_language(spec, key)
        elif name in SINGLE:
            found.rules[name] = text_rule(spec, key)
        elif name in TERMS:
            found.terms[name] = _terms(spec, key)
        elif name == "point":
            found = replace(found, points=_points(spec, key), approximate=_approximate(spec))
        elif name == "deleted":
            found = replace(found, deleted=condition(spec, key))
        else:
            found = _with_parts(found, name, spec)
    return found


def _with_parts(mapping: FieldMapping, name: str, spec: Any) -> FieldMapping:
    key, parts, options = f"fields.{name}", PARTS[name], OPTIONS.get(name, ())
    if not isinstance(spec, dict) or (spec and all(entry in RULE_KEYS for entry in spec)):
        mapping.rules[f"{name}.{parts[0]}"] = text_rule(spec, key)
        return mapping
    refuse_unknown(spec, parts + options, key)
    for part, inner in spec.items():
        if part == "free":
            mapping = replace(mapping, free=condition(inner, f"{key}.{part}"))
        elif part in options:
            mapping.options[f"{name}.{part}"] = str(inner)
        else:
            mapping.rules[f"{name}.{part}"] = text_rule(inner, f"{key}.{part}")
    return mapping


def _by_language(spec: Any, key: str) -> dict[str, TextRule]:
    """One rule for the source's language, or one per language: { en = "title_en", lt = "title_lt" }."""
    if isinstance(spec, dict) and spec and all(len(name) == 2 and name.isalpha() for name in spec):
        return {language: text_rule(inner, f"{key}.{language}") for language, inner in spec.items()}
    return {"": text_rule(spec, key)}


def _terms(spec: Any, key: str) -> tuple[TermRule, ...]:
    found = []
    for entry in spec if isinstance(spec, list) else [spec]:
        table = dict(entry) if isinstance(entry, dict) else {"column": entry}
        flags, guess = table.pop("flags", {}), bool(table.pop("guess", False))
        if not isinstance(flags, dict):
            raise MappingError(_('%(key)s: flags is a table of columns, as in { sport_dum = "sport" }.') % {"key": key})
        text = text_rule(table, key) if table else None
        found.append(TermRule(text, {" ".join(column.split()): str(term) for column, term in flags.items()}, guess))
    return tuple(found)


def _points(spec: Any, key: str) -> tuple[PointRule, ...]:
    found = []
    for entry in spec if isinstance(spec, list) else [spec]:
        if isinstance(entry, dict) and any(name in entry for name in POINT_KEYS):
            refuse_unknown(entry, (*POINT_KEYS, "approximate"), key)
            rules = {
                name: text_rule(entry[name], f"{key}.{name}")
                for name in ("text", "lat", "lon", "x", "y")
                if name in entry
            }
            if (
                not {"text"} <= set(rules)
                and not {"lat", "lon"} <= set(rules)
                and not ({"x", "y"} <= set(rules) and "crs" in entry)
            ):
                raise MappingError(_("%(key)s: give text, or lat and lon, or x and y with their crs.") % {"key": key})
            found.append(PointRule(crs=str(entry.get("crs", "")), **rules))
        else:
            found.append(PointRule(text=text_rule(entry, key)))
    return tuple(found)


def _approximate(spec: Any) -> tuple[tuple[float, float], ...]:
    """Points that stand for "somewhere in the city", as [[lon, lat], ...]."""
    tables = [entry for entry in (spec if isinstance(spec, list) else [spec]) if isinstance(entry, dict)]
    pairs = [pair for table in tables for pair in table.get("approximate", [])]
    return tuple(_numbers(pair, 2, "fields.point.approximate") for pair in pairs)  # type: ignore[misc]


def _source(table: dict[str, Any], city: CityFacts | None, defaults: SourceFacts) -> SourceFacts:
    names = ("name", "licence", "publisher", "language", "currency", "time_zone", "country")
    refuse_unknown(table, names, "source")
    facts = {name: str(table[name]) for name in names if name in table}
    for name in ("currency", "time_zone", "country"):
        facts.setdefault(name, (getattr(city, name) if city else "") or getattr(defaults, name))
    facts.setdefault("language", (city.languages[0] if city and city.languages else "") or defaults.language)
    if facts["time_zone"]:
        _refuse_zone(facts["time_zone"], "source.time_zone")
    return SourceFacts(**facts)


def _city(table: Any) -> CityFacts | None:
    if table is None:
        return None
    names = ("slug", "name", "country", "time_zone", "currency", "languages", "centre", "territory")
    refuse_unknown(table, names, "city")
    if not table.get("slug"):
        raise MappingError(_('city.slug is missing: the short name in the city\'s address, as in slug = "vilnius".'))
    territory = table.get("territory", {})
    refuse_unknown(territory, ("west", "south", "east", "north", "area"), "city.territory")
    box = None
    if "area" not in territory and territory:
        sides = [territory.get(side) for side in ("west", "south", "east", "north")]
        box = _numbers(sides, 4, "city.territory")
        if not (box[0] < box[2] and box[1] < box[3]):
            raise MappingError(_("city.territory: west lies left of east and south below north."))
    if table.get("time_zone"):
        _refuse_zone(str(table["time_zone"]), "city.time_zone")
    texts = {name: str(table.get(name, "")) for name in ("slug", "name", "country", "time_zone", "currency")}
    centre = _numbers(table["centre"], 2, "city.centre") if "centre" in table else None
    languages = tuple(str(code) for code in table.get("languages", []))
    area = str(territory.get("area", ""))
    return CityFacts(**texts, languages=languages, centre=centre, box=box, area=area)  # type: ignore[arg-type]


def _numbers(values: Any, count: int, key: str) -> tuple[float, ...]:
    if (
        not isinstance(values, list)
        or len(values) != count
        or not all(isinstance(value, int | float) for value in values)
    ):
        raise MappingError(_("%(key)s: give %(count)s numbers.") % {"key": key, "count": count})
    return tuple(float(value) for value in values)


def _choice(value: Any, known: tuple[str, ...], key: str) -> str:
    if value not in known:
        raise MappingError(
            _("%(key)s: “%(value)s” is not known.%(nearest)s")
            % {"key": key, "value": value, "nearest": nearest(str(value), known)}
        )
    return str(value)


def _refuse_zone(name: str, key: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = _('%(key)s: “%(name)s” is no time zone. Write it as "Europe/Vilnius".')
        raise MappingError(message % {"key": key, "name": name}) from error
