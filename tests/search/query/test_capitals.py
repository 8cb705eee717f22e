"""A query in capitals finds what it finds in small letters, and acronyms stay acronyms."""

from __future__ import annotations

import pytest
import rasfoi
from rasfoi import Article

TEXTS = {
    "shout": "BURSA urcă și azi.",
    **{f"market{at}": f"Bursa scade cu {at} puncte, spun brokerii." for at in range(60)},
    "robots": "Un robot cu AI scrie știri. Este AI adevărat.",
    **{f"verbs{at}": f"Ai văzut filmul cu {at} actori? Ai plecat devreme." for at in range(60)},
    **{f"agency{at}": f"Inspectorii ANI cer {at} dosare." for at in range(10)},
    **{f"years{at}": f"Copilul are {at} ani și un frate." for at in range(60)},
}


@pytest.fixture(scope="module")
def index() -> rasfoi.Index:
    return rasfoi.build(Article(id=key, title="Ziar", body=text) for key, text in TEXTS.items())


@pytest.mark.parametrize(
    ("query", "total"),
    [("BURSA", 61), ("bursa", 61), ("BURSA SI BROKERII", 61), ("AI", 1), ("ANI", 10), ("ani", 60 + 10)],
)
def test_capitals_are_read_by_what_articles_have(index: rasfoi.Index, query: str, total: int) -> None:
    assert index.search(query).total == total


def test_the_words_of_a_query_in_capitals_are_no_acronyms(index: rasfoi.Index) -> None:
    assert index.search("BURSA SI BROKERII").all_words == index.search("bursa si brokerii").all_words == 60


def test_what_is_spelt_so_comes_first(index: rasfoi.Index) -> None:
    assert index.search("BURSA").hits[0].id == "shout"
