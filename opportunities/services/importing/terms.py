"""The publisher's words for interests, kinds and the like, as terms of our taxonomies."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from geodata.words import fold
from opportunities.exchange.records import OpportunityRecord, Weakness
from opportunities.models import AccessibilityFeature, Competence, Interest, Kind, QualificationLevel
from opportunities.models.taxonomy import Term
from opportunities.services.importing.refusals import ImportRefusedError
from opportunities.services.taxonomies import guess_interests

MOST_INTERESTS = 5
_GUESSED_LANGUAGES = {"en", "lt", "lv", "fi", "nl", "es"}


@dataclass
class Vocabulary:
    """One taxonomy by slug, by name in any language, and by identifier elsewhere. Values are primary keys."""

    keys: dict[str, int] = field(default_factory=dict)
    identifiers: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, model: type[Term]) -> "Vocabulary":
        found = cls()
        for term in model._default_manager.filter(retired_at__isnull=True):
            for name in (*term.names.values(), term.slug):
                found.keys[fold(name)] = term.pk
            for identifier in getattr(term, "same_as", ()):
                found.identifiers[_tail(identifier)] = term.pk
        return found

    def find(self, word: str) -> int | None:
        return self.identifiers.get(_tail(word)) if "//" in word else self.keys.get(fold(word))


def _tail(identifier: str) -> str:
    """What identifies: publishers write the same list with http or https, with or without a slash before the mark."""
    return identifier.rsplit("#", 1)[-1].rsplit("/", 1)[-1].casefold()


class Terms:
    """All taxonomies at once, for one import."""

    def __init__(self) -> None:
        self.interests = Vocabulary.of(Interest)
        self.competences = Vocabulary.of(Competence)
        self.accessibility = Vocabulary.of(AccessibilityFeature)
        self.kinds = Vocabulary.of(Kind)
        self.levels = dict(QualificationLevel.objects.values_list("level", "pk"))
        self.parents = dict(Interest.objects.values_list("pk", "parent_id"))
        if not self.kinds.keys:
            raise ImportRefusedError(_("The taxonomies are not loaded. Run manage.py load_taxonomies first."))

    def kind(self, record: OpportunityRecord) -> int:
        """The kind named, else an event where the dates are single ones and a group where it repeats."""
        found = self.kinds.find(record.kind) if record.kind else None
        if record.kind and found is None:
            _weaken(record, "kind", record.kind)
        repeats = not record.schedules or any(one.weekdays or one.rrule for one in record.schedules)
        return found or self.kinds.keys["group" if repeats else "event"]

    def interests_of(self, record: OpportunityRecord) -> list[int]:
        """Those named and, where the mapping allows it, those that title, words and description speak of."""
        named, other = _split(self.interests, record.interests)
        if record.guess_interests:
            language, text = next(iter(record.texts.items()))
            words = f"{text.description} {' '.join(word for word in other if '//' not in word)}"
            known = language if language in _GUESSED_LANGUAGES else None
            named += [self.interests.keys[fold(slug)] for slug in guess_interests(text.title, words, language=known)]
        else:
            for word in other:
                _weaken(record, "interests", word)
        covered = {above for pk in named for above in self._ancestors(pk)}
        return [pk for pk in dict.fromkeys(named) if pk not in covered][:MOST_INTERESTS]

    def competences_of(self, record: OpportunityRecord) -> list[int]:
        return self._known(self.competences, record, "competences", record.competences)

    def level_of(self, record: OpportunityRecord) -> int | None:
        return self.levels.get(record.level) if record.level else None

    def accessibility_of(self, record: OpportunityRecord) -> list[int]:
        return self._known(self.accessibility, record, "accessibility", record.venue.accessibility)

    def _known(self, words: Vocabulary, record: OpportunityRecord, name: str, given: Iterable[str]) -> list[int]:
        found, other = _split(words, given)
        for word in other:
            _weaken(record, name, word)
        return found

    def _ancestors(self, pk: int) -> list[int]:
        parent = self.parents.get(pk)
        return [parent, *self._ancestors(parent)] if parent else []


def _split(words: Vocabulary, given: Iterable[str]) -> tuple[list[int], list[str]]:
    found, other = [], []
    for word in given:
        pk = words.find(word)
        if pk is None:
            other.append(word)
        else:
            found.append(pk)
    return found, other


def _weaken(record: OpportunityRecord, name: str, word: str) -> None:
    reason = _("Not a word that is known here. Translate it with map in the mapping.")
    record.weaknesses.append(Weakness(record.row, name, word[:500], reason))
