"""Where words stand: for each language and letter of `texts.py`, the sorted words, and the rows that have each.

A row has the words of its opportunity's texts. Texts are kept apart by language, since all words that are asked for
must stand in one text.

Whatever is asked for, a word or its beginning, is a span of the sorted words. Spans that many rows have (a frequent
word, all words with "s") lie there as bits, made beforehand; of the others the lists of their rows are united.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import groupby, islice
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from opportunities.search.index.bits import WORD, Bits, Ints, spans
from opportunities.search.index.bits import Words as Words64
from opportunities.search.index.reading import LETTERS, Line, languages, lines
from opportunities.search.index.reading import Texts as Told

Arrays = dict[str, npt.NDArray[Any]]
Positions = npt.NDArray[np.int32]

NAME: Final = "words {} {}"
AT_ONCE: Final = 50_000  # texts
FREQUENT_OF: Final = 32  # a word that more than one row in so many has takes less room as bits
SHORT: Final = 3  # bytes of the beginnings that are made beforehand, where the lists of their words are long
LONG_OF: Final = 2  # that is, of more than one row in so many

Span = tuple[int, int]  # of words, by their numbers: the first, and the one after the last


def words_of(city: int, rows: Mapping[str, npt.NDArray[Any]]) -> Iterator[Arrays]:
    """The arrays of all words of a city, whose segment has the arrays `rows`; some at a time."""
    for language in languages(city):
        for letter in LETTERS:
            yield postings_of(language, letter, lines(city, language, letter), rows)


def words_among(texts: Mapping[int, Told], rows: Mapping[str, npt.NDArray[Any]]) -> Arrays:
    """The arrays of the words of these opportunities' texts, as far as the segment with the arrays `rows` has them."""
    here = {number: texts[number] for number in rows["opportunity"].tolist() if number in texts}
    found: Arrays = {}
    for slot in sorted({slot for told in here.values() for slot in told}):
        some = ((number, told[slot]) for number, told in here.items() if slot in told)
        found |= postings_of(*slot, some, rows)
    return found


def postings_of(language: str, letter: str, lines: Iterable[Line], rows: Mapping[str, npt.NDArray[Any]]) -> Arrays:
    """The arrays of the words of a language under a letter; `rows` are the arrays of the segment that they belong
    to."""
    numbers: defaultdict[bytes, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    owners = rows["opportunity"][rows["by_opportunity"]]
    left, pieces = iter(lines), []
    while some := list(islice(left, AT_ONCE)):
        pieces.append(_pairs(some, numbers, rows["by_opportunity"], owners))
    words = sorted(numbers)
    rank = np.empty(len(words), np.int64)
    rank[np.fromiter(map(numbers.__getitem__, words), np.int64, len(words))] = np.arange(len(words))
    pairs, end = np.empty(sum(len(found) for found, _ in pieces), np.int64), 0
    while pieces:
        found, places = pieces.pop()
        pairs[end : end + len(found)] = rank[found] << 32 | places
        end += len(found)
    pairs.sort()
    starts = np.searchsorted(pairs, np.arange(len(words) + 1) << 32)
    positions = pairs.astype(np.int32)  # the lower half
    del pairs
    name, counts, size = NAME.format(language, letter), np.diff(starts), len(owners)
    frequent = counts * FREQUENT_OF > size
    spans_kept = [(number, number + 1) for number in np.flatnonzero(frequent).tolist()]
    spans_kept += [span for span in _beginnings(words) if (starts[span[1]] - starts[span[0]]) * LONG_OF > size]
    spans_kept = sorted(set(spans_kept))
    return {
        name: np.frombuffer(b"".join(words), np.uint8),
        f"{name} starts": np.cumsum([0, *map(len, words)]),
        f"{name} spans": np.array(spans_kept, np.int64).reshape(-1, 2),
        f"{name} bits": _bits([positions[starts[low] : starts[high]] for low, high in spans_kept], size),
        f"{name} rows": positions[np.repeat(~frequent, counts)],
        f"{name} row starts": np.append(0, np.cumsum(np.where(frequent, 0, counts))),
    }


def _beginnings(words: Sequence[bytes]) -> Iterator[Span]:
    """The spans of the sorted `words` that begin with the same one, two ... bytes."""
    for length in range(1, SHORT + 1):
        low = 0
        for _, same in groupby(words, key=lambda word: word[:length]):
            high = low + sum(1 for _ in same)
            yield low, high
            low = high


def _bits(sets: Sequence[Positions], size: int) -> npt.NDArray[np.uint64]:
    """A line of bits for each of `sets`."""
    found = np.zeros((len(sets), -(-size // WORD)), np.uint64)
    for line, positions in enumerate(sets):
        found[line] = Bits.at(positions, size).words
    return found


def _pairs(lines: Iterable[Line], numbers: Mapping[bytes, int], by: Positions, owners: Ints) -> tuple[Positions, ...]:
    """The number of each word of each text, and a row that has it; words that are new get the next number."""
    found, lengths, opportunities = array("i"), array("i"), array("q")
    for opportunity, text in lines:
        words = text.split()
        found.extend(map(numbers.__getitem__, words))
        lengths.append(len(words))
        opportunities.append(opportunity)
    low, high = (np.searchsorted(owners, np.array(opportunities), side) for side in ("left", "right"))
    text_of = np.repeat(np.arange(len(lengths)), lengths)
    begin, end = low[text_of], high[text_of]
    return np.repeat(np.array(found, np.int32), end - begin), by[spans(begin, end)]


class Words:
    """The words of one language under one letter, in the order of their bytes."""

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]], name: str) -> None:
        self._letters = np.ascontiguousarray(arrays[name]).data
        self._starts, self._rows = arrays[f"{name} starts"], arrays[f"{name} rows"]
        self._row_starts, self._bits = arrays[f"{name} row starts"], arrays[f"{name} bits"]
        spans_kept = arrays[f"{name} spans"]
        self._lines = {(low, high): line for line, (low, high) in enumerate(spans_kept.tolist())}
        lines = np.flatnonzero(np.diff(spans_kept).ravel() == 1)
        self._frequent, self._frequent_lines = spans_kept[lines, 0], lines

    def rows(self, word: bytes, *, may_go_on: bool) -> tuple[list[Words64], Positions]:
        """The rows that have `word`, or a word that begins with it: some as bits, some as positions, perhaps again."""
        span = self._span(word, may_go_on=may_go_on)
        if (line := self._lines.get(span)) is not None:
            return [self._bits[line]], self._rows[:0]
        among = slice(*np.searchsorted(self._frequent, span))
        frequent = [self._bits[line] for line in self._frequent_lines[among]]
        return frequent, self._rows[self._row_starts[span[0]] : self._row_starts[span[1]]]

    def _span(self, word: bytes, *, may_go_on: bool) -> Span:
        numbers = range(len(self._starts) - 1)
        low = bisect_left(numbers, word, key=self._word)
        length = len(word) if may_go_on else None
        return low, bisect_right(numbers, word, lo=low, key=partial(self._word, length=length))

    def _word(self, number: int, length: int | None = None) -> bytes:
        return bytes(self._letters[self._starts[number] : self._starts[number + 1]][:length])


class Texts:
    """The words of a segment of `size` rows."""

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]], size: int) -> None:
        self._arrays, self._size = arrays, size

    @cached_property
    def languages(self) -> list[str]:
        return sorted({language for language, _ in self._kept})

    @cached_property
    def _kept(self) -> dict[tuple[str, str], Words]:
        return {slot: Words(self._arrays, NAME.format(*slot)) for slot in self._slots()}

    def _slots(self) -> Iterator[tuple[str, str]]:
        for name in self._arrays:
            match name.split():
                case ["words", language, letter]:
                    yield language, letter

    def having(self, language: str, letters: str, word: str, *, may_go_on: bool) -> Bits:
        """The rows of which the text in `language` has `word` under one of `letters`, or a word that begins so."""
        told = word.encode()
        found = [self._kept[language, letter].rows(told, may_go_on=may_go_on) for letter in letters]
        positions = np.concatenate([rows for _, rows in found])
        united = Bits.at(positions, self._size) if len(positions) else Bits.none(self._size)
        for bits, _ in found:
            for each in bits:
                united |= Bits(each, self._size)
        return united
