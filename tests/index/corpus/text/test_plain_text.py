"""Plain text as people keep it: a headline or none, labelled lines, any line ends, words divided by lines."""

from __future__ import annotations

import pytest
from rasfoi.index.corpus.text.plain_text import read_text

SENTENCE = "Podul vechi de peste râu a fost închis luni dimineață pentru reparații."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Podul\nText", {"title": "Podul", "body": "Text"}),
        ("Numai titlu", {"title": "Numai titlu", "body": ""}),
        (f"{SENTENCE} Circulația e oprită.", {"title": SENTENCE, "body": f"{SENTENCE} Circulația e oprită."}),
        ("Titlu: Podul\nData: 28.04.2025\n\nText", {"title": "Podul", "date": "28.04.2025", "body": "Text"}),
        ("Podul\n=====\n\nText", {"title": "Podul", "body": "Text"}),
        ("Podul\nAutor: Ana Pop\nSursa: Agora\n\nText",
         {"title": "Podul", "author": "Ana Pop", "source": "Agora", "body": "Text"}),
        ("URL: https://exemplu.ro/pod\nPodul\nText",
         {"url": "https://exemplu.ro/pod", "title": "Podul", "body": "Text"}),
        ("TITLU: Podul\nText: Unu\nDoi", {"title": "Podul", "body": "Unu\nDoi"}),
        ("Podul\nDe Ana Pop\n\nText", {"title": "Podul", "author": "Ana Pop", "body": "\nText"}),
        ("28 aprilie 2025\nPodul\nText", {"date": "28 aprilie 2025", "title": "Podul", "body": "Text"}),
        ("Text: ce spune legea\nLegea", {"title": "Text: ce spune legea", "body": "Legea"}),
        ("Sursa: de unde vin banii\nBanii", {"title": "Sursa: de unde vin banii", "body": "Banii"}),
        ("Podul vechi de peste râu a fost din nou, ca în fiecare an,\nînchis luni. Atât.",
         {"title": "Podul vechi de peste râu a fost din nou, ca în fiecare an, închis luni.",
         "body": "Podul vechi de peste râu a fost din nou, ca în fiecare an,\nînchis luni. Atât."}),
        *((f"Podul{end}Unu{end}Doi", {"title": "Podul", "body": "Unu\nDoi"})
          for end in ("\r", "\r\n", "\x85", "\u2028", "\u2029")),
    ],
)  # fmt: skip
def test_fields(text: str, expected: dict[str, object]) -> None:
    assert read_text(text) == expected


@pytest.mark.parametrize(
    "text", ["cuvinte multe fără punct " * 99, "a" * 5_000, f"{'Un cuvânt ' * 30}. {SENTENCE}"]
)
def test_a_paragraph_has_a_short_title(text: str) -> None:
    record = read_text(text)
    title = str(record["title"])
    assert len(title) <= 200 and title.endswith("…") and text.startswith(title[:-1])
    assert record["body"] == text.strip()


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Guver-\nnul a decis", "Guvernul a decis"),
        ("unități administrativ-\nteritoriale", "unități administrativ-teritoriale"),
        ("ne-\nam dus", "ne-am dus"),
        ("într-\nun sat", "într-un sat"),
        ("Cluj-\nNapoca", "Cluj-Napoca"),
        ("Zoro-\nbabel, adică Zorobabel", "Zorobabel, adică Zorobabel"),
        ("Preşe-\n  dintele", "Preşedintele"),
        ("- unu\n- doi", "- unu\n- doi"),
    ],
)
def test_divided_words(text: str, body: str) -> None:
    assert read_text(f"Titlul\n{text}")["body"] == body
