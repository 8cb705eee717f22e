"""What the other words of a query, and capitals, say of a misspelt word; what is never corrected."""

from __future__ import annotations

import json

import pytest
import rasfoi

# A text, and how many articles have it.
CORPUS = {
    "Turneul a fost câștigat de Simona Halep la Paris": 4,
    "Au văzut hale industriale în hală": 60,
    "Simona cântă la Paris": 10,
    "Ministerul Finanțelor a publicat bugetul": 80,
    "Bugetul finațelor": 1,
    "Comisia Europeană a publicat un raport": 50,
    "Fapta comisă în capitala europeană": 2,
    "Cu puțin timp în urmă": 150,
    "Azi Vladimir Putin vorbește": 12,
    "Vestea că Donald Trump vine": 12,
    "Un tramvai la București": 200,
    "Gara bucureșt": 2,
    "Un Rareș oarecare": 20,
    "Dividendele aprobate, dividende bune": 160,
    "Dividente mici": 1,
    "Dividenul mediu": 2,
    "Dividendul este mare": 90,
    "Un interest general": 6,
    "Persoane plecate": 190,
    "Pe peroane": 1,
    "Președintele vorbește": 120,
    "Doha găzduiește; un zbor spre Doha": 3,
    "Două zile": 150,
    "Ușor de citit": 90,
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> rasfoi.Index:
    folder = tmp_path_factory.mktemp("beside")
    texts = [text for text, count in CORPUS.items() for _ in range(count)]
    lines = (json.dumps({"id": str(at), "title": "", "body": text}) for at, text in enumerate(texts))
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    rasfoi.build(folder / "a.jsonl", folder / "index")
    return rasfoi.open(folder / "index")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Simona Haleb", "Simona Halep"),  # `hale` is frequent, but never beside
        ("simona halp", "simona Halep"),
        ("turneu Haleb Paris", "turneu Halep Paris"),
        ("Donald Tump", "Donald Trump"),
        ("Vladimir Putn", "Vladimir Putin"),
        ("Tump", "Trump"),  # a name, as it is typed like one
        ("Putn", "Putin"),
        ("putn", "puțin"),
        ("dividenuul", "dividendul"),  # a slip of the corpus is nearer
        ("ministerul finatelor", "ministerul Finanțelor"),  # known, but no article has both words
        ("președ", "președintele"),  # not typed to its end
        ("zborr", "zbor"),
        ("BUCURETSI", "BUCUREȘTI"),
    ],
)
def test_what_is_taken_for_meant(index: rasfoi.Index, typed: str, meant: str) -> None:
    suggestion = index.search(typed).suggestion
    assert suggestion is not None
    assert (suggestion.query, suggestion.applied) == (meant, True)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Comisa Europeana", "Comisia Europeana"),
        ("dividente", "dividende"),
        ("peroane", "persoane"),
        ("Bucurest", "București"),  # and not `bucu rest`
        ("rates", "Rareș"),
        ("interest rates", "interest Rareș"),
    ],
)
def test_what_is_offered(index: rasfoi.Index, typed: str, meant: str) -> None:
    suggestion = index.search(typed).suggestion
    assert suggestion is not None
    assert (suggestion.query, suggestion.applied) == (meant, False)


@pytest.mark.parametrize(
    "typed",
    ["user@example.com", "https://usor.example.com/usr", "www.puin.ro", "tramvai puin.ro/x",
     "zbor spre Doha", "Doha", "Simona cântă", "anti-dumping"],
)  # fmt: skip
def test_what_is_left_as_it_is(index: rasfoi.Index, typed: str) -> None:
    assert index.search(typed).suggestion is None
