"""Near-duplicates: which articles are, and how they are folded, counted and paged."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasfoi
from rasfoi.index.building.near_duplicates import group

AGENCY = (
    "Primăria orașului Valea Morii a anunțat joi că podul de lemn de peste râul Morii va fi închis timp de "
    "trei luni, deoarece stâlpii de la malul drept s-au tasat după ploile din primăvară. Inginerii care au "
    "verificat structura spun că traversarea rămâne sigură pentru pietoni, dar că mașinile trebuie să "
    "ocolească prin satul vecin. Lucrările costă două milioane de lei și sunt plătite din bugetul "
    "județului. Constructorul promite că va lucra și noaptea, iar primarul le cere locuitorilor să aibă "
    "răbdare până la sfârșitul verii. O navetă gratuită va circula din jumătate în jumătate de oră între "
    "cele două maluri."
)
OTHER = (
    "Muzeul de istorie din Valea Morii își redeschide sălile după o renovare care a durat un an. "
    "Vizitatorii pot vedea unelte vechi, hărți desenate de mână și o colecție de clopote turnate în "
    "atelierele din oraș. Directorul spune că intrarea va fi liberă în prima duminică din fiecare lună, iar "
    "elevii vor primi ghizi."
)
FORECAST = (
    "Meteorologii anunță pentru Valea Morii o zi cu cer variabil, vânt slab până la moderat și temperaturi "
    "de {} grade la prânz. Noaptea minima coboară la {} grade, iar umiditatea ajunge la {} la sută. "
    "Presiunea atmosferică este de {} milimetri, în ușoară creștere față de ziua precedentă. În weekend "
    "sunt așteptate averi de ploaie."
)


def plain(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))


def built(folder: Path, articles: list[dict[str, Any]]) -> rasfoi.Index:
    folder.mkdir(exist_ok=True)
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
    rasfoi.build(folder / "a.jsonl", folder / "index")
    return rasfoi.open(folder / "index")


def groups(index: rasfoi.Index, ids: list[str]) -> set[frozenset[str]]:
    return {frozenset([each, *(hit.id for hit in index.duplicates(each))]) for each in ids}


COPIES = [
    {"id": "ziar", "title": "Podul din Valea Morii se închide", "body": AGENCY, "source": "Ziar",
     "section": "Local", "date": "2025-03-06"},
    {"id": "post", "title": "Ocol de trei luni pentru șoferi", "body": AGENCY, "source": "Post",
     "section": "Trafic", "date": "2025-03-07"},
    {"id": "site", "title": "Pod închis", "body": AGENCY.replace("joi", "astăzi") + " Foto: redacția.",
     "source": "Site", "section": "Local", "date": "2025-03-08"},
    {"id": "muzeu", "title": "Muzeul și podul", "body": OTHER + " Lângă pod.", "source": "Ziar",
     "section": "Local", "date": "2025-03-09"},
]  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> rasfoi.Index:
    return built(tmp_path_factory.mktemp("folding"), COPIES)


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(AGENCY, id="the same"),
        pytest.param(AGENCY + " Citește și alte știri din oraș.", id="a line more"),
        pytest.param(AGENCY.rpartition(" O ")[0], id="without its last sentence"),
        pytest.param("VALEA MORII, 6 martie. " + AGENCY, id="the day it was sent"),
        pytest.param(AGENCY.upper(), id="capitals"),
        pytest.param(plain(AGENCY), id="no diacritics"),
        pytest.param(AGENCY.replace("ș", "ş").replace("ț", "ţ"), id="cedillas"),
        pytest.param("\n\n".join(AGENCY.split(". ")), id="paragraphs"),
        pytest.param(AGENCY.replace("stâlpii", "pilonii"), id="a word changed"),
    ],
)
def test_a_copy_is_a_duplicate(tmp_path: Path, copy: str) -> None:
    articles = [
        {"id": "a", "title": "Un titlu", "body": AGENCY},
        {"id": "b", "title": "Cu totul altul", "body": copy},
        {"id": "c", "title": "Un titlu", "body": OTHER},
    ]
    assert groups(built(tmp_path, articles), ["a", "b", "c"]) == {frozenset("ab"), frozenset("c")}


@pytest.mark.parametrize(
    ("one", "another"),
    [
        pytest.param(FORECAST.format(21, 9, 60, 755), FORECAST.format(24, 12, 48, 758), id="a forecast"),
        pytest.param(
            FORECAST.format(21, 9, 60, 755), FORECAST.format(21, 9, 61, 750), id="two of its figures"
        ),
        pytest.param(AGENCY + " Vor fi 40 de zile.", AGENCY + " Vor fi 90 de zile.", id="its only figure"),
        pytest.param(AGENCY, AGENCY[: len(AGENCY) // 2] + OTHER, id="half of it"),
        pytest.param(AGENCY, AGENCY[: len(AGENCY) * 3 // 4] + OTHER[:150], id="three quarters of it"),
        pytest.param(
            "Pe scurt, ultimele știri ale zilei.", "Pe scurt, ultimele știri ale zilei.", id="short"
        ),
        pytest.param("", "", id="nothing"),
    ],
)
def test_what_differs_is_no_duplicate(tmp_path: Path, one: str, another: str) -> None:
    articles = [
        {"id": "a", "title": "Titlu", "body": one},
        {"id": "b", "title": "Titlul doi", "body": another},
    ]
    assert groups(built(tmp_path, articles), ["a", "b"]) == {frozenset("a"), frozenset("b")}


def test_the_best_one_stands_for_all(index: rasfoi.Index) -> None:
    page = index.search("pod închis")
    assert [(hit.id, hit.duplicates) for hit in page.hits] == [("site", 2), ("muzeu", 0)]
    assert (page.total, page.folded) == (4, 2)
    counted = index.search("pod închis", limit=0, offset=1)
    assert (counted.hits, counted.total, counted.folded) == ((), 4, 2)


def test_all_are_shown_on_request(index: rasfoi.Index) -> None:
    page = index.search("pod", duplicates=True)
    assert {hit.id for hit in page.hits} == {"ziar", "post", "site", "muzeu"}
    assert (page.total, page.folded, [hit.duplicates for hit in page.hits]) == (4, 0, [0] * 4)


def test_one_that_passes_the_filter_shows_where_the_best_one_does_not(index: rasfoi.Index) -> None:
    page = index.search("pod închis", source="Post")
    assert [(hit.id, hit.duplicates) for hit in page.hits] == [("post", 0)]
    page = index.search("pod", section="Local", sort="oldest")
    assert [(hit.id, hit.duplicates) for hit in page.hits] == [("ziar", 1), ("muzeu", 0)]
    assert (page.total, page.folded) == (3, 1)


def test_facets_count_articles_as_the_total_does(index: rasfoi.Index) -> None:
    page = index.search("pod", facets=True)
    assert page.facets
    assert sum(each.count for each in page.facets.source) == page.total == 4


def test_only_articles_that_match_are_counted(index: rasfoi.Index) -> None:
    page = index.search("redacția")
    assert [(hit.id, hit.duplicates) for hit in page.hits] == [("site", 0)]
    assert (page.total, page.folded) == (1, 0)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_follow_one_another_without_a_repeat(tmp_path: Path, sort: str) -> None:
    articles = [
        {"id": f"{n}-{copy}", "title": f"Numărul {n}", "date": f"2025-01-{1 + (n * 7 + copy) % 28:02}",
         "body": " ".join(f"cuvânt{(n * 31 + at * at) % 997}" for at in range(60)) + " pod" * (1 + n % 5)}
        for n in range(20) for copy in range(1 + n % 4)
    ]  # fmt: skip
    index = built(tmp_path, articles)
    first = index.search("pod", sort=sort, limit=100)
    every = [hit.id for hit in first.hits]
    paged = [
        hit.id for at in range(0, 24, 3) for hit in index.search("pod", sort=sort, limit=3, offset=at).hits
    ]
    assert paged == every
    assert len(every) == 20 == first.total - first.folded
    assert sum(hit.duplicates for hit in first.hits) == first.folded == 30


def test_similar_articles_are_no_duplicates(index: rasfoi.Index) -> None:
    assert [hit.id for hit in index.similar("ziar")] == ["muzeu"]
    assert len({hit.id for hit in index.similar("muzeu")} & {"ziar", "post", "site"}) == 1


def test_duplicates_of_an_article_are_the_newest_first(index: rasfoi.Index) -> None:
    assert [hit.id for hit in index.duplicates("ziar")] == ["site", "post"]
    assert index.duplicates("muzeu") == ()
    with pytest.raises(KeyError):
        index.duplicates("nowhere")


def test_an_update_folds_as_a_rebuild_does(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for article in COPIES[:2]:
        (corpus / f"{article['id']}.json").write_text(json.dumps(article), encoding="utf-8")
    rasfoi.build(corpus, tmp_path / "index")
    assert [hit.duplicates for hit in rasfoi.open(tmp_path / "index").search("pod").hits] == [1]
    (corpus / "post.json").unlink()
    rasfoi.update(corpus, tmp_path / "index")
    assert [hit.duplicates for hit in rasfoi.open(tmp_path / "index").search("pod").hits] == [0]
    for article in COPIES[2:]:
        (corpus / f"{article['id']}.json").write_text(json.dumps(article), encoding="utf-8")
    rasfoi.update(corpus, tmp_path / "index")
    rasfoi.build(corpus, tmp_path / "rebuilt")
    pages = [rasfoi.open(tmp_path / name).search("pod") for name in ("index", "rebuilt")]
    found = [[(hit.id, hit.duplicates) for hit in page.hits] for page in pages]
    assert found[0] == found[1]
    assert sorted(found[0]) == [("muzeu", 0), ("site", 1)] or sorted(found[0]) == [("muzeu", 0), ("ziar", 1)]


def test_groups_do_not_depend_on_the_order_of_articles() -> None:
    random = np.random.default_rng(3)
    signatures = random.integers(1, 256, (300, 80)).astype(np.uint8)
    signatures[100:150] = signatures[:50]
    signatures[150:160, :10] = random.integers(1, 256, (10, 10))
    ids = random.permutation(300).astype(np.uint64)
    order = random.permutation(300)
    there = group(signatures, ids)
    shuffled = group(signatures[order], ids[order])
    pairs = {
        (min(a, b), max(a, b)) for a in range(300) for b in range(300) if a != b and there[a] == there[b] >= 0
    }
    others = {
        (min(order[a], order[b]), max(order[a], order[b]))
        for a in range(300) for b in range(300) if a != b and shuffled[a] == shuffled[b] >= 0
    }  # fmt: skip
    assert pairs == others
    assert len(pairs) == 50
