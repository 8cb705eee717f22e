"""Words that count as content or not by where they stand, and that function words alone find nothing."""

from __future__ import annotations

from datetime import datetime

import pytest
import rasfoi
from rasfoi import Article

TEXTS = {
    "decimal": "Inflația a ajuns la 13,9 la sută.",
    "sign": "Inflația a ajuns la 13,9%.",
    "whole": "Doar 3 la sută au votat.",
    "cars": "Carambol cu 3 mașini.",
    "million": "Podul costă 10 milioane de lei.",
    "short": "Podul costă 10 mil. lei.",
}


@pytest.fixture(scope="module")
def index() -> rasfoi.Index:
    return rasfoi.build([Article(id=key, title="", body=body) for key, body in TEXTS.items()])


@pytest.mark.parametrize(
    ("query", "all_words"),
    [
        ("13,9%", 2),
        ("13,9 la sută", 2),
        ("13,9 la suta", 2),
        ("13,9 procente", 2),
        ("3 la sută", 1),
        ("o sută", 2),
        ("10 milioane lei", 2),
        ("10 mil. lei", 2),
        ("10 mil lei", 2),
    ],
)
def test_a_figure_with_its_unit(index: rasfoi.Index, query: str, all_words: int) -> None:
    assert index.search(query).all_words == all_words


SIDES = {
    "bridge": ("Podul", "Podul de lemn se redeschide joi.", "Ziar"),
    "when": ("Program", "Nu știm când vine trenul.", "Alt"),
    "rain": ("Când plouă", "Când plouă, barca rămâne la mal.", "Ziar"),
    "both": ("Mal", "Se spune când trece podul peste râu.", "Alt"),
    "town": ("Cluj", "La Cluj se face un parc.", "Ziar"),
}


@pytest.fixture(scope="module")
def beside() -> rasfoi.Index:
    return rasfoi.build(
        Article(id=key, title=title, body=body, source=source, date=datetime(2020 + at, 5, 1))
        for at, (key, (title, body, source)) in enumerate(SIDES.items())
    )


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("când podurile", {"bridge", "both"}),
        ("când podurile sursa:Ziar", {"bridge"}),
        ("când podurile data:2020", {"bridge"}),
        ("când podurile dupa:2021 inainte:2024", {"both"}),
        ("când podurile -lemn", {"both"}),
        ("când podurile NU lemn", {"both"}),
        ("când podurile -sursa:Alt", {"bridge"}),
        ("(când podurile) barca", {"bridge", "both", "rain"}),
        ("(când la) barca", {"rain"}),
        ("(când -lemn) barca", {"rain"}),
        ("(când sursa:Alt) barca", {"rain"}),
        ("când (la podurile)", {"bridge", "both"}),
        ("când podurile SAU barca", {"bridge", "both", "rain"}),
        ("+(când podurile) +râu", {"both"}),
        ('când "podul de lemn"', {"bridge"}),
        ("când bar*", {"rain"}),
        ("când titlu:podul", {"bridge"}),
        ("titlu:(când podul)", {"bridge"}),
        ("barca -(când podul)", {"rain"}),
        # A word that no article has is no content to go by, with a condition or without.
        ("când xyzzy", {"when", "rain", "both"}),
        ("când xyzzy sursa:Ziar", {"rain"}),
        # What asks for a function word itself finds it.
        ("+când podurile", {"when", "rain", "both"}),
        ("când ȘI podurile", {"both"}),
        ("titlu:când podurile", {"bridge", "rain", "both"}),
        ('"când trece" lemn', {"bridge", "both"}),
        ("când sursa:Alt", {"when", "both"}),
        ("când -podul", {"when", "rain"}),
        ("-când", {"bridge", "town"}),
    ],
)
def test_a_function_word_finds_nothing_beside_content(
    beside: rasfoi.Index, query: str, ids: set[str]
) -> None:
    assert {hit.id for hit in beside.search(query, correct=False).hits} == ids


@pytest.mark.parametrize(
    "query",
    ["când podurile", "la barca", "podul de lemn", "Cluj-Napoca", "de la", "podul xyzzy", "3 la sută"],
)
@pytest.mark.parametrize(
    ("field", "option"),
    [("sursa:Ziar", {"source": "Ziar"}), ("data:2020", {"after": "2020", "before": "2020"})],
)
def test_a_field_gives_what_the_option_gives(
    beside: rasfoi.Index, query: str, field: str, option: dict[str, str]
) -> None:
    pages = [beside.search(f"{query} {field}"), beside.search(query, **option)]
    found, wanted = ([[hit.id for hit in page.hits], page.all_words, page.total] for page in pages)
    assert found == wanted


def test_what_a_field_leaves_out_is_counted_without_function_words(beside: rasfoi.Index) -> None:
    (note,) = beside.search("când lemn sursa:Alt").notes
    assert str(note) == "The filters leave nothing. Results without them: 1."
