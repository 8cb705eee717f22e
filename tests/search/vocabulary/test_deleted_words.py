"""Words of deleted articles: an index that was updated reads a query as one that never had these articles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
import rasfoi
from rasfoi import Article
from rasfoi.index.segment.words import COMMON
from rasfoi.search.embedded.store import EmbeddedStore

OTHERS, LENGTH = 200, 12
PADDING = "Un articol despre orice, cu multe vorbe la un loc, fără niciun rost.".split()

ZAR = (
    "Zaraf Zarcă Zarvă Zarzavat Zariște Zargan Zarnacadea Zaraza Zarand Zaragoza Zarathustra Zarubin Zareh "
    "Zarina Zarema"
).split()


class Case(NamedTuple):
    """A query, what is typed with it, and the texts of articles that stay and that are deleted."""

    query: str
    living: Sequence[str]
    deleted: Sequence[str]
    found: int
    meant: str = ""
    prefix: bool = False


CASES = {
    "the share of a reading": Case(
        "fata", ["o fată cuminte"] * 7 + ["fața palidă"], ["o fată cuminte"] * 5, 8
    ),
    "a near word": Case(
        "Iohannees", ["Iohannes a plecat la mare."], ["Iohannis a venit. "] * 5, 1, meant="Iohannes"
    ),
    "no near word": Case("guvernnul", ["Un deal verde."], ["Guvernul a decis."] * 5, 0),
    "a common word that is rare now": Case(
        "metrolul", ["Metroul e plin."] * 2, ["Metroul e plin."] * COMMON, 2, meant="metroul"
    ),
    "a rare word that is gone": Case("bancheerul", ["Un deal verde."], ["Bancherul tace."], 0),
    "the frequent one of two": Case(
        "barzele", ["Berzele zboară."] * 12 + ["Barjele plutesc."] * 3, ["Barjele plutesc."] * 60, 12,
        meant="berzele",
    ),
    "a spelling": Case("școalla", ["Scoala veche."] * 4, ["Școala nouă."] * 9, 4, meant="scoala"),
    "halves": Case(
        "mareaneagra", ["Marea neagră."] * 4, ["Mărea neagra."] * 9, 4, meant="marea neagră"
    ),
    "an unfinished word": Case(
        "zar", ["Zarzărul a înflorit."], [f"{word} de aur." for word in ZAR] * 3, 1, prefix=True
    ),
    "an unfinished word behind others": Case(
        "podul nou zar", ["Podul lat.", "Nou venit.", "Zarzărul a înflorit."], ["Podul nou și zarul."] * 3, 3,
        prefix=True,
    ),
    "capitals": Case("BARZA", ["O barză albă."], ["Firma BARZA a crescut."] * 2, 1),
}  # fmt: skip


def articles(texts: Sequence[str], name: str) -> list[Article]:
    """Return articles of one length, since a mean that moves makes an update a rebuild."""
    padded = (" ".join([*text.split(), *PADDING][:LENGTH]) for text in texts)
    return [Article(f"{name}{at}", "", text) for at, text in enumerate(padded)]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_query_is_read_as_after_a_rebuild(tmp_path: Path, case: Case) -> None:
    living = articles([""] * OTHERS + [*case.living], "l")
    deleted = articles(case.deleted, "d")
    rasfoi.build([*living, *deleted], tmp_path)
    rasfoi.update(tmp_path, delete=[each.id for each in deleted])
    assert any(each.alive is not None for each in EmbeddedStore(tmp_path).parts.segments)
    pages = [
        index.search(case.query, limit=100, prefix=case.prefix, duplicates=True)
        for index in (rasfoi.open(tmp_path), rasfoi.build(living))
    ]
    for page in pages:
        suggestion = page.suggestion
        assert (page.total, suggestion.query if suggestion else "") == (case.found, case.meant)
    assert pages[0].suggestion == pages[1].suggestion
    assert pages[0].notes == pages[1].notes
    assert {hit.id for hit in pages[0].hits} == {hit.id for hit in pages[1].hits}
