"""How one text is taken from a row: the smallest part of the mapping language."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from opportunities.exchange.errors import MappingError
from opportunities.exchange.text import mended
from opportunities.exchange.values.parsed import fold

RULE_KEYS = ("column", "columns", "join", "first_of", "value", "take", "map", "default", "separator", "empty", "mend")
CONDITION_KEYS = ("column", "is", "is_not")
_NOTHING = frozenset({"", "null", "none", "nan", "n/a", "#n/a", "-"})
_LONGEST_NOTHING = 80
YES = frozenset({"1", "1.0", "true", "yes", "y", "x", "t", "taip", "ja", "kylla", "si", "sim", "oui", "wahr"})

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TextRule:
    """One text, or several split at `separator`, from the columns of a row."""

    columns: tuple[str, ...] = ()
    join: str | None = None
    value: str = ""
    take: re.Pattern[str] | None = None
    map: dict[str, tuple[str, ...]] = field(default_factory=dict)
    default: str = ""
    separator: str = ""
    empty: frozenset[str] = _NOTHING
    mend: bool = False

    def raw(self, values: Values) -> str:
        """What the columns hold, before `map` and `default`: the first that holds something, or all joined."""
        if self.value:
            return self.value
        found = (values.get(column, "").strip() for column in self.columns)
        kept = [text for text in found if text and not self._says_nothing(text)]
        text = (self.join.join(kept) if self.join is not None else kept[0]) if kept else ""
        if self.take is not None:
            match = self.take.search(text)
            text = (match[1] if match.groups() else match[0]) if match else ""
            text = "" if text is None or self._says_nothing(text) else text.strip()
        return mended(text) if self.mend else text

    def one(self, values: Values) -> str:
        """The text, looked up in `map`; where there is none, `default`."""
        text = self.raw(values)
        if self.map:
            text = " ".join(self._mapped(text))
        return text or self.default

    def many(self, values: Values) -> list[str]:
        """The text split at `separator`, each part looked up in `map`, each result once."""
        text = self.raw(values)
        parts = [part.strip() for part in text.split(self.separator)] if self.separator else [text]
        found = [word for part in parts if part for word in self._mapped(part)]
        return list(dict.fromkeys(found)) or ([self.default] if self.default else [])

    def _says_nothing(self, text: str) -> bool:
        """Whether `text` is a word for "no value". Long texts are not even folded: they never are."""
        return len(text) <= _LONGEST_NOTHING and fold(text) in self.empty

    def _mapped(self, text: str) -> tuple[str, ...]:
        """`text` itself where `map` neither has it nor a "*" for everything else."""
        if not self.map or not text:
            return (text,) if text else ()
        return self.map.get(fold(text), self.map.get("*", (text,)))


@dataclass(frozen=True, slots=True)
class Condition:
    """Whether a column says one of the `answers`; without any, whether it says yes."""

    column: str
    answers: frozenset[str] = frozenset()
    negated: bool = False

    def holds(self, values: Values) -> bool:
        text = fold(values.get(self.column, ""))
        return (text in (self.answers or YES)) != self.negated


def text_rule(spec: Any, key: str) -> TextRule:
    """The rule behind `spec`: the name of a column, or a table of the keys in RULE_KEYS.

    Raises: MappingError naming `key` where the table cannot be understood.
    """
    if isinstance(spec, str):
        return TextRule(columns=(_tidy(spec),))
    if not isinstance(spec, dict):
        raise MappingError(
            _('%(key)s: give the name of a column, or a table such as { column = "..." }.') % {"key": key}
        )
    refuse_unknown(spec, RULE_KEYS, key)
    given = [name for name in ("column", "columns", "first_of", "value") if name in spec]
    if len(given) != 1 and not (not given and "default" in spec):
        raise MappingError(_("%(key)s: say exactly one of column, columns, first_of, value.") % {"key": key})
    columns = spec.get("columns") or spec.get("first_of") or ([spec["column"]] if "column" in spec else [])
    return TextRule(
        columns=tuple(_tidy(name) for name in _texts(columns, key)),
        join=str(spec.get("join", " ")) if "columns" in spec else None,
        value=str(spec.get("value", "")),
        take=_pattern(spec.get("take"), key),
        map=_map(spec.get("map", {}), key),
        default=str(spec.get("default", "")),
        separator=str(spec.get("separator", "")),
        empty=_NOTHING | {fold(word) for word in _texts(spec.get("empty", []), key)},
        mend=bool(spec.get("mend", False)),
    )


def condition(spec: Any, key: str) -> Condition:
    """The condition behind `spec`: the name of a yes-or-no column, or { column = "...", is = ... }."""
    if isinstance(spec, str):
        return Condition(_tidy(spec))
    if not isinstance(spec, dict) or "column" not in spec:
        raise MappingError(_('%(key)s: give a column, as in { column = "state", is = "deleted" }.') % {"key": key})
    refuse_unknown(spec, CONDITION_KEYS, key)
    negated = "is_not" in spec
    answers = spec.get("is_not" if negated else "is", [])
    words = answers if isinstance(answers, list) else [answers]
    return Condition(_tidy(str(spec["column"])), frozenset(fold(_plain(word)) for word in words), negated)


def refuse_unknown(table: Mapping[str, Any], known: tuple[str, ...], key: str) -> None:
    """Raise: MappingError for the first key of `table` that is not `known`, with the nearest that is."""
    for name in table:
        if name not in known:
            place = f"{key}.{name}" if key else name
            raise MappingError(
                _("%(key)s is not known here.%(nearest)s") % {"key": place, "nearest": nearest(name, known)}
            )


def nearest(name: str, known: tuple[str, ...]) -> str:
    """ " Did you mean ...?" with the nearest names, or what there is to choose from."""
    folded = {fold(choice): choice for choice in known}
    close = get_close_matches(fold(name), folded, n=3, cutoff=0.6)
    if close:
        names = ", ".join(_("“%(words)s”") % {"words": folded[choice]} for choice in close)
        return " " + _("Did you mean %(names)s?") % {"names": names}
    return " " + _("Known: %(names)s.") % {"names": ", ".join(known[:40])}


def _plain(word: Any) -> str:
    return str(word).lower() if isinstance(word, bool) else str(word)


def _tidy(name: str) -> str:
    return " ".join(str(name).split())


def _texts(value: Any, key: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise MappingError(_('%(key)s: give a list of texts, as in ["a", "b"].') % {"key": key})
    return value


def _pattern(spec: Any, key: str) -> re.Pattern[str] | None:
    if spec is None:
        return None
    try:
        return re.compile(str(spec), re.IGNORECASE)
    except re.error as error:
        message = _("%(key)s: take is no regular expression (%(error)s).") % {"key": key, "error": error}
        raise MappingError(message) from error


def _map(spec: Any, key: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(spec, dict):
        raise MappingError(_('%(key)s: map is a table, as in map = { "Danza" = "dance" }.') % {"key": key})
    as_list: Callable[[Any], list[Any]] = lambda target: target if isinstance(target, list) else [target]  # noqa: E731
    return {fold(source): tuple(str(word) for word in as_list(target) if word != "") for source, target in spec.items()}
