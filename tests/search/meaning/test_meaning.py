"""Search by meaning over a small index: what it finds, how that is told, and that the words stay."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import rasfoi
from rasfoi.index.article import Article
from rasfoi.index.embedding import vectors as limits
from rasfoi.search.meaning.spelling import with_diacritics

ARTICLES = [
    Article(
        "spital", "Noapte grea la urgențe",
        "Chirurgul de gardă a operat șase ore un băiat lovit de o mașină. Pacientul e în afara pericolului.",
        datetime(2025, 3, 1), "Gazeta", "Sănătate",
    ),
    Article(
        "bursa", "Indicele a închis pe minus",
        "Acțiunile băncilor au coborât după ședința de marți. Investitorii așteaptă datele despre inflație.",
        datetime(2025, 3, 2), "Bursierul", "Economie",
    ),
    Article(
        "fotbal", "Victorie în deplasare",
        "Gazdele au condus la pauză, dar oaspeții au întors scorul în ultimele minute ale partidei.",
        datetime(2025, 3, 3), "Gazeta", "Sport",
    ),
    Article(
        "livada", "Recoltă târzie",
        "Pomicultorii din Voinești culeg merele cu două săptămâni mai târziu din cauza brumei din aprilie.",
        datetime(2025, 3, 4), "Gazeta", "Agricultură",
    ),
    Article(
        "tren", "Întârzieri pe calea ferată",
        " ".join(f"Un mărfar a deraiat lângă Pașcani, la kilometrul {n} spre Suceava." for n in range(18))
        + " ".join(f" La bufet s-a gătit supă cu {n} legume și s-a copt pâine cu brânză." for n in range(14)),
        datetime(2025, 3, 5), "Gazeta", "Transport",
    ),
]  # fmt: skip
# No word of it is in the article that it means.
PARAPHRASE = "doctor salvează viața micuțului accidentat rutier"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Path:
    folder = tmp_path_factory.mktemp("meaning")
    rasfoi.build(ARTICLES, folder, model=model_dir)
    return folder


@pytest.fixture(scope="module")
def meant(folder: Path) -> rasfoi.Index:
    return rasfoi.open(folder)


def ids(page: rasfoi.SearchPage) -> list[str]:
    return [hit.id for hit in page.hits]


def test_a_paraphrase_is_found_and_says_so(meant: rasfoi.Index) -> None:
    page = meant.search(PARAPHRASE)
    assert ids(page)[0] == "spital"
    hit = page.hits[0]
    assert hit.by_meaning
    assert hit.snippet == rasfoi.Snippet(ARTICLES[0].body)
    assert (page.meaning, page.total + page.by_meaning, page.reachable) == (True, 5, 5)
    assert "spital" not in ids(meant.search(PARAPHRASE, meaning="off"))


def test_only_meaning(meant: rasfoi.Index) -> None:
    page = meant.search("echipă câștigă meciul", meaning="only", facets=True)
    assert ids(page)[0] == "fotbal"
    assert page.reachable == len(page.hits) == 5
    assert page.facets
    assert sum(each.count for each in page.facets.source) == 5
    newest = meant.search("echipă câștigă meciul", meaning="only", sort="newest")
    assert ids(newest) == ["tren", "livada", "fotbal", "bursa", "spital"]


@pytest.mark.parametrize(
    "query",
    [
        "mere",
        "merele din Voinești",
        "merele culese, livadă",
        "chirurg medic doctor gardă urgență spital băiat copil mașină accident operație oră risc pat viață",
        '"culeg merele" din livada bătrână a satului',
        "+merele culese în livada satului vecin",
        "merele culese în livada -satului vecin frumos",
        "titlu:recoltă merele culese livada satului",
        "merele ȘI livada SAU satul culese",
        "merel* culese în livada satului vecin",
        "",
    ],
)
def test_auto_leaves_short_queries_and_operators_to_the_words(meant: rasfoi.Index, query: str) -> None:
    page, words = meant.search(query), meant.search(query, meaning="off")
    assert not page.meaning
    assert (page.hits, page.total) == (words.hits, words.total)


@pytest.mark.parametrize("query", ["merele culese în livadă", "merele culese, livadă, sat"])
def test_auto_takes_three_words_of_a_sentence_and_any_four(meant: rasfoi.Index, query: str) -> None:
    assert meant.search(query).meaning


def test_auto_leaves_a_title_to_the_words(meant: rasfoi.Index) -> None:
    title = "indicele a închis pe minus"
    page = meant.search(title)
    assert (page.meaning, ids(page)) == (False, ["bursa"])
    assert meant.search(f"{title} marți").meaning
    assert meant.search(title, source="Gazeta").meaning
    assert meant.search(title, meaning="only").meaning


@pytest.mark.parametrize("options", [{"sort": "newest"}, {"prefix": True}])
def test_auto_leaves_dates_and_typing_to_the_words(meant: rasfoi.Index, options: dict[str, object]) -> None:
    assert not meant.search(PARAPHRASE, **options).meaning  # type: ignore[arg-type]


def test_filters_hold_for_meaning_too(meant: rasfoi.Index) -> None:
    page = meant.search(PARAPHRASE, source="Bursierul")
    assert ids(page) == ["bursa"]
    assert ids(meant.search(PARAPHRASE, after="2025-03-04", meaning="only")) in (
        ["tren", "livada"],
        ["livada", "tren"],
    )


@pytest.mark.parametrize("meaning", ["auto", "only"])
def test_a_filter_that_nothing_passes(meant: rasfoi.Index, meaning: str) -> None:
    page = meant.search(PARAPHRASE, meaning=meaning, source="Altul", facets=True)
    assert (len(page.hits), page.total, page.by_meaning) == (0, 0, 0)


def test_words_and_meaning_explain_the_score(meant: rasfoi.Index) -> None:
    for hit in meant.search(PARAPHRASE + " mărfar", explain=True).hits:
        kinds = {part.terms[0]: part.score for part in hit.explanation}
        assert kinds.keys() == {"words", "meaning"}
        assert sum(kinds.values()) == pytest.approx(hit.score)
    scores = [hit.score for hit in meant.search(PARAPHRASE).hits]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("query", "weight"), [(PARAPHRASE, 0.6), (f"{PARAPHRASE} mărfar deraiat spre Suceava legume", 0.5)]
)
def test_meaning_counts_less_for_a_long_query(meant: rasfoi.Index, query: str, weight: float) -> None:
    page = meant.search(query, explain=True)
    assert len(page.hits) == page.reachable
    parts = [part.score for hit in page.hits for part in hit.explanation if part.terms[0] == "meaning"]
    assert np.std(parts) == pytest.approx(weight)


def test_the_nearest_passage_of_a_long_article_is_shown(meant: rasfoi.Index) -> None:
    hits = meant.search("ciorbă fierbinte, plăcinte calde, cuptor", meaning="only").hits
    (hit,) = (hit for hit in hits if hit.id == "tren")
    assert hit.by_meaning
    assert not hit.snippet.ranges
    assert hit.snippet.text.startswith("…")
    assert "supă" in hit.snippet.text
    assert hit.snippet.text.strip("…") in ARTICLES[4].body


def test_pages_and_cursors_go_through_all_hits(meant: rasfoi.Index) -> None:
    whole = ids(meant.search(PARAPHRASE))
    assert [ids(meant.search(PARAPHRASE, limit=1, offset=at))[0] for at in range(5)] == whole
    page = meant.search(PARAPHRASE, limit=2)
    seen = ids(page)
    while page.next:
        page = meant.search(PARAPHRASE, limit=2, cursor=page.next)
        seen += ids(page)
    assert seen == whole
    assert [hit.id for hit in meant.search_iter(PARAPHRASE)] == whole
    with pytest.raises(rasfoi.RasfoiError):
        meant.search(PARAPHRASE, limit=2, meaning="off", cursor=meant.search(PARAPHRASE, limit=2).next)


def test_near_duplicates_of_hits_are_not_added(tmp_path: Path, model_dir: Path) -> None:
    body = " ".join(f"Propoziția {n} vorbește despre grădina numărul {n} din sat." for n in range(40))
    twins = [Article("a", "Grădini", body), Article("b", "Grădini", body + " Gata.")]
    rasfoi.build([*ARTICLES, *twins], tmp_path, model=model_dir)
    page = rasfoi.open(tmp_path).search("legume cultivate de țărani lângă casele lor")
    assert len({"a", "b"}.intersection(ids(page))) == 1
    assert len(page.hits) == page.reachable


def test_near_duplicates_without_a_word_of_the_query_are_folded(tmp_path: Path, model_dir: Path) -> None:
    bodies = [
        " ".join(f"Propoziția {n} vorbește despre {what} numărul {n} din sat." for n in range(40))
        for what in ("grădina", "fântâna", "puntea")
    ]
    twins = [Article(f"{number}-{copy}", "", body) for number, body in enumerate(bodies) for copy in "ab"]
    rasfoi.build(twins, tmp_path, model=model_dir)
    page = rasfoi.open(tmp_path).search(PARAPHRASE)
    assert (page.total, page.by_meaning, page.folded) == (0, 3, 0)
    assert {each[0] for each in ids(page)} == {"0", "1", "2"}
    assert all(hit.by_meaning and not hit.duplicates for hit in page.hits)


def test_similar_articles_are_near_in_meaning(tmp_path: Path, model_dir: Path) -> None:
    near = Article("clinica", "Secția nouă", "Doctorii tratează micuții accidentați cu aparatură modernă.")
    rasfoi.build([*ARTICLES, near], tmp_path, model=model_dir)
    index = rasfoi.open(tmp_path)
    similar = [hit.id for hit in index.similar("clinica")]
    assert similar[0] == "spital"
    assert "clinica" not in similar
    (tmp_path / "words").mkdir()
    rasfoi.build([*ARTICLES, near], tmp_path / "words")
    assert "spital" not in [hit.id for hit in rasfoi.open(tmp_path / "words").similar("clinica")]


def test_a_query_without_diacritics_is_read_as_articles_write_it(meant: rasfoi.Index) -> None:
    def written(text: str) -> str:
        return with_diacritics(text, meant.store.vocabulary)

    assert written("Intarzieri langa Pascani, 2025!") == "Întârzieri lângă Pașcani, 2025!"
    # Whoever types some writes them all.
    assert written("întârzieri langa Pascani") == "întârzieri langa Pascani"
    assert written("zxcvb în") == "zxcvb în"
    assert written('Intarzieri ȘI Pascani sursa:"Țara"') == 'Întârzieri ȘI Pașcani sursa:"Țara"'
    plain = meant.search("intarzieri calatori blocati langa gara Pascani", meaning="only")
    assert ids(plain) == ids(meant.search("întârzieri călători blocați lângă gara Pașcani", meaning="only"))


def test_a_bad_value_is_told(meant: rasfoi.Index) -> None:
    with pytest.raises(rasfoi.BadQuery, match="meaning"):
        meant.search("mere", meaning="always")


def test_deleted_articles_are_not_found(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "index"
    shutil.copytree(folder, copy)
    rasfoi.update(copy, delete=["spital"])
    assert "spital" not in ids(rasfoi.open(copy).search(PARAPHRASE, meaning="only"))


def test_lists_of_vectors_are_made_carried_and_searched(
    tmp_path: Path, model_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_COMPARED", 3)
    rasfoi.build(ARTICLES, tmp_path, model=model_dir)
    index = rasfoi.open(tmp_path)
    assert [len(each.list_starts) for each in index.store.vectors] == [3]
    assert ids(index.search(PARAPHRASE))[0] == "spital"
    assert ids(index.search("echipă câștigă meciul", meaning="only", source="Gazeta"))[0] == "fotbal"
    near = Article("clinica", "Secția nouă", "Doctorii tratează micuții accidentați cu aparatură modernă.")
    report = rasfoi.update(tmp_path, add=[near], delete=["fotbal"])
    assert report.embedded == 1
    index = rasfoi.open(tmp_path)
    assert ids(index.search("echipă câștigă meciul", meaning="only"))[0] != "fotbal"
    assert index.similar("clinica")[0].id == "spital"
    assert rasfoi.build([*ARTICLES, near], tmp_path, model=model_dir).embedded == 1
    index = rasfoi.open(tmp_path)
    index.check()
    assert ids(index.search("echipă câștigă meciul", meaning="only"))[0] == "fotbal"


def test_an_index_without_vectors_names_the_command(tmp_path: Path) -> None:
    rasfoi.build(ARTICLES, tmp_path)
    index = rasfoi.open(tmp_path)
    assert not index.search(PARAPHRASE).meaning
    with pytest.raises(rasfoi.ModelUnavailable, match="rasfoi embed --index"):
        index.search(PARAPHRASE, meaning="only")


def search_in_a_process(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "rasfoi",
        "search",
        "mărfar deraiat lângă Pașcani ieri",
        "--index",
        str(folder),
    ]
    return subprocess.run([*command, "--json", *words], capture_output=True, text=True, check=False)


@pytest.fixture
def away(tmp_path: Path, model_dir: Path) -> tuple[Path, Path]:
    """Return an index and its model, which a test takes away or damages."""
    shutil.copytree(model_dir, tmp_path / "model")
    rasfoi.build(ARTICLES, tmp_path / "index", model=tmp_path / "model")
    return tmp_path / "index", tmp_path / "model"


def damage(model: Path) -> None:
    (model / "model.onnx").write_bytes(b"\0" * 100)


def exchange(model: Path) -> None:
    path = model / "rasfoi-model.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"passage_prefix": "p: "}), "utf-8")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (shutil.rmtree, "There is no model"),
        (damage, "model.onnx is damaged"),
        (exchange, "rasfoi embed --model"),
    ],
)
def test_words_work_where_the_model_cannot_be_used(away: tuple[Path, Path], spoil: object, says: str) -> None:
    index, model = away
    spoil(model)  # type: ignore[operator]
    words = search_in_a_process(index)
    assert words.returncode == 0
    assert says in words.stderr
    page = json.loads(words.stdout)
    assert (page["hits"][0]["id"], page["meaning"]) == ("tren", False)
    only = search_in_a_process(index, "--meaning", "only")
    assert only.returncode == 1
    assert says in only.stderr


def test_words_work_without_the_extra(folder: Path) -> None:
    program = (
        "import sys; sys.modules['onnxruntime'] = sys.modules['tokenizers'] = None\n"
        f"import rasfoi; index = rasfoi.open({str(folder)!r})\n"
        f"page = index.search({PARAPHRASE!r}); assert not page.meaning\n"
        f"index.search({PARAPHRASE!r}, meaning='only')"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "pip install 'rasfoi[semantic]'" in ended.stderr.splitlines()[-1]
    assert "AssertionError" not in ended.stderr


def test_nothing_of_it_is_imported_where_it_is_not_used(folder: Path, tmp_path: Path) -> None:
    rasfoi.build(ARTICLES, tmp_path)
    for index, query in ((tmp_path, PARAPHRASE), (folder, "mere")):
        program = (
            f"import rasfoi; rasfoi.open({str(index)!r}).search({query!r}); import sys; print(*sys.modules)"
        )
        modules = set(subprocess.check_output([sys.executable, "-c", program], text=True).split())
        assert not modules.intersection(("onnxruntime", "tokenizers", "rasfoi.search.meaning.answer"))
