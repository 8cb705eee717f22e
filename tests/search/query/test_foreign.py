"""English among Romanian articles: what looks misspelt is only offered otherwise."""

from __future__ import annotations

import pytest
import rasfoi
from rasfoi import Article

TEXTS = [
    *["Rata inflației a crescut, iar inflaționiste sunt și salariile. O stație nouă."] * 6,
    *["Watling Street e o stradă veche. Cursul de marketing începe luni la firma de leasing."] * 6,
    *["Filmul a fost văzut de mii de oameni; casa domnului Dean, un mare actor."] * 6,
]


@pytest.fixture(scope="module")
def index() -> rasfoi.Index:
    return rasfoi.build(
        Article(id=str(at), title=f"Ziua {at}", body=f"{text} Nota {at}.") for at, text in enumerate(TEXTS)
    )


@pytest.mark.parametrize(
    ("query", "applied"),
    [
        # An ending of English, or a word that holds English together.
        ("inflation rata", False),
        ("the watlin dean", False),
        ("dead from watlin", False),
        # Slips of Romanian words, and of loans that end so.
        ("inflatia cresct", True),
        ("markting", True),
        ("leasng", True),
        ("watlin dean", True),
    ],
)
def test_english_is_only_offered_otherwise(index: rasfoi.Index, query: str, applied: bool) -> None:
    suggestion = index.search(query).suggestion
    assert suggestion is not None
    assert suggestion.applied == applied
