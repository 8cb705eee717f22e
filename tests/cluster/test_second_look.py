"""What looks at positions gives of the articles that a cluster sent what it gives of a folder's segments."""

from __future__ import annotations

import numpy as np
import pytest
import rasfoi
from rasfoi.search.cluster.fetched import Fetched
from rasfoi.search.fetch.explain import explain
from rasfoi.search.fetch.highlighter import Highlighter
from rasfoi.search.query.dictionary import EMPTY
from rasfoi.search.query.query_reader import QueryReader
from rasfoi.search.query.syntax.tree import Bool, leaves
from rasfoi.search.ranking.clauses import Clause, QueryWords, clauses
from rasfoi.search.ranking.reranker import DEPTH, refine
from rasfoi.search.ranking.term_weights import Weigher
from rasfoi.search.store import Found

from tests.cluster.sent import documents

QUERIES = [
    "biblioteca noua", "linia de metrou", "ninsoare", "consiliul local buget", '"cod galben"', "bibl*", "*",
    "titlu:biblioteca", "nord-coreean", "ce se stie despre facturile la energie electrica in judet",
    "pâinea de casă",
    '"consiliul local" SAU harta', "finala cupei tineret", "vaccinare copii", "demolarea stadionului vechi",
]  # fmt: skip


def read(index: rasfoi.Index, text: str) -> Bool:
    return QueryReader(index.store, EMPTY).read(text, correct=True, prefix=False).tree


def words(query: Bool) -> list[Clause]:
    return [clause for leaf in leaves(query) for clause in clauses(leaf.tokens)]


@pytest.fixture(scope="module")
def fetched(index: rasfoi.Index) -> Fetched:
    segments = index.store.parts.segments
    docs = [range(1, each.articles) for each in segments]
    return Fetched(segments, documents(segments, docs), with_forms=True)


@pytest.fixture(scope="module")
def found(fetched: Fetched) -> list[Found]:
    every = [
        Found(number, int(doc), 1.0) for number, each in enumerate(fetched.segments) for doc in each.docs
    ]
    return every[: DEPTH + 2][::-1]


@pytest.mark.parametrize("text", QUERIES)
def test_the_second_look_sees_the_same(
    index: rasfoi.Index, fetched: Fetched, found: list[Found], text: str
) -> None:
    reader, look_for = index.store.vocabulary, QueryWords(words(read(index, text))).refining
    wanted = refine(found, look_for, reader, index.store.parts.segments)
    own = refine([fetched.local(each) for each in found], look_for, reader, fetched.segments)
    assert [fetched.original(each) for each in own] == wanted


@pytest.mark.parametrize("text", QUERIES)
def test_the_same_words_are_marked(
    index: rasfoi.Index, fetched: Fetched, found: list[Found], text: str
) -> None:
    query, reader = read(index, text), index.store.vocabulary
    wanted = Highlighter(query, index.store.parts.segments, reader).find(found)
    own = Highlighter(query, fetched.segments, reader).find([fetched.local(each) for each in found])
    assert [np.asarray(each).tolist() for each in own] == [np.asarray(each).tolist() for each in wanted]


def test_something_is_marked_and_moved(index: rasfoi.Index, fetched: Fetched, found: list[Found]) -> None:
    reader, local = index.store.vocabulary, [fetched.local(each) for each in found]
    queries = [read(index, text) for text in QUERIES]
    marks = [Highlighter(query, fetched.segments, reader).find(local).positions for query in queries]
    moved = [
        refine(local, QueryWords(words(query)).refining, reader, fetched.segments)[0].added
        for query in queries
    ]
    assert sum(map(len, marks)) > 30
    assert np.count_nonzero(moved) > 5


@pytest.mark.parametrize("text", QUERIES)
def test_scores_are_explained_by_the_same_shares(
    index: rasfoi.Index, fetched: Fetched, found: list[Found], text: str
) -> None:
    reader, asked = index.store.vocabulary, QueryWords(words(read(index, text)))
    explained = []
    for segments, hits in (
        (index.store.parts.segments, found), (fetched.segments, [fetched.local(each) for each in found]),
    ):  # fmt: skip
        weigher = Weigher(reader, segments)
        scorings = [weigher.scoring(asked, number) for number in range(len(segments))]
        explained.append([
            explain(scorings[hit.segment], segments[hit.segment], hit, asked.refining, reader) for hit in hits
        ])  # fmt: skip
    assert explained[0] == explained[1]
