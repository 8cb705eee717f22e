"""One chain for documents and queries: what must meet, and what must stay apart."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasfoi.index.analysis.analyzer import analyze
from rasfoi.index.analysis.batch_analyzer import analyze_all
from rasfoi.index.analysis.folding import fold, fold_all, modern
from rasfoi.index.analysis.normalization import clean_text
from rasfoi.index.analysis.tokenizer import find_positions, tokenize


def concepts(text: str) -> set[str]:
    return {term.concept for word in tokenize(clean_text(text)).words for term in analyze(word).terms}


@pytest.mark.parametrize(
    "words",
    [
        "ştiri știri stiri " + unicodedata.normalize("NFD", "știri"),
        "președinte președintele președintelui presedinte",
        "război războiul războiului razboiul",
        "Rusia Rusiei",
        "Coreea Coreei",
        "copil copii copiii copiilor",
        "București Bucureștiului bucuresti",
        "relații relatii relația",
        "caz cazuri cazurilor",
        "coreean coreeni coreeană coreene coreenilor",
        "Kiev Kievul Kievului",
        "Kremlin Kremlinului",
        "Zelenski Zelenskîi Zelensky",
        "soldat soldați soldaților soldatii",
        "sunt sînt",
        "pâine pîine",
        "neîncredere neincredere",
        "PSD PSD-ul PSD-ului",
        "NATO NATO-ului",
        "SUA S.U.A.",
        "UE U.E.",
        "11000 11.000",
        "nordcoreean nordcoreeni",
        "cu\u00advânt cuvânt",
    ],
)
def test_these_meet(words: str) -> None:
    first, *rest = words.split()
    for word in rest:
        assert concepts(first) & concepts(word), word


@pytest.mark.parametrize(
    "words", ["orase oră", "autor autoritate", "români romani", "țară tare", "AI ai", "ANI ani"]
)
def test_these_stay_apart(words: str) -> None:
    first, second = words.split()
    assert concepts(first) != concepts(second)
    assert not concepts(second) >= concepts(first)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("S-a întâmplat", ["S-a", "întâmplat"]),
        ("11.000, 11 000 și 1 234 567", ["11.000", "11.000", "și", "1.234.567"]),
        ("1,5% sau 20.30", ["1,5", "sau", "20,30"]),
        ("28.04.2025", ["28", "04", "2025"]),
        ("„trupe nord‑coreene”", ["trupe", "nord-coreene"]),
        ("www.exemplu.ro S.U.A.", ["www", "exemplu", "ro", "S.U.A"]),
        ("- x--y a_b", ["x", "y", "a", "b"]),
        ("", []),
    ],
)
def test_raw_tokens(text: str, words: list[str]) -> None:
    assert tokenize(clean_text(text)).words == words


def test_a_compound_is_its_parts_and_one_word() -> None:
    assert [(term.offset, term.form) for term in analyze("nord-coreene").terms] == [
        (0, "nord"),
        (1, "coreene"),
        (0, "nordcoreene"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [("pîine", "pâine"), ("neîncredere", "neîncredere"), ("coborî", "coborî"), ("sînt", "sunt")],
)
def test_the_spelling_of_1993(old: str, new: str) -> None:
    assert modern(old) == new


@settings(deadline=None)
@given(st.text())
def test_tokens_of_any_text_have_offsets_and_words(text: str) -> None:
    clean = clean_text(text)
    words, starts, ends = tokenize(clean)
    assert len(words) == len(starts) == len(ends)
    assert all(0 <= start < end <= len(clean) for start, end in zip(starts, ends, strict=True))
    positions = sum(analyze(word).positions for word in words)
    assert positions == len(find_positions(clean).starts)
    for word, start, end in zip(words, starts, ends, strict=True):
        assert len(word) == end - start
        assert fold(word.lower()) or not word.isalpha()


@given(
    st.text(alphabet="abcșțăî-. ,0129SUAĂ\u0301\U0001d400", max_size=40),
    st.text(alphabet="ab -.1", max_size=20),
)
def test_a_text_has_the_same_tokens_beside_another(text: str, other: str) -> None:
    alone = tokenize(clean_text(text)).words
    together = tokenize(clean_text(text) + "\n" + clean_text(other)).words
    assert together[: len(alone)] == alone


@settings(deadline=None)
@given(st.lists(st.text(), max_size=5))
def test_many_tokens_at_once_have_the_terms_that_each_has_alone(texts: list[str]) -> None:
    sample = "copii Copiilor s-a PSD-ului UE nord-coreeni 11.000 1,5 încă PÎINE Hansaești Popescului fii"
    words = tokenize(clean_text(" ".join([sample, *texts]))).words
    columns = analyze_all(words)
    terms = iter(zip(columns.offsets.tolist(), columns.forms, columns.concepts, strict=True))
    for word, positions, count in zip(words, columns.positions, columns.counts, strict=True):
        alone = analyze(word)
        assert positions == alone.positions
        assert [next(terms) for _ in range(count)] == sorted(alone.terms, key=lambda term: term.offset)
    assert not list(terms)


@given(st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]))))
def test_many_words_at_once_fold_as_each_does_alone(words: list[str]) -> None:
    assert fold_all(words) == [fold(word.lower()) for word in words]
