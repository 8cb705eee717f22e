"""How soon does `Index.suggest` offer the word that comes next? Share of first and first five places, time.

Run as `python -m bench.completions` (part of `make quality`). Of each of 400 headlines two neighbouring words
are drawn; the first is typed, and two or three letters of the second, without diacritics. The
headlines are taken out of the articles before these are indexed, so that the words are known from texts.
A word counts as offered in any inflection.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from itertools import chain, pairwise
from pathlib import Path
from random import Random
from statistics import mean, median

import click
import rasfoi
from rasfoi.index.analysis.folding import fold
from rasfoi.index.analysis.words.stemmer import concepts

from bench.corpora import Article, general, without_title, write, zf
from bench.keywords import COUNT
from bench.peers import CEDILLAS
from bench.tables import markdown, share

LETTERS = (2, 3)
_SEED = 11
_SHORTEST = 4
_WANTED = 5


def neighbours(articles: Sequence[Article]) -> list[tuple[str, str]]:
    """Return two words that stand side by side in each of `COUNT` headlines, in lower case."""
    rng = Random(_SEED)
    pairs: list[tuple[str, str]] = []
    for article in rng.sample(articles, len(articles)):
        words = [word if word.isalpha() else "" for word in article["title"].split()]
        both = [pair for pair in pairwise(words) if all(len(word) >= _SHORTEST for word in pair)]
        if both and len(pairs) < COUNT:
            first, second = rng.choice(both)
            pairs.append((first.lower(), second.lower()))
    return pairs


def place(index: rasfoi.Index, first: str, second: str, letters: int) -> int:
    """Return the place of the second word among the completions of its beginning, 0 for none."""
    wanted = _lemmas(second)
    found = index.suggest(fold(f"{first} {second[:letters]}"), 8)
    words = [each.text.split()[-1] for each in found if each.kind == "word"][:_WANTED]
    return next((at for at, word in enumerate(words, 1) if wanted & _lemmas(word)), 0)


def _lemmas(word: str) -> set[str]:
    """Return the concepts of a word, and its folding."""
    return {*concepts(word.translate(CEDILLAS).lower()), fold(word.lower())}


@click.command(help=__doc__)
def main() -> None:
    articles = list(chain(general(), zf()))
    pairs = neighbours(articles)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        rasfoi.build(write(without_title(articles), "completions"), Path(folder))
        index = rasfoi.open(folder)
        for letters in LETTERS:
            places, seconds = [], []
            for pair in pairs:
                begun = time.perf_counter()
                places.append(place(index, *pair, letters))
                seconds.append(time.perf_counter() - begun)
            shares = [mean(at == 1 for at in places), mean(at > 0 for at in places)]
            rows.append([f"{letters} letters", *map(share, shares), f"{median(seconds) * 1000:.1f}"])
    click.echo(f"\n**Next word while it is typed** ({len(pairs)})\n")
    click.echo(markdown(["typed", "first", "first five", "p50 ms"], rows))


if __name__ == "__main__":
    main()
