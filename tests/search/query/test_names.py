"""Names of a user's dictionary, of which no other form is meant."""

from __future__ import annotations

from pathlib import Path

import pytest
import rasfoi
from rasfoi import Article

TEXTS = {
    "nume": ("Primarul", "Primarul Vulpe a tăiat panglica la podul nou."),
    "animale": ("Pădurea", "Doi pui de vulpi au trecut podul noaptea."),
    "cioban": ("La munte", "Oile lui Cioban pasc lângă apă."),
    "stâna": ("La stână", "Ciobanii au coborât oile în sat."),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("names") / "index"
    rasfoi.build([Article(id, title, body) for id, (title, body) in TEXTS.items()], folder)
    return folder


def found(index: rasfoi.Index, query: str) -> list[str]:
    return sorted(hit.id for hit in index.search(query).hits)


def test_a_name_is_found_in_its_own_form(folder: Path, tmp_path: Path) -> None:
    common = rasfoi.open(folder, dictionary=tmp_path)
    assert found(common, "Vulpe") == ["animale", "nume"] and found(common, "cioban") == ["cioban", "stâna"]
    (tmp_path / "names.txt").write_text("# primari\nVulpe\nIon Cioban\n", "utf-8")
    index = rasfoi.open(folder, dictionary=tmp_path)
    assert found(index, "Vulpe") == found(index, "vulpe") == ["nume"]
    assert found(index, "cioban") == ["cioban"]
    # Other forms are words as ever.
    assert found(index, "vulpi") == found(common, "vulpi") == ["animale", "nume"]
    assert found(index, "+Vulpe pod") == ["nume"] and found(index, "pod -Vulpe") == ["animale"]
    assert found(index, "titlu:Vulpe") == []
    page = index.search("pod Vulpe")
    assert [hit.id for hit in page.hits] == ["nume", "animale"] and page.all_words == 1
    assert "<mark>Vulpe</mark>" in page.hits[0].snippet.html() and page.hits[0].score > page.hits[1].score


def test_a_name_is_not_corrected_and_may_be_unknown(folder: Path, tmp_path: Path) -> None:
    assert rasfoi.open(folder, dictionary=tmp_path).search("ciopan").suggestion is not None
    (tmp_path / "names.txt").write_text("Ciopan\n", "utf-8")
    page = rasfoi.open(folder, dictionary=tmp_path).search("ciopan")
    assert (page.total, page.suggestion) == (0, None)
    assert page.notes == ("No article has: ciopan.",)


def test_a_name_with_synonyms_is_found_by_them(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("Vulpe\n", "utf-8")
    (tmp_path / "synonyms.txt").write_text("Vulpe, Cioban\n", "utf-8")
    assert set(found(rasfoi.open(folder, dictionary=tmp_path), "Vulpe")) >= {"nume", "cioban"}
