"""How many slips of the finger in frequent words are put right?

Run as `python -m bench.slips` (part of `make quality`) from the root of the repository. Frequent words of
the news lose a letter, double one, swap two or have one replaced; a slip that more than a few articles have
is a word of its own and left out. A correction is right if it is the word, whatever its diacritics.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from random import Random

import click
import rasfoi

from bench.corpora import Article, general, write, zf
from bench.keywords import WORD, is_content, stop_words
from bench.peers import CEDILLAS
from bench.tables import markdown, share
from bench.variants import lost, nodia, swapped, wrong

COUNT = 120
SEED = 51
SHORTEST = 6
# In so many articles is a frequent word, and in at most so many a slip of another.
FREQUENT, SLIP = 200, 10
RARER = 10

Slip = Callable[[str, int, Random], str]


def doubled(word: str, at: int, rng: Random) -> str:
    """Return the word with a letter twice."""
    return word[: at + 1] + word[at:]


KINDS: dict[str, Slip] = {"dropped": lost, "doubled": doubled, "swapped": swapped, "replaced": wrong}


def counts(articles: Iterable[Article]) -> Counter[str]:
    """Return in how many articles each word is, without its diacritics."""
    found: Counter[str] = Counter()
    for article in articles:
        text = f"{article['title']} {article['body']}".translate(CEDILLAS).lower()
        found.update({nodia(word) for word in WORD.findall(text)})
    return found


def slips(articles: dict[str, int], kind: Slip, count: int = COUNT) -> list[tuple[str, str]]:
    """Return pairs of a slip and the frequent word that was meant, by the numbers of `articles` of words."""
    rng, stop = Random(SEED), stop_words()
    frequent = sorted(
        word
        for word, n in articles.items()
        if n >= FREQUENT and len(word) >= SHORTEST and is_content(word, stop)
    )
    pairs = []
    for word in rng.sample(frequent, len(frequent)):
        typed = kind(word, rng.randrange(1, len(word) - 1), rng)
        if typed != word and articles.get(nodia(typed), 0) <= SLIP and len(pairs) < count:
            pairs.append((nodia(typed), word))
    return pairs


def measure(index: rasfoi.Index, pairs: list[tuple[str, str]], articles: dict[str, int]) -> tuple[float, int]:
    """Return the share of right corrections, applied or offered, and how many are a far rarer word."""
    right = rare = 0
    for typed, meant in pairs:
        suggestion = index.search(typed, limit=0).suggestion
        found = nodia(suggestion.query.lower()) if suggestion else typed
        right += found == meant
        rare += bool(suggestion) and articles.get(found, 0) * RARER <= articles[meant]
    return right / len(pairs), rare


@click.command(help=__doc__)
def main() -> None:
    articles = list(chain(zf(), general()))
    numbers = counts(articles)
    with tempfile.TemporaryDirectory() as folder:
        rasfoi.build(write(articles, "all_news"), folder)
        index = rasfoi.open(Path(folder))
        chosen = {name: slips(numbers, kind) for name, kind in KINDS.items()}
        chosen["all"] = [*chain.from_iterable(chosen.values())]
        rows = []
        for name, pairs in chosen.items():
            right, rare = measure(index, pairs, numbers)
            rows.append([f"{name} ({len(pairs)})", share(right), str(rare)])
    click.echo("\n**Slips in frequent words**\n")
    click.echo(markdown(["letter", "right", "replaced by a word ten times rarer"], rows))


if __name__ == "__main__":
    main()
