"""Terms that begin in some way, listed without a look at all the others, in the order of their bytes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
import rasfoi
from hypothesis import given
from hypothesis import strategies as st
from rasfoi.index.whoosh_codec.fields import TextField

WORDS = (
    "șoim soare șosea socoteală țară tare târg targa îngheț ingheț zid zăpadă zebră ultima über uber ωmega "
    "жук a ab abc abcd șa șab 2025 3d éclair eclair z"
).split()


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("whoosh")
    articles = [
        rasfoi.Article(f"{at}", f"Titlu{at} {word} unu{at}", f"Text {word if at % 3 else ''} {word[::-1]}.")
        for at, word in enumerate(WORDS)
    ]
    rasfoi.build(articles, folder)
    with rasfoi.open_whoosh(folder).reader() as reader:
        yield reader


def stated(reader: Any, field: str) -> list[bytes]:
    """Return the terms of a field that have postings there, in order, by another way."""
    segment = reader._terms._fields[field]._segment
    words = (word.encode() for word in segment.concepts.words_from(0))
    return sorted(word for word in words if reader._terms._fields[field].postings(word))


@pytest.mark.parametrize("field", ["title", "body"])
def test_all_terms_with_postings_come_in_the_order_of_their_bytes(reader: Any, field: str) -> None:
    expected = stated(reader, field)
    assert list(reader.lexicon(field)) == expected and len(expected) > 30


@pytest.mark.parametrize("field", ["title", "body"])
@pytest.mark.parametrize(
    "prefix",
    [b"", b"\xc8", b"\xff", *(text.encode() for text in "z so t a abcd ș șo q 9 ж é \u0301 Z".split())],
)
def test_terms_come_from_any_prefix_on(reader: Any, field: str, prefix: bytes) -> None:
    expected = [term for term in stated(reader, field) if term >= prefix]
    assert list(reader._terms._fields[field].terms_from(prefix)) == expected
    begin = [term for term in expected if term.startswith(prefix)]
    assert list(reader.expand_prefix(field, prefix)) == begin


@given(prefix=st.text(min_size=1, max_size=3))
def test_any_prefix_lists_what_begins_so(reader: Any, prefix: str) -> None:
    data = prefix.encode("utf-8", "replace")
    expected = [term for term in stated(reader, "body") if term >= data]
    assert list(islice(reader._terms._fields["body"].terms_from(data), 5)) == expected[:5]


def test_a_prefix_does_not_list_all_terms(reader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    present = TextField._present
    field = reader._terms._fields["body"]

    def count(concepts: Any) -> Any:
        looked.append(len(concepts))
        return present(field, concepts)

    monkeypatch.setattr(field._order, "_present", count)
    assert list(reader.expand_prefix("body", "ab")) == [b"ab", b"abc"], "abcd is in a title only"
    assert 0 < sum(looked) < 25
