"""Signatures of articles, by which those with nearly the same text are told.

One-permutation hashing, Li, Owen and Zhang, "One Permutation Hashing" (2012): every three words in a row
are hashed once, the hash chooses a bin, and each bin keeps the lowest hash of its own; the share of equal
bins estimates the Jaccard similarity of two texts. Of what a bin keeps a byte is stored, as in Li and König,
"b-Bit Minwise Hashing" (2010); 0 is an empty bin. A few more bins hold the figures alone: forecasts and
exchange rates of two days are one text but for those.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

TEXT_BINS = 64
FIGURE_BINS = 16
BINS = TEXT_BINS + FIGURE_BINS
# Bins that a text must fill, as some 25 words do: the same sentence may stand under many a headline.
_FEWEST = 20
_SHINGLE = 3
_HIGHEST = np.uint32(0xFFFFFFFF)
# Odd, their bits irregular, so that their multiples spread well.
_FACTORS = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D], np.uint32)
_BITS = 32

Signatures = NDArray[np.uint8]
U32 = NDArray[np.uint32]


def sign(tokens: U32, field_tokens: NDArray[np.int64]) -> Signatures:
    """Return the signatures uint8[N, BINS] of the bodies of N articles, 0 where one is too short to tell.

    `tokens` are the hashes of all words, odd ones those of figures; `field_tokens` int64[2 * N] counts
    those of each title and each body.
    """
    counts = field_tokens[1::2]
    owners = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
    in_body = np.zeros(len(field_tokens), np.bool_)
    in_body[1::2] = True
    words = tokens[np.repeat(in_body, field_tokens)]
    last = max(len(words) - _SHINGLE + 1, 0)
    hashes = _mixed(sum(words[at : at + last] * _FACTORS[at] for at in range(_SHINGLE)))
    whole = owners[:last] == owners[_SHINGLE - 1 :]
    text = _lowest(hashes[whole], owners[:last][whole], len(counts), TEXT_BINS)
    figures = np.flatnonzero(words & np.uint32(1))
    numbers = _lowest(_mixed(words[figures]), owners[figures], len(counts), FIGURE_BINS)
    signatures = np.concatenate([text, numbers], axis=1)
    signatures[(text > 0).sum(axis=1) < _FEWEST] = 0
    return signatures


def _mixed(hashes: Any) -> U32:
    mixed: U32 = hashes ^ (hashes >> np.uint32(15))
    mixed *= _FACTORS[0]
    mixed ^= mixed >> np.uint32(13)
    mixed *= _FACTORS[1]
    return mixed


def _lowest(hashes: U32, owners: U32, articles: int, bins: int) -> Signatures:
    """Return a byte of the lowest hash in each bin of each article, 0 for an empty bin."""
    lowest = np.full(articles * bins, _HIGHEST)
    bits = np.uint32(bins.bit_length() - 1)
    cells = (owners << bits) + (hashes >> (np.uint32(_BITS) - bits))
    np.minimum.at(lowest, cells.astype(np.intp), hashes)
    found: Signatures = (lowest % np.uint32(255) + np.uint32(1)).astype(np.uint8)
    found[lowest == _HIGHEST] = 0
    return found.reshape(articles, bins)


def alike(some: Signatures, others: Signatures) -> NDArray[np.float64]:
    """Return the estimated Jaccard similarity of the texts in each row."""
    some, others = some[:, :TEXT_BINS], others[:, :TEXT_BINS]
    either = ((some | others) > 0).sum(axis=1)
    return np.where(either > 0, _equal(some, others) / np.maximum(either, 1), 0.0)


def contained(some: Signatures, others: Signatures) -> NDArray[np.float64]:
    """Return how many of the figures of the one with fewer the other has, estimated; 1 for no figures.

    A copy may add the date it was sent; another day's forecast has other figures.
    """
    some, others = some[:, TEXT_BINS:], others[:, TEXT_BINS:]
    fewer = np.minimum((some > 0).sum(axis=1), (others > 0).sum(axis=1))
    return np.where(fewer > 0, _equal(some, others) / np.maximum(fewer, 1), 1.0)


def _equal(some: Signatures, others: Signatures) -> NDArray[np.int64]:
    equal: NDArray[np.int64] = ((some == others) & (some > 0)).sum(axis=1)
    return equal
