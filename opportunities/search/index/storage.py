"""Keeps the arrays of a segment in one file, and opens it as memory that all processes share."""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

MAGIC = b"learnmap segment 6\n"
ALIGNED = 64
BLOCK = 1 << 20
TAIL = struct.Struct("<QI")


class DamagedError(Exception):
    """A file that is not what was written."""


def write(path: Path, arrays: Iterable[tuple[str, npt.NDArray[Any]]]) -> None:
    """Write the arrays, one after another as they come, and wait until they are on the disk.

    What the file says of itself comes last, and where that begins at its very end.
    """
    told, offset, checksum = [], ALIGNED, 0
    with path.open("wb") as file:
        file.write(MAGIC.ljust(ALIGNED))
        for name, array in arrays:
            told.append({"name": name, "type": array.dtype.str, "shape": array.shape, "offset": offset})
            for piece in _pieces(array):
                checksum = zlib.crc32(piece, checksum)
                offset += file.write(piece)
        head = json.dumps({"arrays": told, "checksum": checksum}).encode()
        file.write(head + TAIL.pack(offset, zlib.crc32(head)))
        file.flush()
        os.fsync(file.fileno())


def _pieces(array: npt.NDArray[Any]) -> tuple[memoryview, bytes]:
    """The bytes of an array, and what fills them up so that the next array begins aligned."""
    data = np.ascontiguousarray(array).reshape(-1).view(np.uint8).data
    return data, bytes(-len(data) % ALIGNED)


def read(path: Path) -> dict[str, npt.NDArray[Any]]:
    """The arrays that `write` wrote, memory-mapped. Raises: DamagedError; OSError, where there is no such file.

    Whoever waits for an answer cannot wait until a gigabyte is read: only the head and the size are looked at, which is
    where what was cut off or written by another version shows. `check` looks at every byte.
    """
    with path.open("rb") as file:
        head, _ = _head(file)
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return {one["name"]: np.ndarray(one["shape"], one["type"], mapped, one["offset"]) for one in head["arrays"]}


def check(path: Path) -> None:
    """Read all of a file. Raises: DamagedError, where a byte is not as `write` wrote it; OSError."""
    with path.open("rb") as file:
        head, end = _head(file)
        checksum = 0
        for begin in range(file.seek(ALIGNED), end, BLOCK):
            checksum = zlib.crc32(file.read(min(BLOCK, end - begin)), checksum)
    if checksum != head["checksum"]:
        raise DamagedError


def _head(file: BinaryIO) -> tuple[dict[str, Any], int]:
    """What a file says of itself, and where that begins and the arrays end."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size < ALIGNED + TAIL.size or file.read(len(MAGIC)) != MAGIC:
        raise DamagedError
    file.seek(size - TAIL.size)
    end, checksum = TAIL.unpack(file.read())
    told = b"" if end > size else os.pread(file.fileno(), size - TAIL.size - end, end)
    if checksum != zlib.crc32(told) or not told:
        raise DamagedError
    head: dict[str, Any] = json.loads(told)
    return head, end
