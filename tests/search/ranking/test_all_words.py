"""Articles with all the words come first, whatever else speaks for others."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest
import rasfoi
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from rasfoi.cli import main
from rasfoi.index.segment.words import Postings
from rasfoi.search.ranking.all_words import having_all, rated
from rasfoi.search.ranking.scores.scoring import Weighted

FILLER = "o zi oarecare la munte, cu vreme bună și drumuri libere "
ARTICLES = {
    "both": ("Știri", FILLER + "Primarul a cumpărat o casă. " + FILLER * 3 + "Podul rămâne închis."),
    "inflected": ("Știri", FILLER * 4 + "Casele primarilor pentru poduri. " + FILLER * 6),
    "title": ("Casă, casă", "Casă și iar casă, spune primăria."),
    "pod": ("Podul cel nou", "Pod peste pod, primul pod."),
    "primar": ("Primarul orașului", "Primarul vorbește, primarul tace."),
    "three": ("Știri", FILLER * 5 + "Castorii au ros salcia de lângă pod, scrie primarul."),
    "two": ("Castorii", "Castorii și salcia. Castorii, salcia."),
    "ferry": ("Bacul de pe lac pleacă", "Pleacă la opt, spune " + FILLER * 2),
    "ferries": ("Știri", FILLER * 3 + "Bacuri vechi. " + FILLER + "Lacuri adânci."),
    "lake": ("Lacurile", "Lacuri, lacuri și iar lacuri. " + FILLER + "Un bac."),
}


@pytest.fixture(scope="module", params=[1, 3], ids=["one segment", "three segments"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> rasfoi.Index:
    folder = tmp_path_factory.mktemp("all-words")
    (folder / "corpus").mkdir()
    lines = [
        json.dumps({"id": key, "title": title, "body": body, "source": "Unu"})
        for key, (title, body) in ARTICLES.items()
    ]
    lines += [json.dumps({"id": f"f{at}", "title": f"Zi {at}", "body": FILLER * 2}) for at in range(60)]
    for part in range(request.param):
        (folder / "corpus" / f"{part}.jsonl").write_text("\n".join(lines[part :: request.param]), "utf-8")
        rasfoi.update(folder / "corpus", folder / "index")
    return rasfoi.open(folder / "index")


@pytest.mark.parametrize(
    ("query", "first", "all_words"),
    [
        ("casa pod", {"both", "inflected"}, 2),
        ("casă podul", {"both", "inflected"}, 2),
        ("primar case pod", {"both", "inflected"}, 2),
        ("de ce casă la pod", {"both", "inflected"}, 2),
        ("castori salcie pod", {"three"}, 1),
        ("castori salcie primar", {"three"}, 1),
        ("casă pod -castori", {"both", "inflected"}, 2),
        ("casă pod sursa:unu", {"both", "inflected"}, 2),
        ('"podul rămâne" casă', {"both"}, 1),
        ("casă castori", set(), 0),
        ("casă pod zzzqqq", {"both", "inflected"}, 0),
        ("casa podd", {"both", "inflected"}, 2),
    ],
)
def test_articles_with_all_words_come_first(
    index: rasfoi.Index, query: str, first: set[str], all_words: int
) -> None:
    page = index.search(query, limit=20)
    assert {hit.id for hit in page.hits[: len(first)]} == first
    assert page.all_words == all_words < page.total


def test_of_these_the_ones_with_the_words_as_typed_come_first(index: rasfoi.Index) -> None:
    assert [hit.id for hit in index.search("casă podul").hits[:2]] == ["both", "inflected"]
    assert [hit.id for hit in index.search("casele poduri").hits[:2]] == ["inflected", "both"]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("bac lac", ["ferry", "lake", "ferries"]),
        ("bacuri lacuri", ["ferry", "ferries", "lake"]),
        ("bacul lac", ["ferry"]),
        ("bac lacuri", ["ferry", "lake", "ferries"]),
    ],
)
def test_a_title_with_all_words_counts_as_if_they_were_typed_so(
    index: rasfoi.Index, query: str, ids: list[str]
) -> None:
    assert [hit.id for hit in index.search(query).hits[: len(ids)]] == ids


@pytest.mark.parametrize("query", ["casă", "de la pod", "", "zzzqqq"])
def test_of_one_word_all_hits_have_all_words(index: rasfoi.Index, query: str) -> None:
    page = index.search(query, sort="newest" if not query else "relevance")
    assert page.all_words == page.total


def test_filters_pages_and_orders_count_alike(index: rasfoi.Index) -> None:
    assert index.search("casă pod", source="Doi").all_words == 0
    assert {index.search("casă pod", sort=sort).all_words for sort in ("newest", "oldest")} == {2}
    every = [hit.id for hit in index.search("casă pod", limit=20).hits]
    paged = [index.search("casă pod", limit=1, offset=at).hits[0].id for at in range(len(every))]
    assert paged == every


def test_it_is_explained(index: rasfoi.Index) -> None:
    for hit in index.search("casă pod", explain=True).hits:
        assert sum(part.score for part in hit.explanation) == pytest.approx(hit.score, rel=1e-6)
        assert any(part.terms == ("all words",) for part in hit.explanation) == (
            hit.id in ("both", "inflected")
        )


def test_function_words_do_not_change_the_kind_of_a_search(index: rasfoi.Index) -> None:
    orders = [
        [hit.id for hit in index.search(query).hits if not hit.id.startswith("f")]
        for query in ("casă pod", "ce casă pod", "de ce casă la pod")
    ]
    assert orders[0] == orders[1] == orders[2]


def test_the_command_tells_how_many(index: rasfoi.Index) -> None:
    found = CliRunner().invoke(main, ["search", "casă pod", "--index", index.address])
    assert ", 2 with all the words, " in found.stderr
    found = CliRunner().invoke(main, ["search", "casă", "--index", index.address])
    assert "all the words" not in found.stderr


COUNT = 60
Lists = list[dict[int, int]]
LISTS = st.lists(st.dictionaries(st.integers(0, COUNT - 1), st.integers(1, 3)), min_size=1, max_size=2)


def weighted(listed: dict[int, int]) -> Weighted:
    docs = np.array(sorted(listed), np.uint32)
    masks = np.array([listed[doc] for doc in sorted(listed)], np.uint8)
    return Weighted(Postings(docs, masks, masks), (1, 1, 1), exact=2)


@given(st.lists(st.tuples(LISTS, LISTS), min_size=1, max_size=3))
def test_words_are_found_together_however_frequent_they_are(words: list[tuple[Lists, Lists]]) -> None:
    groups, titles = (tuple(tuple(map(weighted, word[at])) for word in words) for at in (0, 1))
    expected = {}
    for doc in range(COUNT):
        levels = [[1 + bool(each[doc] & 2) for each in word if doc in each] for word, _ in words]
        if all(levels):
            titled = all(any(doc in each for each in title) for _, title in words)
            expected[doc] = min(map(max, levels)) + 2 * titled
    # Among few articles words are frequent, among a thousand none is.
    for articles in (COUNT, 1000):
        found = having_all(groups, titles, articles)
        assert dict(zip(found.docs.tolist(), found.levels.tolist(), strict=True)) == expected
    every = rated(np.arange(COUNT), groups, titles, COUNT)
    levels = dict(zip(every.docs.tolist(), every.levels.tolist(), strict=True))
    assert {doc: levels[doc] for doc in expected} == expected and len(levels) == COUNT
    assert all(levels[doc] in (1, 3) for doc in levels if doc not in expected)


def test_a_short_page_begins_as_a_long_one_does(tmp_path: Path) -> None:
    rng, words = Random(3), ["castorul", "podul", "primar", "case", "lac", "munte"]
    for at in range(400):
        title, body = (" ".join(rng.choices(words, k=count)) for count in (3, rng.randint(2, 9)))
        (tmp_path / f"{at}.txt").write_text(f"{title}\n\n{body}", "utf-8")
    rasfoi.build(tmp_path, tmp_path / "index")
    index = rasfoi.open(tmp_path / "index")
    for query in ("castor pod", "lac munte", "primari case", "pod lac munte", "castor primar casă lac"):
        short, long = (index.search(query, limit=limit, duplicates=True).hits for limit in (30, 100))
        assert len(long) == 100
        assert [(hit.id, hit.score) for hit in short] == [(hit.id, hit.score) for hit in long[:30]]
