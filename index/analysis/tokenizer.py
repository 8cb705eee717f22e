"""Clean text to raw tokens: one chain for documents, queries and highlighting.

A *raw token* is a run of word characters together with the joiners that hold it together: the
hyphen of `nord-coreean`, the dots of `S.U.A.` and `11.000`, the comma of `1,5`, the sign of `3%`.
What a raw token means is decided once per distinct token, in `analyzer`. A *position* is a part of
a raw token between hyphens, so positions can be found again in a text without analysing its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..native import loops
from .characters import code_points, find_parts, find_tokens
from .letters import lower_case


class Tokens(NamedTuple):
    """Raw tokens of a text with the character offsets of each: int64 arrays of one length."""

    words: list[str]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


class Characters(NamedTuple):
    """Canonical code points of a text, uint32, whether each is in a raw token, bool, how many these are."""

    codes: NDArray[np.uint32]
    inside: NDArray[np.bool_]
    tokens: int


@dataclass(frozen=True)
class RawTokens:
    """Raw tokens as arrays: number n is `letters[starts[n] - starts[0] : starts[n + 1] - starts[0]]`.

    `letters` uint32 are code points, `starts` int64 are one more than the tokens.
    """

    letters: NDArray[np.uint32]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def of(cls, words: Sequence[str]) -> RawTokens:
        """Return the tokens that some words are."""
        letters = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)
        return cls(letters, np.cumsum([0, *map(len, words)]))

    def cases(self) -> NDArray[np.bool_]:
        """Return which tokens begin with a capital, and which with a small letter: bool[N, 2].

        One in capital letters, or that is no word, does neither.
        """
        first = self.starts[:-1] - self.starts[0]
        second = np.minimum(first + 1, max(len(self.letters) - 1, 0))
        lower = lower_case()
        begins, goes_on = (self.letters[at] for at in (first, second))
        begins, goes_on = (np.where(each < len(lower), each, 0) for each in (begins, goes_on))
        small = lower[goes_on] == goes_on
        capital = (lower[begins] != begins) & (lower[begins] > 0) & small & (np.diff(self.starts) > 1)
        return np.stack([capital, (lower[begins] == begins) & (begins > 0)], axis=1)

    def text(self, number: int) -> str:
        """Return a token as text."""
        first, last = (self.starts[number : number + 2] - self.starts[0]).tolist()
        return self.letters[first:last].tobytes().decode("utf-32-le", "surrogatepass")


class Positions(NamedTuple):
    """Character offsets of the positions of a text: int64 arrays of one length."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


def characters(text: str) -> Characters:
    """Return the canonical code points of `text`, which must have passed `clean_text`.

    Cedilla letters come out with commas below, every hyphen as `-`, a thousands mark as `.` and
    a decimal mark as `,`.
    """
    return Characters(*find_tokens(code_points(text)))


def tokenize(text: str) -> Tokens:
    """Return the raw tokens of `text`, in its own letter case and spelt as `characters` does.

    The offsets count characters of `text`.
    """
    codes, inside, count = characters(text)
    codes[~inside] = ord(" ")
    words = codes.tobytes().decode("utf-32-le", "surrogatepass").split()
    starts, ends = np.empty((2, count), np.int64)
    loops.find_runs(inside, starts, ends)
    return Tokens(words, starts, ends)


def find_positions(text: str) -> Positions:
    """Return where the positions of `text` begin and end: raw tokens cut at their hyphens."""
    return Positions(*find_parts(code_points(text)))
