"""A set of rows as one bit for each row, 64 to a word: what filters are made of, and what counts are taken from."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]

WORD = 64
ONE = np.uint64(1)


class Bits:
    """A set of the positions 0 to `size` - 1. Never changed once made: every operation gives a new one."""

    def __init__(self, words: Words, size: int) -> None:
        self.words = words
        self.size = size

    @classmethod
    def none(cls, size: int) -> Bits:
        return cls(np.zeros(-(-size // WORD), np.uint64), size)

    @classmethod
    def every(cls, size: int) -> Bits:
        return cls.where(np.ones(size, np.bool_))

    @classmethod
    def where(cls, mask: Mask) -> Bits:
        """The positions at which `mask` is true."""
        packed = np.zeros(-(-len(mask) // WORD) * 8, np.uint8)
        packed[: -(-len(mask) // 8)] = np.packbits(mask, bitorder="little")
        return cls(packed.view(np.uint64), len(mask))

    @classmethod
    def at(cls, positions: npt.NDArray[np.integer], size: int) -> Bits:
        """The given positions, in any order."""
        mask = np.zeros(size, np.bool_)
        mask[positions] = True
        return cls.where(mask)

    def __and__(self, other: Bits) -> Bits:
        return Bits(self.words & other.words, self.size)

    def __or__(self, other: Bits) -> Bits:
        return Bits(self.words | other.words, self.size)

    def __sub__(self, other: Bits) -> Bits:
        return Bits(self.words & ~other.words, self.size)

    @cached_property
    def _before(self) -> Ints:
        """How many positions lie in the words before each word, and last how many there are at all."""
        before = np.zeros(len(self.words) + 1, np.int64)
        np.cumsum(np.bitwise_count(self.words), out=before[1:])
        return before

    def __len__(self) -> int:
        if "_before" in self.__dict__:
            return int(self._before[-1])
        return int(np.bitwise_count(self.words).sum(dtype=np.uint32))

    def rank(self, positions: Ints) -> Ints:
        """How many of the set lie before each of `positions` (0 to `size`): one look-up and one popcount each."""
        word = positions >> 6
        padded = self.words if len(self.words) * WORD > self.size else np.append(self.words, np.uint64(0))
        below = (ONE << (positions & 63).astype(np.uint64)) - ONE
        numbers: Ints = self._before[word] + np.bitwise_count(padded[word] & below)
        return numbers

    def select(self, numbers: Ints) -> Ints:
        """The positions of the members `numbers` (from 0, in order): the opposite of `rank`."""
        word = np.searchsorted(self._before, numbers, side="right") - 1
        inside = np.unpackbits(self.words[word].view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
        nth = numbers - self._before[word] + 1
        found: Ints = word * WORD + np.argmax(np.cumsum(inside, axis=1, dtype=np.uint8) == nth[:, None], axis=1)
        return found

    @property
    def mask(self) -> Mask:
        """Whether each position is in the set: a byte each, so nobody keeps it."""
        unpacked: Mask = np.unpackbits(self.words.view(np.uint8), count=self.size, bitorder="little").view(np.bool_)
        return unpacked

    def positions(self, start: int = 0, stop: int | None = None) -> Ints:
        """The members from position `start` up to before `stop`, in order."""
        return np.flatnonzero(self.mask[start:stop]) + start


def spans(low: Ints, high: Ints) -> Ints:
    """All numbers of all spans `low` to before `high`, one span after the other."""
    lengths = high - low
    ends = np.cumsum(lengths)
    numbers: Ints = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths - low, lengths)
    return numbers
