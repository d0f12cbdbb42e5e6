"""One row under one mapping: reads values and remembers what could not be taken."""

from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext as _

from opportunities.exchange.mapping.language import FieldMapping
from opportunities.exchange.records import Row, Weakness
from opportunities.exchange.text import without_control_characters
from opportunities.exchange.values.parsed import Parsed

T = TypeVar("T")

LONGEST_QUOTE = 500


@dataclass(slots=True)
class Reading:
    """A row being interpreted. `values` are the row's, without characters that no database stores."""

    row: Row
    mapping: FieldMapping
    values: dict[str, str]
    weaknesses: list[Weakness] = field(default_factory=list)

    @classmethod
    def of(cls, row: Row, mapping: FieldMapping) -> "Reading":
        return cls(row, mapping, {name: without_control_characters(value) for name, value in row.values.items()})

    def text(self, name: str) -> str:
        """The text of a field, "" where the mapping has no such field."""
        rule = self.mapping.rules.get(name)
        return rule.one(self.values) if rule else ""

    def many(self, name: str, separators: str = ";") -> list[str]:
        """The texts of a field that may hold several, split at its own separator or else at `separators`."""
        rule = self.mapping.rules.get(name)
        if rule is None:
            return []
        if rule.separator:
            return rule.many(self.values)
        text = rule.one(self.values)
        for separator in separators[1:]:
            text = text.replace(separator, separators[0])
        return [part.strip() for part in text.split(separators[0]) if part.strip()]

    def take(self, name: str, text: str, parsed: Parsed[T]) -> T | None:
        """The parsed value; where there is none, `text` is reported with the reason."""
        if parsed.value is None and parsed.reason:
            self.weaken(name, text, parsed.reason)
        return parsed.value

    def weaken(self, name: str, value: str, reason: str) -> None:
        self.weaknesses.append(Weakness(self.row.number, name, value[:LONGEST_QUOTE], reason))

    def cut(self, name: str, text: str, longest: int) -> str:
        """`text`, shortened and reported where it is longer than the catalogue keeps."""
        if len(text) <= longest:
            return text
        self.weaken(name, text, _("Longer than %(longest)s characters; shortened.") % {"longest": longest})
        return text[: longest - 1].rstrip() + "…"
