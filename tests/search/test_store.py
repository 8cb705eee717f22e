"""The seam between asking and keeping: an index stands on any store, and knows none by name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import rasfoi
from click.testing import CliRunner
from rasfoi.cli import main
from rasfoi.search import opening
from rasfoi.search.engine import Index
from rasfoi.search.store import Store
from rasfoi.web.app import create_app

from .memory_store import MemoryStore

SEARCH = Path(rasfoi.__file__).parent / "search"
ABOVE = [
    *(SEARCH / f"{name}.py" for name in ("store", "engine", "execution")),
    *(path for room in ("answer", "query") for path in (SEARCH / room).rglob("*.py")),
    *(SEARCH / "fetch" / name for name in ("hits.py", "snippets.py")),
    *(path for path in (SEARCH.parent / "web").rglob("*.py") if path.parent.name != "server"),
]
BELOW = {
    "segment", "directory", "indexer", "near_duplicates", "ranking", "vocabulary", "embedded", "cluster",
    "completion", "more_like_this", "highlighter", "explain",
}  # fmt: skip
ARTICLES = [
    rasfoi.Article(
        "pod", "Podul cel nou", "Primarul a deschis podul peste râu. Trec vulpi pe el.", source="Ziar"
    ),
    rasfoi.Article("vulpe", "Vulpea și cocoșul", "O vulpe a furat cocoșul primarului.", source="Poveste"),
    rasfoi.Article("ploi", "Plouă în oraș", "Va ploua până marți, iar râul crește.", source="Ziar"),
]


@pytest.fixture
def index() -> Index:
    store: Store = MemoryStore(ARTICLES)
    return Index(store)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("vulpile primarului", {"pod", "vulpe"}),
        ("+vulpe -pod", {"vulpe"}),
        ('"râul crește"', {"ploi"}),
        ('"crește râul"', set()),
        ("(pod SAU vulpe) sursa:Ziar", {"pod"}),
        ("coco*", {"vulpe"}),
        ("primraul", {"pod", "vulpe"}),
    ],
)
def test_the_language_of_queries_on_another_store(index: Index, query: str, ids: set[str]) -> None:
    assert {hit.id for hit in index.search(query).hits} == ids


def test_a_page_of_another_store(index: Index) -> None:
    page = index.search("vulpile primarului", limit=1, facets=True, explain=True)
    assert (page.total, page.all_words, len(page.hits)) == (2, 2, 1)
    assert page.hits[0].snippet.html() == (
        "<mark>Primarul</mark> a deschis podul peste râu. Trec <mark>vulpi</mark> pe el."
    )
    assert page.facets is not None and {each.value for each in page.facets.source} == {"Ziar", "Poveste"}
    assert index.search("zebre").notes == ("No article has: zebre.",)
    assert [note.code for note in index.search("sursa:Ziarul pod").notes] == ["unknown_source_near"]
    title, body = index.highlight("vulpe", "vulpi")
    assert (title.ranges, body.ranges) == (((0, 6),), ((2, 7),))
    assert [hit.id for hit in index.similar("pod")] == ["vulpe", "ploi"]
    assert index.refresh() is index


def test_the_page_and_the_api_of_another_store(index: Index, tmp_path: Path) -> None:
    client = create_app(tmp_path, index=index).test_client()
    answer = client.get("/api/v1/search?q=vulpe").get_json()
    assert {hit["id"] for hit in answer["hits"]} == {"pod", "vulpe"}
    assert "<mark>Vulpea</mark>" in client.get("/?q=vulpe").get_data(as_text=True)
    assert client.get("/api/v1/articles/ploi").get_json()["title"] == "Plouă în oraș"


def test_what_asks_imports_nothing_of_what_keeps() -> None:
    for path in ABOVE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                names = {*(node.module or "").split(".")}
                assert not names & BELOW, f"{path.name} imports {names & BELOW}"


def test_an_address_of_a_kind_that_nothing_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("Podul\n\nPodul s-a deschis azi.", "utf-8")
    for ask in (
        rasfoi.open,
        lambda address: rasfoi.build("a.txt", address),
        lambda a: rasfoi.update("a.txt", a),
    ):
        with pytest.raises(
            rasfoi.BadQuery,
            match="`ftp://` is no address of an index: give its folder, or that of a cluster: opensearch://",
        ):
            ask("ftp://host/index")
    for command in (["rebuild", "a.txt"], ["update", "a.txt"], ["search", "pod"], ["info"], ["serve"]):
        result = CliRunner().invoke(main, [*command, "--index", "ftp://host/index"])
        assert (result.exit_code, "give its folder" in result.stderr) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_what_an_index_on_a_cluster_does_not_do_tells_what_to_do() -> None:
    address = "opensearch://127.0.0.1:1/stiri"
    for ask, what in ((rasfoi.embed, "Search by meaning"), (rasfoi.open_whoosh, "An index for Whoosh")):
        with pytest.raises(rasfoi.BadQuery, match=f"^{what} needs an index in a folder.*`rasfoi rebuild "):
            ask(address)
    result = CliRunner().invoke(main, ["embed", "--index", address, "--model", "e5"])
    assert result.exit_code == 1 and "`rasfoi rebuild CORPUS --index FOLDER`" in result.stderr


@pytest.mark.parametrize("lost", [Path("opensearch://127.0.0.1:1/stiri"), "opensearchs:/127.0.0.1:1/stiri"])
def test_an_address_that_has_lost_a_slash_makes_no_folder(
    lost: Path | str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("Podul\n\nPodul s-a deschis azi.", "utf-8")
    for ask in (rasfoi.open, lambda address: rasfoi.build("a.txt", address), rasfoi.generations):
        with pytest.raises(rasfoi.BadQuery, match="has lost a slash"):
            ask(lost)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_the_command_takes_an_address_apart_before_it_asks_anybody() -> None:
    for address, told in (
        ("opensearch://host/Stiri", "write `stiri`"),
        ("opensearch://host", "does not say which index"),
        ("opensearchs://ana:parola@host/stiri", "RASFOI_OPENSEARCH_PASSWORD"),
    ):
        result = CliRunner().invoke(main, ["search", "pod", "--index", address])
        assert (result.exit_code, told in result.stderr, "parola" in result.stderr) == (2, True, False)
    for option in ("--shards", "--replicas"):
        result = CliRunner().invoke(main, ["rebuild", "a.txt", "--index", "folder", option, "2"])
        assert result.exit_code == 2 and f"{option} is of an index on a cluster" in result.stderr


def test_an_address_of_a_kind_that_something_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(opening._STORES, "memory", lambda address: MemoryStore(ARTICLES))
    assert rasfoi.open("memory://articles").search("vulpe").total == 2
