"""What a question means: which known address, area or place. Everything is ranked the same way every time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain

from django.contrib.gis.geos import Point
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from geodata.geometry import distance_m
from geodata.models import Exactness, KnownAddress
from geodata.names import Candidate, called, called_nearly
from geodata.words import AddressWords, address_words, comma_parts, name_key, words_after_street

OFFLINE = "offline"
LONGEST_NAME = 4  # words
MOST_CANDIDATES = 200
STREET_NAMED = 0.6  # share of a street's letters that must be said: "Basanavičiaus" is "Jono Basanavičiaus"
WORD_SIMILAR = 0.8


@dataclass(frozen=True, slots=True)
class Answer:
    """A point and how exact it is. `kind` is "address", "place" or an area's level; `source` says who answered."""

    label: str
    point: Point
    exactness: Exactness
    kind: str
    source: str = OFFLINE
    pk: int | None = None


def address_answers(query: str, *, country_codes: Sequence[str] = (), near: Point | None = None) -> list[Answer]:
    """Known addresses that the question means, the best first: the very house, else one in the street."""
    words = address_words(query)
    known = KnownAddress.objects.filter(country_code__in=country_codes) if country_codes else KnownAddress.objects.all()
    matched = [
        (exactness, rank, address)
        for address in _sharing_words(known, words)
        if (exactness := _meaning(words, address)) and (rank := _rank(words, address, near))
    ]
    if not matched and words.street and words.names_a_street:
        alike = [address for address in _similar(known, words) if _is_misspelt(words, address)]
        matched = [(_house_exactness(words, address), _rank(words, address, near), address) for address in alike]
    matched.sort(key=lambda match: (match[0].order, match[1]))
    return [answer_of(address, exactness) for exactness, _, address in matched]


def answer_of(address: KnownAddress, exactness: Exactness) -> Answer:
    """A known address as an answer."""
    return Answer(str(address), address.point, exactness, "address", pk=address.pk)


def _sharing_words(known: QuerySet[KnownAddress], words: AddressWords) -> QuerySet[KnownAddress]:
    """At most 200 with a word of the street in the question: whole streets and the very house first."""
    said = list(words.words)
    whole = ExpressionWrapper(Q(street_words__contained_by=said), BooleanField())
    same_house = ExpressionWrapper(Q(house=words.house), BooleanField())
    shared = known.filter(street_words__overlap=said).annotate(is_whole=whole, is_same_house=same_house)
    return shared.order_by("-is_whole", "-is_same_house", "pk")[:MOST_CANDIDATES]


def _meaning(words: AddressWords, address: KnownAddress) -> Exactness | None:
    """How exactly the address answers, or None where the question speaks of something else.

    Words that the address does not explain are allowed only beside its town: "Youth centre, Vilniaus g. 5, Kaunas".
    """
    said = set(words.words)
    street = set(address.street_words)
    if sum(map(len, street & said)) < STREET_NAMED * sum(map(len, street)):
        return None
    unexplained = said - set(address.folded.split())
    town_is_said = bool(address.locality_words) and set(address.locality_words) <= said
    if unexplained and not town_is_said:
        return None
    return _house_exactness(words, address)


def _house_exactness(words: AddressWords, address: KnownAddress) -> Exactness:
    same_house = words.house == address.house and words.house != ""
    known = Exactness(address.exactness)
    return known if same_house or known.order > Exactness.STREET.order else Exactness.STREET


def _rank(words: AddressWords, address: KnownAddress, near: Point | None) -> tuple[float, ...]:
    """For sorting among equally exact ones: the town, the kind of street, the nearest number, the distance."""
    said = set(words.words)
    kinds = address_words(address.text).kinds
    return (
        not set(address.locality_words) <= said,
        bool(words.kinds) and not words.kinds & kinds,
        len(said - set(address.street_words) - set(address.locality_words)),
        abs(_number(words.house) - _number(address.house)) if words.house else 0,
        distance_m(near, address.point) if near else 0,
        address.pk,
    )


def _number(house: str) -> int:
    return int("".join(filter(str.isdigit, house)) or 0)


def _similar(known: QuerySet[KnownAddress], words: AddressWords) -> QuerySet[KnownAddress]:
    """The twenty whose street is spelt most like that of the question, the very house first."""
    street = " ".join(words.street)
    like = known.filter(street__trigram_similar=street).annotate(
        likeness=TrigramSimilarity("street", street),
        is_same_house=ExpressionWrapper(Q(house=words.house), BooleanField()),
    )
    return like.order_by("-likeness", "-is_same_house", "pk")[:20]


def _is_misspelt(words: AddressWords, address: KnownAddress) -> bool:
    """Whether the question is this address with typing errors in its street; the town must be written right."""

    def among(word: str, others: Iterable[str]) -> bool:
        return any(SequenceMatcher(None, word, other).ratio() >= WORD_SIMILAR for other in others)

    line = address.folded.split()
    said = all(among(word, line) for word in words.street) and set(words.rest) <= set(line)
    return said and all(among(word, words.words) for word in address.street_words)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One run of words of the question, read as a name. `is_whole` where it fills the space between two commas."""

    place: int
    is_whole: bool
    candidates: list[Candidate]


def name_answers(query: str, *, country_codes: Sequence[str] = (), near: Point | None = None) -> list[Answer]:
    """Areas and places whose names are in the question, in any order: "Žvėrynas, Vilnius", "vilnius zverynas"."""
    readings = _readings(query, country_codes)
    ranked = []
    for reading in readings:
        others = list(chain.from_iterable(r.candidates for r in readings if r is not reading))
        for candidate in reading.candidates:
            support = any(other.supports(candidate) for other in others)
            # Two names that belong together are read as the narrower; of strangers the last is the town.
            place = 0 if support else -reading.place
            order = candidate.narrow_order if support else candidate.order
            rank = (not reading.is_whole, not support, not candidate.is_near(near), place, *order)
            ranked.append((rank, candidate))
    ranked.sort(key=lambda pair: pair[0])
    return [_answer(candidate) for _, candidate in ranked]


def similar_name_answers(query: str, *, country_codes: Sequence[str] = (), near: Point | None = None) -> list[Answer]:
    """Areas and places called nearly like the last part of the question that is no street, or like all of it."""
    for part in reversed(comma_parts(query)):
        alike = called_nearly(" ".join(words_after_street(part)), country_codes=country_codes)
        if alike:
            alike.sort(key=lambda pair: (not pair[1].is_near(near), -pair[0], pair[1].order))
            return [_answer(candidate) for _, candidate in alike]
    return []


def _answer(candidate: Candidate) -> Answer:
    return Answer(candidate.label, candidate.point, candidate.exactness, candidate.kind, pk=candidate.pk)


def _readings(query: str, country_codes: Sequence[str]) -> list[_Reading]:
    """The longest runs of words that are names, none overlapping. Two queries."""
    runs: list[tuple[int, int, int, bool, str]] = []  # part, first word, number of words, whole part, text
    for part, text in enumerate(comma_parts(query)):
        words = words_after_street(text)
        for length in range(min(LONGEST_NAME, len(words)), 0, -1):
            for first in range(len(words) - length + 1):
                run = " ".join(words[first : first + length])
                runs.append((part, first, length, length == len(text.split()), run))
    forms = {form for *_, run in runs for form in (run, name_key(run))}
    by_form: dict[str, list[Candidate]] = {}
    for candidate in called(forms, country_codes=country_codes):
        by_form.setdefault(candidate.folded, []).append(candidate)
    readings, taken = [], set[tuple[int, int]]()
    for part, first, length, is_whole, run in runs:
        words_here = {(part, word) for word in range(first, first + length)}
        found = {c.kind + str(c.pk): c for form in (run, name_key(run)) for c in by_form.get(form, [])}
        if found and not words_here & taken:
            taken |= words_here
            readings.append(_Reading(part * 100 + first, is_whole, list(found.values())))
    return readings
