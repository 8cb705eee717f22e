"""Articles that a cluster sent answer exactly as those of the segment that they come from."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

import numpy as np
import pytest
import rasfoi
from rasfoi.index.segment.postings.positions import PhraseWord
from rasfoi.index.segment.reader import Segment
from rasfoi.search.cluster.fetched import Fetched, FetchedSegment
from rasfoi.search.store import Found

from tests.cluster.sent import documents
from tests.search.odd_articles import WORDS

# Words that take several positions, have several lemmas, stand twice or have more than eight forms.
FORMS = "copil copilul copii copiii copilului copiilor copile copiilor copilași pod pod podul poduri".split()
ODD = [
    "PSD-ului",
    "site-urile",
    "nord-coreean",
    "AI",
    "S&P-500",
    "a|b",
    "_",
    "| |",
    "la-la",
    "3-2",
    "ȚARĂ",
    "țară",
]


def articles() -> Iterator[dict[str, str]]:
    random_of = random.Random(16)
    for number in range(60):
        words = random_of.choices([*WORDS, *FORMS, *ODD], k=random_of.choice([0, 1, 3, 40, 400]))
        title = " ".join(random_of.choices([*WORDS, *FORMS, *ODD], k=random_of.choice([1, 4, 9])))
        yield {"id": f"a{number}", "title": title, "body": " ".join(words) or "PSD-ului"}
    yield {"id": "many", "title": "pod " * 300, "body": "pod poduri " * 300}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> rasfoi.Index:
    folder = tmp_path_factory.mktemp("generated")
    lines = "\n".join(json.dumps(article) for article in articles())
    (folder / "a.jsonl").write_text(lines, encoding="utf-8")
    rasfoi.build(folder / "a.jsonl", folder / "index")
    return rasfoi.open(folder / "index")


@pytest.fixture(params=["generated", "index"])
def segment(request: pytest.FixtureRequest) -> Segment:
    return request.getfixturevalue(request.param).store.parts.segments[0]


@pytest.fixture
def chosen(segment: Segment) -> np.ndarray:
    return np.array(sorted({*range(0, segment.articles, 2), segment.articles - 1}), np.int64)


@pytest.fixture
def fetched(segment: Segment, chosen: np.ndarray) -> FetchedSegment:
    return FetchedSegment(segment, documents([segment], [chosen.tolist()])[::-1], with_forms=True)


def test_the_articles_are_in_order(segment: Segment, chosen: np.ndarray, fetched: FetchedSegment) -> None:
    assert fetched.docs.tolist() == chosen.tolist()
    for name in ("ids", "dates", "title_lengths", "body_lengths"):
        assert getattr(fetched, name).tolist() == getattr(segment, name)[chosen].tolist(), name
        assert getattr(fetched, name).dtype == getattr(segment, name).dtype
    assert fetched.article(1) == segment.article(int(chosen[1]))


def test_postings_are_those_of_the_segment(
    segment: Segment, chosen: np.ndarray, fetched: FetchedSegment
) -> None:
    checked = 0
    for concept in range(len(segment.concepts)):
        for name in ("postings", "title_postings"):
            every, own = getattr(segment, name)(concept), getattr(fetched, name)(concept)
            sent = np.isin(every.docs, chosen)
            wanted = [column[sent].tolist() for column in (every.docs, every.impact, every.mask)]
            assert [chosen[own.docs].tolist(), own.impact.tolist(), own.mask.tolist()] == wanted, (
                name, segment.concepts.word(concept),
            )  # fmt: skip
            checked += len(wanted[0])
    assert checked > 100


@pytest.mark.parametrize("count", [1, 3, 40])
def test_lemmas_are_found_where_they_stand(
    segment: Segment, chosen: np.ndarray, fetched: FetchedSegment, count: int
) -> None:
    random_of = random.Random(count)
    for _ in range(20):
        concepts = random_of.sample(range(len(segment.concepts)), min(count, len(segment.concepts)))
        docs = np.array(sorted(random_of.sample(range(fetched.articles), fetched.articles // 2)), np.int64)
        found, wanted = (
            fetched.occurrences.find(concepts, docs),
            segment.occurrences.find(concepts, chosen[docs]),
        )
        assert [each.tolist() for each in found] == [each.tolist() for each in wanted]


def test_phrases_begin_where_they_do_in_the_segment(
    segment: Segment, chosen: np.ndarray, fetched: FetchedSegment
) -> None:
    random_of = random.Random(7)
    met = 0
    for concepts in neighbours(segment, random_of):
        words = [PhraseWord(at, each) for at, each in enumerate(concepts)]
        for in_title in (False, True):
            docs = np.array(
                sorted(random_of.sample(range(fetched.articles), fetched.articles // 2)), np.int64
            )
            found = fetched.occurrences.phrase(words, within=docs, in_title=in_title)
            wanted = segment.occurrences.phrase(words, within=chosen[docs], in_title=in_title)
            assert [chosen[found[0]].tolist(), found[1].tolist()] == [each.tolist() for each in wanted]
            assert_pairs(segment, chosen, fetched, concepts, docs)
            having = fetched.occurrences.articles_with_phrase(words, in_title=in_title)
            every = segment.occurrences.articles_with_phrase(words, in_title=in_title)
            assert chosen[having].tolist() == every[np.isin(every, chosen)].tolist()
            met += len(having)
    assert met


def assert_pairs(
    segment: Segment, chosen: np.ndarray, fetched: FetchedSegment, concepts: list[list[int]], docs: np.ndarray
) -> None:
    row = [*concepts, *concepts[::-1], []]
    apart = [0, 1, 3, 0, 2]
    found = fetched.occurrences.count_pairs(row, apart, docs)
    wanted = segment.occurrences.count_pairs(row, apart, chosen[docs])
    assert (found.tolist(), found.dtype) == (wanted.tolist(), wanted.dtype)


def test_no_phrase_begins_before_its_article(
    segment: Segment, chosen: np.ndarray, fetched: FetchedSegment
) -> None:
    heads = [concept for concept in range(len(segment.concepts)) if 0 in positions(segment, chosen, concept)]
    for concept in heads:
        found = fetched.occurrences.phrase([PhraseWord(1, [concept])])
        wanted = segment.occurrences.phrase([PhraseWord(1, [concept])], within=chosen)
        assert [chosen[found[0]].tolist(), found[1].tolist()] == [each.tolist() for each in wanted]
    assert heads


def positions(segment: Segment, docs: np.ndarray, concept: int) -> list[int]:
    found: list[int] = segment.occurrences.find([concept], docs).positions.tolist()
    return found


def neighbours(segment: Segment, random_of: random.Random) -> Iterator[list[list[int]]]:
    """Yield concepts that stand side by side somewhere, some with another one that may stand there too."""
    concepts = list(range(len(segment.concepts)))
    found = segment.occurrences.find(concepts, np.arange(segment.articles))
    places = dict(
        zip(
            zip(found.articles.tolist(), found.positions.tolist(), strict=True),
            found.concepts.tolist(),
            strict=True,
        )
    )
    begins = [at for at in places if (at[0], at[1] + 1) in places]
    for article, position in random_of.sample(begins, min(len(begins), 150)):
        pair = [[places[article, position]], [places[article, position + 1]]]
        yield [pair[0], [*pair[1], random_of.choice(concepts)]] if position % 3 else pair


def test_an_article_keeps_its_place(segment: Segment, chosen: np.ndarray) -> None:
    sent = documents([segment, segment], [[], chosen.tolist()])
    fetched = Fetched([segment, segment], sent)
    assert fetched.segments[0].articles == 0
    assert not len(fetched.segments[0].postings(0).docs)
    hit = Found(1, int(chosen[3]), 2.5, 0.5)
    assert fetched.local(hit) == Found(1, 3, 2.5, 0.5)
    assert fetched.original(fetched.local(hit)) == hit
