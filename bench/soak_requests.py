"""What the clients of `bench.soak` ask for: real, unfinished and hostile requests."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple
from urllib.parse import quote, quote_plus

WORD = re.compile(r"[^\W\d_]{3,}")
_FRESH = count()
_LETTERS = "aăâbcdefghiîjklmnoprsștțuvwxyz"


class Request(NamedTuple):
    """A path to ask for, its kind, and the statuses that are right answers."""

    kind: str
    path: str
    right: frozenset[int]


_OK, _ANY = frozenset({200}), frozenset({200, 400, 404, 414, 431, 503})


class Requests:
    """Draws requests from the titles and ids of an index."""

    def __init__(self, titles: Sequence[str], ids: Sequence[str], seed: int) -> None:
        self._draw = random.Random(seed)
        self._titles = [words for words in map(WORD.findall, titles) if len(words) > 2]
        self._ids = [quote(each, safe="") for each in ids]

    def __iter__(self) -> Iterator[Request]:
        while True:
            yield self.next()

    def next(self) -> Request:
        """Return another request: of ten about six real ones, three unfinished and one hostile."""
        kind = self._draw.choices((self._real, self._unfinished, self._hostile), (6, 3, 1))[0]
        return kind()

    def _words(self, least: int, most: int) -> list[str]:
        words = self._draw.choice(self._titles)
        return self._draw.sample(words, min(len(words), self._draw.randint(least, most)))

    def _real(self) -> Request:
        query = quote_plus(" ".join(self._words(1, 4)))
        phrase = quote_plus(f'"{" ".join(self._draw.choice(self._titles)[:2])}"')
        article = self._draw.choice(self._ids)
        path = self._draw.choice(
            (
                f"/?q={query}", f"/?q={query}&sort=newest&page=2", f"/?q={phrase}",
                f"/articol/{article}?q={query}", f"/api/v1/search?q={query}",
                f"/api/v1/search?q={query}&facets=1&from=2015&to=2017",
                f"/api/v1/search?q={phrase}&limit=50", f"/api/v1/articles/{article}", f"/feed.atom?q={query}",
                f"/api/v1/articles/{article}/similar", "/healthz", "/readyz",
            )
        )  # fmt: skip
        return Request("real", path, _OK)

    def _unfinished(self) -> Request:
        words = self._words(1, 3)
        words[-1] = words[-1][: self._draw.randint(1, len(words[-1]))]
        query = quote_plus(" ".join(words))
        path = self._draw.choice((f"/?q={query}&prefix=1&partial=1", f"/api/v1/suggest?q={query}"))
        return Request("unfinished", path, _OK)

    def _hostile(self) -> Request:
        draw, number = self._draw, next(_FRESH)
        query = draw.choice(
            (
                '"de la" ' * 240, f'"de la {number}" "la de" ' * 80, "a o " * 400, "NU " * 500 + "a",
                "(" * 900 + "a", f"{'x' * 1900}{number}",
                " ".join(f"{letter}*" for letter in _LETTERS) * 3, " ".join(f"{a}*e" for a in _LETTERS[:18]),
                " ".join(f"necunoscut{number}x{at}" for at in range(100)), "+de +la +în +a +și +cu +pe " * 40,
                " ".join(f'"{" ".join(self._draw.choice(self._titles)[:3])}"' for _ in range(49)),
                "a SAU " * 99 + "b", "".join(chr(draw.randrange(32, 0x3000)) for _ in range(1500)),
                f"titlu:({'de la ' * 90}) -{number}", "-de -la", "*" * 900, "\0\n\r\u202e" * 200,
            )
        )  # fmt: skip
        quoted = quote_plus(query[: draw.choice((200, 2000, 2000, 2000, 9000))], errors="replace")
        long = "s" * draw.choice((400, 55_000)) + str(number)
        path = draw.choice(
            (
                f"/?q={quoted}", f"/api/v1/search?q={quoted}&limit=100&facets=1&explain=1",
                f"/feed.atom?q={quoted}", f"/api/v1/suggest?q={quoted}", f"/?q={quoted}&prefix=1&partial=1",
                f"/?q=de&source={long}",
                f"/api/v1/search?q=de+la&limit=100&offset=10000000&sort=oldest&x={number}",
                f"/articol/{long}", f"/api/v1/search?q={quoted}&sort=newest&duplicates=1&limit=100",
            )
        )  # fmt: skip
        return Request("hostile", path, _ANY)
