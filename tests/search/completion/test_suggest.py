"""Completions: which words come first, one of a lemma, and what of them was typed."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
import rasfoi
from rasfoi.search.answer.details import Completion

BODIES = [
    *["Deputații au vorbit despre banca transferată."] * 2,
    *["Clienții cer ca banca Transcarpatica să deschidă, iar anul trecut a fost greu."] * 3,
    *["Anul trecut a plouat, iar banca din parc e udă. Trecut e și anul trecut."] * 12,
    *["Președintele a plecat.", "Președinte nou.", "Președintelui îi plac florile.", "Președinți vechi."] * 2,
    *["Marea de nord e rece."] * 2,
    *["Marea are plaje de nisip."] * 3,
    *["Copiii nu vin. Nu e nimeni. Nu, nimic nou."] * 30,
    *["Elevii Școlii de Științe au câștigat."] * 3,
]


@pytest.fixture(scope="module", params=["rebuilt", "updated"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> rasfoi.Index:
    folder = tmp_path_factory.mktemp("suggest")
    lines = [
        json.dumps({"id": str(at), "title": f"Titlul {at}", "body": body}) for at, body in enumerate(BODIES)
    ]
    lines.append(json.dumps({"id": "t", "title": "Știința și Școala Nouă", "body": "Text."}))
    corpus = folder / "a.jsonl"
    corpus.write_text("\n".join(lines), encoding="utf-8")
    if request.param == "updated":
        corpus.write_text("\n".join(lines[::2]), encoding="utf-8")
        rasfoi.build(corpus, folder / "index")
        corpus.write_text("\n".join(lines), encoding="utf-8")
        rasfoi.update(corpus, folder / "index")
    else:
        rasfoi.build(corpus, folder / "index")
    return rasfoi.open(folder / "index")


def words(index: rasfoi.Index, prefix: str, limit: int = 8) -> list[str]:
    return [each.text for each in index.suggest(prefix, limit) if each.kind == "word"]


def test_what_stands_next_to_the_word_before_comes_first(index: rasfoi.Index) -> None:
    assert words(index, "tr")[0] == "trecut"
    assert words(index, "banca tr")[:2] == ["banca transcarpatica", "banca transferată"]
    assert "banca trecut" in words(index, "banca tr")


@pytest.mark.parametrize("typed", ["tr", "trec", "anul tr"])
def test_a_form_of_two_words_is_completed_once(index: rasfoi.Index, typed: str) -> None:
    assert len(words(index, typed)) == len(set(words(index, typed))) > 0


def test_two_words_before_are_one_place(index: rasfoi.Index) -> None:
    assert words(index, "n")[0] != "nord"
    assert words(index, "marea de n")[0] == "marea de nord"


def test_a_word_shows_in_the_form_that_follows(index: rasfoi.Index) -> None:
    assert words(index, "școlii de șt")[0] == "școlii de științe"
    assert words(index, "scolii de st")[0] == "scolii de științe"


def test_one_entry_a_lemma(index: rasfoi.Index) -> None:
    assert len(words(index, "președ")) == 1
    assert words(index, "presed")[0].startswith("președint")


def test_words_that_are_nowhere_together_are_completed_alone(index: rasfoi.Index) -> None:
    assert words(index, "zzz tr")[0] == "zzz trecut"
    assert words(index, "marea copi")[0] == "marea copiii"


def typed(completion: Completion) -> list[str]:
    return [completion.text[start:end] for start, end in completion.ranges]


def test_what_was_typed_is_told_whatever_its_marks(index: rasfoi.Index) -> None:
    assert typed(index.suggest("scolii de st")[0]) == ["scolii de șt"]
    assert typed(index.suggest("PREȘED")[0]) == ["președ"]
    (title,) = [each for each in index.suggest("stiinta sco") if each.kind == "title"]
    assert typed(title) == ["Știința", "Șco"]
    (title,) = [each for each in index.suggest("științei ") if each.kind == "title"]
    assert typed(title) == ["Științ"]


def test_a_word_shows_in_the_form_behind_what_was_typed() -> None:
    bodies = [
        *["Sediul băncii naționale e în centru."] * 5,
        *["Aici lucrează banca națională.", "A răspuns banca națională."],
    ]
    index = rasfoi.build(
        rasfoi.Article(str(at), "Titlu", f"{body} Ziua {at}.") for at, body in enumerate(bodies)
    )
    assert words(index, "banca na") == words(index, "banca nat") == ["banca națională"]
    assert words(index, "băncii naț") == ["băncii naționale"]


def test_behind_a_sign_that_joins_no_word_is_offered() -> None:
    index = rasfoi.build([rasfoi.Article("a", "Indicele S&P", "Indicele S&P 500 putea să crească.")])
    assert words(index, "S&P") == words(index, "S&pu") == []
    assert [each.text for each in index.suggest("S&P", 5)] == ["Indicele S&P"]
    assert words(index, "S pu") == ["S putea"]


def test_what_only_deleted_articles_have_is_not_offered(tmp_path: Path) -> None:
    living = [
        rasfoi.Article(str(at), "Podul", "Podul de peste râu. Zarzărul a înflorit.") for at in range(40)
    ]
    gone = [rasfoi.Article(f"z{at}", "Zebra", "Zebra și podul. Zarzărul.") for at in range(2)]
    rasfoi.build([*living, *gone], tmp_path)
    assert [each.text for each in rasfoi.open(tmp_path).suggest("zeb") if each.kind == "word"] == ["zebra"]
    rasfoi.update(tmp_path, delete=["z0"])
    (zebra,) = [each for each in rasfoi.open(tmp_path).suggest("zeb") if each.kind == "word"]
    assert zebra.count == 1
    rasfoi.update(tmp_path, delete=["z1"])
    index = rasfoi.open(tmp_path)
    assert index.suggest("zeb") == ()
    assert [each.count for each in index.suggest("zar") if each.kind == "word"] == [40]


def test_the_newest_titles_of_all_segments_come_first(tmp_path: Path) -> None:
    days = {"a": "Zimbrul doarme", "b": "Zimbrul mănâncă", "c": "Zimbrul aleargă"}
    old, newest, newer = (
        rasfoi.Article(name, title, f"Un text despre {name}.", date=datetime(2020 + year, 5, 1))
        for (name, title), year in zip(days.items(), (0, 2, 1), strict=True)
    )
    rest = [rasfoi.Article(str(at), "Podul", f"Podul de peste râu, ziua {at}.") for at in range(60)]
    rasfoi.build([old, newer, *rest], tmp_path)
    rasfoi.update(tmp_path, add=[newest])
    index = rasfoi.open(tmp_path)
    assert index.info().segments == 2
    titles = [each.id for each in index.suggest("zimbrul", 10) if each.kind == "title"]
    assert titles == ["b", "c", "a"]
