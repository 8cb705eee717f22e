"""Every word of a query is analysed once, whatever is then done with it."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import rasfoi
from rasfoi.index.analysis import token_parts, tokenizer
from rasfoi.index.analysis.words import stemmer
from rasfoi.search.query.syntax import lexer

ARTICLES = {
    "vulpi": ("Vulpi roșcate", "Două vulpi roșcate au trecut prin pădurea de lângă sat."),
    "lege": ("Legea anti-corupție", "Legea anti-corupție a trecut de Senat, spun vulpile politicii."),
    "cluj": ("La Cluj-Napoca plouă", "În Cluj-Napoca plouă de marți, iar pădurea miroase a ciuperci."),
    "sat": ("Satul fără drum", "Satul de lângă pădure nu are drum, spune primarul."),
}
SEEN = {
    each.__code__: each.__name__  # type: ignore[attr-defined]
    for each in (lexer.lexemes, tokenizer.tokenize, token_parts.shape, stemmer.concepts.__wrapped__)
}


@pytest.fixture
def index(tmp_path: Path) -> rasfoi.Index:
    """Return a new index in two segments: it has no word of an earlier query at hand."""
    (tmp_path / "corpus").mkdir()
    lines = [json.dumps({"id": key, "title": t, "body": b}) for key, (t, b) in ARTICLES.items()]
    for part in range(2):
        (tmp_path / "corpus" / f"{part}.jsonl").write_text("\n".join(lines[part::2]), "utf-8")
        rasfoi.update(tmp_path / "corpus", tmp_path / "index")
    return rasfoi.open(tmp_path / "index")


def analysed(call: Callable[[], object]) -> dict[str, Counter[str]]:
    """Return what each function of the analysis was given, how often."""
    found: dict[str, Counter[str]] = {name: Counter() for name in SEEN.values()}

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code in SEEN:
            given = frame.f_code.co_varnames[0]
            found[SEEN[frame.f_code]][frame.f_locals[given]] += 1

    sys.setprofile(note)
    try:
        call()
    finally:
        sys.setprofile(None)
    return found


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("vulpi roșcate prin pădure", "vulpi roșcate prin pădure"),
        ("vulpi vulpi și vulpi", "vulpi și"),
        ("+vulpi -drum titlu:sat (lege SAU ciuperci)", "vulpi drum sat lege ciuperci"),
        ('"vulpi roșcate" sat "drum de sat"', "vulpi roșcate sat drum de sat"),
        ("cluj-nap* ciup*ci vulpi", "cluj vulpi"),
        ("Cluj-Napoca ploi", "Cluj-Napoca ploi"),
        ("anti corupție vulpi", "anti corupție anti-corupție vulpi"),
        ("vulpi padrue lege", "vulpi padrue lege pădure"),
        ("vulpi inexistentissim", "vulpi inexistentissim"),
        ('"sat vulpi" nimic:lege', "sat vulpi nimic lege"),
    ],
)
def test_a_search_analyses_every_word_once(index: rasfoi.Index, query: str, words: str) -> None:
    seen = analysed(lambda: index.search(query, explain=True, facets=True, source="niciuna"))
    assert seen["shape"] == Counter(words.split())
    assert max(seen["tokenize"].values(), default=1) == max(seen["lexemes"].values()) == 1
    assert all(count == 1 for count in seen["concepts"].values())


def test_a_query_still_being_typed(index: rasfoi.Index) -> None:
    seen = analysed(lambda: index.search("vulpi prin păd", prefix=True))
    assert seen["shape"] == Counter(["vulpi", "prin"])
    assert max(seen["lexemes"].values()) == 1


def test_the_marks_of_an_article(index: rasfoi.Index) -> None:
    seen = analysed(lambda: index.highlight("vulpi", '"vulpi roșcate" pădure'))
    assert seen["shape"] == Counter(["vulpi", "roșcate", "pădure"])


def test_completions(index: rasfoi.Index) -> None:
    seen = analysed(lambda: index.suggest("vulpi roșcate pri"))
    assert seen["shape"] == Counter(["vulpi", "roșcate"])
    assert seen["tokenize"] == Counter(["vulpi roșcate pri"])
