"""Searches of the sample corpus, and of corpora small enough to work out by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import rasfoi
from hypothesis import given, settings
from hypothesis import strategies as st
from rasfoi.index.segment.postings import top_impacts
from rasfoi.index.segment.postings.impacts import LEVELS
from rasfoi.search.embedded.searcher import Search
from rasfoi.search.query.dictionary import Dictionary
from rasfoi.search.query.query_reader import QueryReader
from rasfoi.search.query.syntax.filters import Filters
from rasfoi.search.ranking.scores.scoring import SCALE, coverage
from rasfoi.search.ranking.scores.top_k import top_k

WORDS = "unu doi trei patru cinci șase șapte de la și".split()


def found(index: rasfoi.Index, query: str, **options: object) -> list[str]:
    return [hit.id for hit in index.search(query, limit=100, **options).hits]  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> rasfoi.Index:
    folder = tmp_path_factory.mktemp("small")
    articles = [
        {"id": "trupe", "title": "Trupe nord-coreene la antrenament", "source": "Unu",
         "body": "Soldații coreeni se antrenează.", "date": "2025-04-28"},
        {"id": "pod", "title": "Podul nou", "body": "Podul de la nord a fost închis. Trupe de teatru joacă.",
         "source": "Doi", "date": "2025-05-01"},
        {"id": "ai", "title": "O firmă de AI", "body": "Firma vinde programe de AI.", "source": "Unu",
         "date": "2024-01-02"},
        {"id": "ani", "title": "Doi ani de lucru",
         "body": "Ai venit după doi ani. În 1 mai plouă. Legea anticorupție.",
         "source": "Doi", "date": "2023-05-01"},
        {"id": "lung", "title": "Un text lung", "body": "cuvânt " * 500 + "comoara găsită " + "alt " * 500,
         "date": "2022-01-01"},
    ]  # fmt: skip
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
    rasfoi.build(folder, folder / "index")
    return rasfoi.open(folder / "index")


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("nord-coreeană", ["trupe"]),
        ("nordcoreean", ["trupe"]),
        ("nord coreean", ["trupe"]),
        ("anti corupție", ["ani"]),
        ("soldat", ["trupe"]),
        ("soldatilor", ["trupe"]),
        ('"trupe nord-coreene"', ["trupe"]),
        ("„trupe nord-coreene”", ["trupe"]),
        ('"trupe de"', ["pod"]),
        ("trupe -teatru", ["trupe"]),
        ("+trupe +teatru", ["pod"]),
        ("trupe ȘI teatru", ["pod"]),
        ("trupe AND NOT teatru", ["trupe"]),
        ("teatru SAU antrenament", ["pod", "trupe"]),
        ("titlu:nord", ["trupe"]),
        ("nord sursa:doi", ["pod"]),
        ("nord dupa:2025-05", ["pod"]),
        ("antren*", ["trupe"]),
        ("AI", ["ai"]),
        ('"1 mai"', ["ani"]),
        ("comoară", ["lung"]),
        ("", []),
        ("-", []),
        ('"', []),
        ("inexistentissim", []),
    ],
)
def test_queries(index: rasfoi.Index, query: str, ids: list[str]) -> None:
    assert sorted(found(index, query)) == sorted(ids)


def test_a_typo_is_corrected_and_told(index: rasfoi.Index) -> None:
    page = index.search("antrenamnet")
    assert page.suggestion is not None and page.suggestion.applied
    assert page.suggestion.query == "antrenament"
    assert [hit.id for hit in page.hits] == ["trupe"]
    page = index.search("nord-coreenne")
    assert page.suggestion is not None and page.suggestion.query == "nord-coreene"
    assert page.hits[0].title_snippet.html().startswith("Trupe <mark>nord-coreene</mark>")
    assert index.search('"antrenamnet"').suggestion is None
    assert index.search("antrenamnet", correct=False).total == 0


def test_the_matched_words_are_marked_in_their_own_spelling(index: rasfoi.Index) -> None:
    (hit,) = index.search("soldatilor").hits
    assert hit.snippet.html() == "<mark>Soldații</mark> coreeni se antrenează."
    (hit,) = index.search("titlu:trupe").hits
    assert hit.title_snippet.html().startswith("<mark>Trupe</mark>")
    assert hit.snippet.text == "Soldații coreeni se antrenează."


def test_a_passage_is_found_anywhere_in_a_long_text(index: rasfoi.Index) -> None:
    (hit,) = index.search("comoară").hits
    assert "<mark>comoara</mark> găsită" in hit.snippet.html()
    assert len(hit.snippet.text) <= 250


def test_filters_sorting_and_paging(index: rasfoi.Index) -> None:
    assert found(index, "", sort="newest")[:2] == ["pod", "trupe"]
    assert found(index, "", sort="oldest")[0] == "lung"
    assert found(index, "", source="unu", sort="newest") == ["trupe", "ai"]
    assert found(index, "", after="2025-04-28", before="2025-04-28") == ["trupe"]
    assert [hit.id for hit in index.search("", sort="newest", limit=1, offset=1).hits] == ["trupe"]
    facets = index.search("", sort="newest", facets=True).facets
    assert facets is not None
    assert [(each.value, each.count) for each in facets.month][:2] == [("2022-01", 1), ("2023-05", 1)]
    assert {each.value: each.count for each in facets.source} == {"Unu": 2, "Doi": 2}


@pytest.mark.parametrize(
    "options", [{"limit": 101}, {"limit": -1}, {"offset": -1}, {"sort": "x"}, {"after": "ieri!"}]
)
def test_arguments_out_of_range(index: rasfoi.Index, options: dict[str, object]) -> None:
    with pytest.raises(rasfoi.BadQuery):
        index.search("nord", **options)  # type: ignore[arg-type]


def test_the_shares_of_a_score_add_up(index: rasfoi.Index) -> None:
    for hit in index.search("trupe nord", explain=True).hits:
        assert sum(part.score for part in hit.explanation) == pytest.approx(hit.score, rel=1e-4)


def test_suggestions(index: rasfoi.Index) -> None:
    texts = [(each.kind, each.text) for each in index.suggest("tru")]
    assert ("word", "trupe") in texts
    assert ("title", "Trupe nord-coreene la antrenament") in texts


def test_a_word_is_completed_by_those_that_come_with_the_words_before(tmp_path: Path) -> None:
    bodies = ["banca transilvania"] * 3 + ["tranzacție"] * 9
    lines = (json.dumps({"id": str(at), "title": "x", "body": body}) for at, body in enumerate(bodies))
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    rasfoi.build(tmp_path / "a.jsonl", tmp_path / "index")
    index = rasfoi.open(tmp_path / "index")
    assert [each.text for each in index.suggest("tra")] == ["tranzacție", "transilvania"]
    assert index.suggest("banca tra")[0].text == "banca transilvania"


def test_similar_articles_do_not_include_the_article(index: rasfoi.Index) -> None:
    assert [hit.id for hit in index.similar("trupe")][:1] == ["pod"]


@settings(max_examples=80)
@given(
    st.lists(st.sampled_from(WORDS[:-3]), max_size=2),
    st.lists(st.sampled_from(WORDS[-3:]), max_size=2),
    st.integers(1, 5),
)
def test_the_best_are_those_of_scoring_every_article(
    random_index: rasfoi.Index, words: list[str], function_words: list[str], k: int
) -> None:
    store = random_index.store
    read = QueryReader(store, Dictionary()).read(
        " ".join([*words, *function_words]), correct=False, prefix=False
    )
    search = store.answer(read.tree, Filters(), listing=False)
    best = top_k(search.scoring(0), k, store.parts.segments[0].articles, None)
    scores = every_score(search)
    assert best.total == len(scores)
    assert best.scores[:k].tolist() == pytest.approx(sorted(scores.values(), reverse=True)[:k])
    assert [scores[doc] for doc in best.docs.tolist()] == pytest.approx(best.scores.tolist())


def test_a_word_that_every_article_has_is_found(tmp_path: Path) -> None:
    lines = [json.dumps({"id": str(at), "title": "", "body": f"zăpadă {at}"}) for at in range(3000)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    rasfoi.build(tmp_path, tmp_path / "index")
    page = rasfoi.open(tmp_path / "index").search("zăpadă", limit=100)
    assert (page.total, len(page.hits)) == (3000, 100)


def test_a_forgotten_blank_is_put_back(random_index: rasfoi.Index) -> None:
    page = random_index.search("treipatru")
    assert page.suggestion is not None and page.suggestion.applied
    assert page.suggestion.query == "trei patru"
    assert random_index.search("treizzz").suggestion is None


def every_score(search: Search) -> dict[int, float]:
    """Return the scores of all articles that match, a posting at a time."""
    scoring = search.scoring(0)
    scores: dict[int, float] = {}
    covered: dict[int, float] = {}
    if together := scoring.together:
        scores = dict(
            zip(together.docs.tolist(), (together.worths[together.levels] * LEVELS).tolist(), strict=True)
        )
    having_all = set(scores)
    for weighted in (*scoring.anywhere, *scoring.titles):
        in_title = any(weighted is each for each in scoring.titles)
        docs, impact, mask = weighted.postings[:3]
        for doc, level, bits in zip(docs.tolist(), impact.tolist(), mask.tolist(), strict=True):
            if in_title and together and doc not in having_all:
                continue
            scores[doc] = scores.get(doc, 0) + level * weighted.worth(bits)
            if in_title:
                covered[doc] = covered.get(doc, 0) + weighted.mass
    required = [weighted for weighted in scoring.anywhere if weighted.required]
    matching = {doc for weighted in required for doc in weighted.postings.docs.tolist()}
    whole, highest = scoring.title_mass, scoring.highest_bonus
    bonus = {doc: int(coverage(np.array([mass]), whole, highest)[0]) for doc, mass in covered.items() if mass}
    return {doc: (scores[doc] + bonus.get(doc, 0)) / SCALE for doc in matching}


@pytest.fixture(scope="module", params=[2048, 8], ids=["whole lists", "lists in pieces"])
def random_index(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[rasfoi.Index]:
    folder: Path = tmp_path_factory.mktemp("random")
    rng = np.random.default_rng(1)
    words = np.array(WORDS)
    weights = 1 / np.arange(1, len(words) + 1)
    lines = [
        json.dumps({"id": str(at), "title": " ".join(rng.choice(words, 3)),
                    "body": " ".join(rng.choice(words, rng.integers(1, 60), p=weights / weights.sum()))})
        for at in range(900)
    ]  # fmt: skip
    (folder / "a.jsonl").write_text("\n".join(lines))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(top_impacts, "HEAD_FROM", request.param)
        rasfoi.build(folder, folder / "index")
        yield rasfoi.open(folder / "index")
