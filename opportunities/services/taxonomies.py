"""Taxonomies: bring the database in step with the files, and recognise interests in free text."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain

from django.db import transaction
from django.db.models import ForeignObjectRel
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geodata.words import fold
from opportunities.models.taxonomy import Interest, Term
from opportunities.services.taxonomy_files import Entry, Taxonomies, read_ignored, read_taxonomies

MOST_INTERESTS = 3
TITLE_WEIGHT = 4
MOST_FROM_DESCRIPTION = 3

_tag = re.compile(r"<[^<>]{1,500}>")
_word = re.compile(r"[\w'’]+")
_joint = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")


@dataclass
class LoadReport:
    """How many entries met each end, by the plural name of their taxonomy; `in_use` says what uses those retired."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    in_use: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return any(counter.total() > counter["unchanged"] for counter in self.counts.values())

    def as_text(self) -> str:
        """One line for each taxonomy that changed, or one that says that none did."""
        if not self.changed:
            number = sum(counter.total() for counter in self.counts.values())
            return ngettext("Nothing changed: %(n)s entry.", "Nothing changed: %(n)s entries.", number) % {"n": number}
        lines = [
            f"{name}: " + ", ".join(f"{number} {_outcome_name(outcome)}" for outcome, number in sorted(counter.items()))
            for name, counter in self.counts.items()
        ]
        return "\n".join([*lines, *self.in_use])


def _outcome_name(outcome: str) -> str:
    names = {
        "created": _("created"),
        "updated": _("updated"),
        "unchanged": _("unchanged"),
        "retired": _("retired, as they are in use"),
        "removed": _("removed"),
    }
    return names[outcome]


def load_taxonomies(taxonomies: Taxonomies | None = None) -> LoadReport:
    """Make the rows say what the files say; whole or not at all, and the second time nothing changes.

    Rows are known by their slug and keep their primary keys. One whose entry is gone is removed, or retired where
    something refers to it; an entry that comes back is in force again.
    Raises: BrokenTaxonomyError, before anything is written.
    """
    taxonomies = read_taxonomies() if taxonomies is None else taxonomies
    report = LoadReport()
    with transaction.atomic():
        for model, entries in taxonomies.items():
            report.counts[str(model._meta.verbose_name_plural)] = _load(model, entries, report.in_use)
    return report


def _load(model: type[Term], entries: list[Entry], in_use: list[str]) -> Counter[str]:
    outcomes: Counter[str] = Counter()
    rows = {row.slug: row for row in model._default_manager.select_for_update()}
    vanished = rows.keys() - {entry.slug for entry in entries}
    for position, entry in enumerate(entries):
        values = {**entry.values, "position": position, "retired_at": None}
        if issubclass(model, Interest):
            values["parent_id"] = rows[entry.parent].pk if entry.parent else None
        row = rows.setdefault(entry.slug, model(slug=entry.slug))
        outcomes[_write(row, values)] += 1
    # The deepest stand last: an interest goes before the one that it lies within.
    for row in sorted((rows[slug] for slug in vanished), key=lambda row: -row.position):
        outcomes[outcome := _take_out_of_force(row)] += 1
        if outcome == "retired":
            in_use.append(f"{row.slug}: " + ", ".join(f"{count} {kind}" for kind, count in _uses(row).items()))
    return outcomes


def _write(row: Term, values: dict[str, object]) -> str:
    """Give `row` these values where it has others; say what that was."""
    is_new = row._state.adding
    if not is_new and all(getattr(row, name) == value for name, value in values.items()):
        return "unchanged"
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return "created" if is_new else "updated"


def _take_out_of_force(row: Term) -> str:
    if not _uses(row):
        row.delete()
        return "removed"
    if row.retired_at is not None:
        return "unchanged"
    row.retired_at = timezone.now()
    row.save(update_fields=["retired_at"])
    return "retired"


def _uses(row: Term) -> dict[str, int]:
    """How many rows of each model refer to this one, by the model's plural name; relations without a name included."""
    relations = (one for one in row._meta.get_fields(include_hidden=True) if isinstance(one, ForeignObjectRel))
    found: Counter[str] = Counter()
    for relation in relations:
        model = relation.related_model
        # The table between two models says nothing that the relation itself does not.
        if not model._meta.auto_created:
            found[str(model._meta.verbose_name_plural)] += model._base_manager.filter(
                **{relation.field.name: row}
            ).count()
    return dict(+found)


@dataclass(frozen=True)
class _Phrase:
    """Words that follow one another and point to interests. A word is (text, whether any ending may follow)."""

    words: tuple[tuple[str, bool], ...]
    slugs: tuple[str, ...]

    def goes_on_at(self, place: int, words: list[str]) -> bool:
        """Whether the words from `place` on are those after the phrase's first one."""
        rest = self.words[1:]
        if not rest:
            return True
        following = words[place : place + len(rest)]
        return len(following) == len(rest) and all(
            found.startswith(text) if is_stem else found == text
            for found, (text, is_stem) in zip(following, rest, strict=True)
        )


class _Recogniser:
    """Finds the interests that the keywords of some languages point to. Words are looked up, not searched for."""

    def __init__(self, entries: list[Entry], language: str | None) -> None:
        self.parents = {entry.slug: entry.parent for entry in entries}
        self.order = {entry.slug: place for place, entry in enumerate(entries)}
        self.phrases_of: dict[tuple[str, bool], list[_Phrase]] = {}
        for phrase in _phrases(_keywords(entries, language)):
            self.phrases_of.setdefault(phrase.words[0], []).append(phrase)
        self.lengths_of_stems = sorted({len(text) for text, is_stem in self.phrases_of if is_stem}, reverse=True)
        self.starting_with = lru_cache(maxsize=100_000)(self._starting_with)

    def _starting_with(self, word: str) -> tuple[_Phrase, ...]:
        """The phrases that `word` may begin: those of more words first, then exact words, then the longest stems."""
        keys = [(word, False), *((word[:length], True) for length in self.lengths_of_stems if length <= len(word))]
        found = [phrase for key in keys for phrase in self.phrases_of.get(key, ())]
        return tuple(sorted(found, key=lambda phrase: -len(phrase.words)))

    def evidence(self, text: str) -> Counter[str]:
        """How many different phrases of `text` point to each interest; where phrases overlap, the first counts."""
        words = _plain_words(text)
        found: set[_Phrase] = set()
        free_from = 0
        for place, begun in enumerate(map(self.starting_with, words)):
            if begun and place >= free_from:
                phrase = next((phrase for phrase in begun if phrase.goes_on_at(place + 1, words)), None)
                if phrase is not None:
                    found.add(phrase)
                    free_from = place + len(phrase.words)
        return Counter(slug for phrase in found for slug in phrase.slugs)

    def ancestors(self, slug: str) -> list[str]:
        parent = self.parents[slug]
        return [parent, *self.ancestors(parent)] if parent else []

    def guess(self, title: str, description: str) -> list[str]:
        scores = Counter({slug: number * TITLE_WEIGHT for slug, number in self.evidence(title).items()})
        for slug, number in self.evidence(description).items():
            scores[slug] += min(number, MOST_FROM_DESCRIPTION)
        # What speaks for a field speaks for the interests within it that were found as well.
        totals = {slug: score + sum(scores[above] for above in self.ancestors(slug)) for slug, score in scores.items()}
        best = max(totals.values(), default=0)
        strong = [slug for slug, total in totals.items() if total * 2 >= best]
        covered = {above for slug in strong for above in self.ancestors(slug)}
        kept = [slug for slug in strong if slug not in covered]
        kept.sort(key=lambda slug: (-len(self.ancestors(slug)), -totals[slug], self.order[slug]))
        return kept[:MOST_INTERESTS]


def _plain_words(text: str) -> list[str]:
    """The words of `text`, folded, without mark-up; those that were joined as in "DanzaBaile" are parted."""
    if "<" in text:
        text = _tag.sub(" ", text)
    return list(chain.from_iterable(map(_folded, _word.findall(text))))


@lru_cache(maxsize=100_000)
def _folded(word: str) -> tuple[str, ...]:
    """The folded words in one written word; the cache is what makes long descriptions quick."""
    return tuple(fold(_joint.sub(" ", word)).split())


def _keywords(entries: list[Entry], language: str | None) -> Iterator[tuple[str, str]]:
    """(keyword, slug) in one language or all; the slug is "" for phrases to be passed over."""
    for entry in entries:
        for code, keywords in entry.values["keywords"].items():
            yield from ((keyword, entry.slug) for keyword in keywords if language in (None, code))
    for code, ignored in read_ignored().items():
        yield from ((phrase, "") for phrase in ignored if language in (None, code))


def _phrases(keywords: Iterable[tuple[str, str]]) -> list[_Phrase]:
    """The keywords as phrases; one that several interests claim points to each of them."""
    slugs: dict[tuple[tuple[str, bool], ...], set[str]] = {}
    for keyword, slug in keywords:
        slugs.setdefault(_words_of(keyword), set()).add(slug)
    return [_Phrase(words, tuple(sorted(found - {""}))) for words, found in slugs.items()]


def _words_of(keyword: str) -> tuple[tuple[str, bool], ...]:
    """A keyword's words, folded as texts are; the star stands for any ending of the word before it."""
    words: list[tuple[str, bool]] = []
    for written in keyword.split():
        *before, last = fold(written).split() or [""]
        words += [(word, False) for word in before]
        words.append((last, written.endswith("*")))
    return tuple(word for word in words if word[0])


@cache
def _recogniser(language: str | None) -> _Recogniser:
    return _Recogniser(read_taxonomies()[Interest], language)


def guess_interests(title: str, description: str = "", *, language: str | None = None) -> list[str]:
    """Slugs of the interests that a text is about, at most three, the most specific and best supported first.

    Whole words count, whatever their case and diacritics, and a word of the title more than one of the description. A
    field is named only where none of its own interests is. `language` ("en", "lt", ...) limits the words to one
    language's; otherwise those of all languages are tried. The same text always gives the same answer, and the
    database is not asked.
    """
    return _recogniser(language).guess(title, description)
