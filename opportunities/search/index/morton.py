"""Morton codes: two coordinates in one number, their bits taken by turns, so that a square of the map is one span.

    x = 0b011, y = 0b101  ->  0b 10 01 11   (y and x of each bit side by side, the highest first)

All points of a square with sides of 2^k steps, aligned to such a grid, share the upper bits of their codes. Sorted by
code, they follow each other without anything between.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

NOWHERE: Final = 1 << 62  # the code of what has no point: behind all others
SPREADS: Final = ((16, 0x0000_FFFF_0000_FFFF), (8, 0x00FF_00FF_00FF_00FF), (4, 0x0F0F_0F0F_0F0F_0F0F),
                  (2, 0x3333_3333_3333_3333), (1, 0x5555_5555_5555_5555))  # fmt: skip


def encode(x: Ints, y: Ints) -> Ints:
    """The codes of points; `x` and `y` from 0 to 2^31 - 1."""
    return _spread(x) | _spread(y) << 1


def decode(codes: Ints) -> tuple[Ints, Ints]:
    """The x and y of each code."""
    return _gather(codes), _gather(codes >> 1)


def _spread(numbers: Ints) -> Ints:
    for shift, mask in SPREADS:
        numbers = (numbers | numbers << shift) & mask
    return numbers


def _gather(codes: Ints) -> Ints:
    codes = codes & SPREADS[-1][1]
    for (shift, _), mask in zip(
        reversed(SPREADS), [*(m for _, m in SPREADS[-2::-1]), 0x0000_0000_FFFF_FFFF], strict=True
    ):
        codes = (codes | codes >> shift) & mask
    return codes
