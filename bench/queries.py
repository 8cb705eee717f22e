"""The queries whose time is measured: four kinds, drawn by a seed from the corpus itself, each once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from random import Random

from bench.corpora import Article, eval_set
from bench.peers import read

COUNT = 200
FREQUENT = 50
SEED = 11
SAMPLED = 10_000
"""Queries are drawn from the first articles: those of a small corpus are also in a larger one."""
FRESH = 3_000
"""Queries of two to four words that one process is asked, each once."""

WORD = re.compile(r"[^\W\d_]{3,}")
ADJACENT = re.compile(r"[^\W\d_]{3,} [^\W\d_]{3,}")
WORDS, SINGLE, PHRASE, QUESTION = "2–4 words", "frequent word", "phrase", "question"


def kinds(corpus: Path, turn: int = 0) -> dict[str, list[str]]:
    """Return the queries of each kind; every turn has others, but for the few frequent words."""
    rng = Random(SEED + turn)
    sample = list(islice(read(corpus), SAMPLED))
    questions = sorted({query.text for query in eval_set("xquad_ro")[1]})
    return {
        WORDS: _distinct(lambda: _some_words(rng.choice(sample)["title"], rng), FRESH),
        SINGLE: _frequent(sample),
        PHRASE: _distinct(lambda: _phrase(rng.choice(sample)["body"], rng), COUNT),
        QUESTION: rng.sample(questions, COUNT),
    }


def distinct_words(corpus: Path, count: int) -> list[str]:
    """Return that many different queries of two to four words."""
    rng = Random(SEED)
    sample = list(islice(read(corpus), SAMPLED))
    return _distinct(lambda: _some_words(rng.choice(sample)["title"], rng), count)


def _distinct(draw: Callable[[], str], count: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found[draw()] = None
    return list(found)


def _some_words(title: str, rng: Random) -> str:
    words = WORD.findall(title)
    count = min(len(words), rng.randint(2, 4))
    return " ".join(words[at] for at in sorted(rng.sample(range(len(words)), count)))


def _phrase(body: str, rng: Random) -> str:
    return f'"{rng.choice(ADJACENT.findall(body))}"'


def _frequent(sample: Sequence[Article]) -> list[str]:
    """Return the words of four letters or more that occur in the most articles."""
    found: Counter[str] = Counter()
    for article in sample:
        found.update({word.lower() for word in WORD.findall(article["body"]) if len(word) > 3})
    return [word for word, _ in found.most_common(FREQUENT)]
