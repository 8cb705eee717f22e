"""Phrases of one word and of several, rare ones and ones that every article has, beside a plain reference."""

from __future__ import annotations

import random

import pytest
import rasfoi
from rasfoi.index.segment.postings.positions import PhraseWord
from rasfoi.index.segment.reader import Segment

WORDS = [*["casa"] * 40, *["drum"] * 20, *["munte"] * 5, "stea"]


@pytest.fixture(scope="module")
def texts() -> list[list[str]]:
    chance = random.Random(5)
    return [chance.choices(WORDS, k=chance.randrange(1, 12)) for _ in range(600)]


@pytest.fixture(scope="module")
def segment(texts: list[list[str]], tmp_path_factory: pytest.TempPathFactory) -> Segment:
    folder = tmp_path_factory.mktemp("phrases")
    articles = [rasfoi.Article(str(at), "Vechi", " ".join(text)) for at, text in enumerate(texts)]
    rasfoi.build(articles, folder)
    [found] = rasfoi.open(folder).store.parts.segments
    return found


@pytest.mark.parametrize(
    "phrase",
    ["casa", "drum", "stea", "casa casa", "casa drum", "stea casa", "casa casa drum", "drum munte casa casa"],
)
def test_a_phrase_is_in_the_articles_that_have_it(
    texts: list[list[str]], segment: Segment, phrase: str
) -> None:
    words = phrase.split()
    concepts = [segment.concepts_of(segment.forms.find(word))[0][0] for word in words]
    asked = [PhraseWord(at, [concept]) for at, concept in enumerate(concepts)]
    found = segment.occurrences.articles_with_phrase(asked)
    there = {at for at, text in enumerate(texts) if f" {phrase} " in f" {' '.join(text)} "}
    assert {int(segment.article(doc).id) for doc in found.tolist()} == there
    assert segment.occurrences.articles_with_phrase(asked, in_title=True).tolist() == []
