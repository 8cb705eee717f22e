"""A name or word that articles write in one may be typed in two, however short its halves."""

from __future__ import annotations

import pytest
import rasfoi
from rasfoi import Article

TEXTS = [
    *["Acțiunile RomGaz cresc, iar clipul e pe YouTube."] * 6,
    *["Prețul la gaz scade. O conductă de gaz."] * 2,
    *["A fost un an bun. Bunanul e o floare. Bun an, spun bătrânii."] * 6,
    *["Se vede la tube. Tu bei apă."] * 2,
]


@pytest.fixture(scope="module")
def index() -> rasfoi.Index:
    return rasfoi.build(
        Article(id=str(at), title=f"Ziua {at}", body=f"{text} Nota {at}.") for at, text in enumerate(TEXTS)
    )


@pytest.mark.parametrize("query", ["rom gaz", "Rom Gaz", "actiuni rom gaz", "you tube", "clip you tube"])
def test_a_name_typed_in_two_is_found_in_one(index: rasfoi.Index, query: str) -> None:
    page = index.search(query)
    assert (page.all_words, page.suggestion) == (6, None)
    assert {int(hit.id) for hit in page.hits[:6]} == set(range(6))


def test_words_that_stand_side_by_side_stay_two(index: rasfoi.Index) -> None:
    page = index.search("bun an", limit=1)
    assert page.all_words == 6
    snippet = page.hits[0].snippet
    assert snippet is not None
    assert "Bunanul" not in [snippet.text[start:end] for start, end in snippet.ranges]
