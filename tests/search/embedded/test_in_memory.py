"""An index that no folder keeps, and one that is closed."""

from __future__ import annotations

import gc
import tempfile
from pathlib import Path

import pytest
import rasfoi
from rasfoi import Article

from ...conftest import SAMPLE

MAPS = Path("/proc/self/maps")
ARTICLES = [
    Article("a", "Podul vechi", "Podul vechi a fost închis."),
    Article("b", "Podul nou", "Podul nou se deschide vineri."),
]


def mapped(index: str) -> bool:
    return index in MAPS.read_text(encoding="utf-8")


def test_an_index_without_a_folder_answers_as_another_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with rasfoi.build(iter(ARTICLES)) as index:
        assert not list(tmp_path.iterdir())
        assert isinstance(index, rasfoi.Index) and index.report and index.report.articles == 2
        assert [hit.id for hit in index.search("pod deschis").hits] == ["b", "a"]
        assert index.get("a") == ARTICLES[0] and index.similar("a")[0].id == "b"
        assert index.suggest("pod")[0].text and len(list(index.search_iter("pod"))) == 2
        assert index.highlight("a", "podul")[1].ranges
        assert index.refresh() is index and index.info().articles == 2
        index.check()
        index.check_present()
    assert not list(tmp_path.iterdir())


def test_an_index_of_files_needs_no_folder_either(tmp_path: Path, index: rasfoi.Index) -> None:
    (tmp_path / "stricat.json").write_text("{", encoding="utf-8")
    (tmp_path / "sample").symlink_to(SAMPLE)
    with rasfoi.build(tmp_path, follow=True) as ours:
        assert ours.info().articles == index.info().articles
        assert ours.report and [failure.path for failure in ours.report.failures] == ["stricat.json"]


def test_many_of_them_are_apart_and_an_error_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with rasfoi.build(ARTICLES[:1]) as one, rasfoi.build(ARTICLES[1:]) as other:
        assert (one.search("pod").total, other.search("pod").total) == (1, 1)
        assert one.address != other.address
        with pytest.raises(rasfoi.BadQuery):
            rasfoi.open(one.address)
    with pytest.raises(rasfoi.BadArticle):
        rasfoi.build([])
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not MAPS.exists(), reason="tells of maps on Linux only")
def test_closing_unmaps_at_once(tmp_path: Path) -> None:
    rasfoi.build(ARTICLES, tmp_path / "index")
    gc.disable()
    try:
        index = rasfoi.open(tmp_path / "index")
        hits = index.search("pod", facets=True, explain=True).hits
        index.get("a"), index.similar("a"), index.suggest("po"), index.highlight("a", "pod"), index.check()
        every = index.search_iter("pod")
        next(every)
        assert mapped(str(tmp_path))
        index.close()
        index.close()
        every.close()  # type: ignore[attr-defined]
        assert not mapped(str(tmp_path))
    finally:
        gc.enable()
    assert hits[0].title == "Podul vechi" or hits[0].title == "Podul nou"


@pytest.mark.skipif(not MAPS.exists(), reason="tells of maps on Linux only")
def test_an_index_in_memory_is_free_when_nothing_holds_it() -> None:
    index = rasfoi.build(ARTICLES)
    name = index.generation
    assert mapped(name)
    del index
    assert not mapped(name)


def test_what_is_asked_of_a_closed_index_is_a_clear_error() -> None:
    index = rasfoi.build(ARTICLES)
    every = index.search_iter("pod", duplicates=True)
    index.close()
    for ask in (
        lambda: index.search("pod"),
        lambda: index.get("a"),
        lambda: index.similar("a"),
        lambda: index.suggest("p"),
        lambda: index.highlight("a", "p"),
        lambda: index.duplicates("a"),
        lambda: index.search_iter("p"),
        lambda: next(every),
        lambda: index.info(),
        lambda: index.check(),
        lambda: index.refresh(),
        lambda: index.generation,
        lambda: index.address,
    ):
        with pytest.raises(ValueError, match="closed"):
            ask()
