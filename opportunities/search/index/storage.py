"""Keeps the arrays of a segment in one file, and opens it as memory that all processes share."""

from __future__ import annotations

import json
import mmap
import os
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

MAGIC = b"learnmap segment 3\n"
ALIGNED = 64
BLOCK = 1 << 20


class DamagedError(Exception):
    """A file that is not what was written."""


def write(path: Path, arrays: dict[str, npt.NDArray[Any]]) -> None:
    """Write the arrays, and wait until they are on the disk."""
    told, offset, checksum = [], 0, 0
    for name, array in arrays.items():
        told.append({"name": name, "type": array.dtype.str, "shape": array.shape, "offset": offset})
        for piece in _pieces(array):
            checksum = zlib.crc32(piece, checksum)
            offset += len(piece)
    head = json.dumps({"arrays": told, "size": offset, "checksum": checksum}).encode()
    with path.open("wb") as file:
        file.write(MAGIC + head + b"\n" + b" " * (-(len(MAGIC) + len(head) + 1) % ALIGNED))
        for array in arrays.values():
            file.writelines(_pieces(array))
        file.flush()
        os.fsync(file.fileno())


def _pieces(array: npt.NDArray[Any]) -> tuple[memoryview, bytes]:
    """The bytes of an array, and what fills them up so that the next array begins aligned."""
    data = np.ascontiguousarray(array).reshape(-1).view(np.uint8).data
    return data, bytes(-len(data) % ALIGNED)


def read(path: Path) -> dict[str, npt.NDArray[Any]]:
    """The arrays that `write` wrote, memory-mapped. Raises: DamagedError; OSError, where there is no such file."""
    with path.open("rb") as file:
        try:
            if file.readline() != MAGIC:
                raise DamagedError
            head = json.loads(file.readline())
            start = file.tell() + -file.tell() % ALIGNED
            file.seek(start)
            checksum = 0
            while block := file.read(BLOCK):
                checksum = zlib.crc32(block, checksum)
            if file.tell() != start + head["size"] or checksum != head["checksum"]:
                raise DamagedError
        except (ValueError, KeyError, TypeError) as error:
            raise DamagedError from error
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return {one["name"]: np.ndarray(one["shape"], one["type"], mapped, start + one["offset"]) for one in head["arrays"]}
