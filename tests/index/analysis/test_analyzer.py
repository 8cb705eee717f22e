"""One chain for documents and queries: what must meet, and what must stay apart."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasfoi.index.analysis.analyzer import Term, analyze, part_terms
from rasfoi.index.analysis.folding import fold, fold_all, modern
from rasfoi.index.analysis.normalization import clean_text
from rasfoi.index.analysis.token_parts import dictionary_form, shape
from rasfoi.index.analysis.tokenizer import RawTokens, find_positions, tokenize
from rasfoi.index.analysis.words.stemmer import concepts as concepts_of


def concepts(text: str) -> set[str]:
    return {term.concept for term in terms(*tokenize(clean_text(text)).words)}


def terms(*words: str) -> list[Term]:
    return analyze(RawTokens.of(words)).in_order()


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
        "președinte președinții presedintii",
        "actorii actor actoria",
        "agenții agent agenție",
        "democrații democrat democrație",
        "social-democrat social-democrații",
        "cetățean cetățenii cetățenilor",
        "startup startupuri startupurilor startupul start-up-uri",
        "job joburi joburile",
        "milion mil mil. milioane",
        "miliard mld. miliarde",
        "cu\u00advânt cuvânt",
        "pistă pista piste pistei",
        "pastă pasta paste",
        "până pînă pina",
        "dacă daca",
        "începe începu începută",
        "Sibiu Sibiul Sibiului",
        "Cipru Ciprul Ciprului",
        "Iași Iașul Iașului Iașiului",
        "Vaslui Vasluiul Vasluiului",
        "Siret Siretul Siretului",
        "Vâlcea Vâlcii Vâlcei",
        "Crimeea Crimeii Crimeei",
        "Gaza Gazei",
        "Andreea Andreei",
        "celebru celebri celebră celebre",
        "creștin creștini creștină creștine",
        "poluare poluarea poluării",
        "parcare parcarea parcării parcările",
        "simulare simularea simulării",
        "fix fixă fixe",
        "definitiv definitivă definitive",
        "operator operatorii operatorilor",
        "student studenți studenții",
        "funcționar funcționarii funcționarilor",
        "membru membri membre",
        "ajutor ajutoare ajutoarele",
        "participație participația participații participațiile",
        "reveni revenit revine",
        "majora majorat majorează",
        "schimb schimbul schimburi schimba",
        "rezultat rezultatul rezultatele rezultate",
        "cutremur cutremurul cutremure cutremurele",
        "contract contractul contracte contractelor",
        "armată armata armatei armate",
        "grevă greva grevele",
        "cer cerul ceruri",
        "comună comuna comunei comune",
        "britanic britanici britanică britanice",
        "bolnav bolnavi bolnavă bolnave",
        "naște născut născută născute",
        "aresta arestat arestată arestate arestați",
        "tânăr tineri tânără tinere tânăra tinerele",
        "partid partidul partide partidele partidelor",
        "lege legea legi legilor",
        "zi ziua zile",
        "nou noi noua nouă",
        "soții soț soție",
    ],
)
def test_these_meet(words: str) -> None:
    first, *rest = words.split()
    for word in rest:
        assert concepts(first) & concepts(word), word


@pytest.mark.parametrize(
    "words",
    [
        "orase oră",
        "autor autoritate",
        "români romani",
        "țară tare",
        "AI ai",
        "ANI ani",
        "direct direcții",
        "lin linii",
        "6-0 60",
        "Dan din",
        "dân din",
        "can cam",
        "pin prin",
        "pan până",
        "pistă peste",
        "Lungu lung",
        "Dej deja",
        "vine vână",
        "cursul curge",
        "porturile purtat",
        "card cârd",
        "tel țel",
        "San sân",
        "CAS caș",
        "consultanță consultantă",
        "atent atenții",
        "fan fân",
        "Vaslui vas",
        "Crimeii crimele",
        "Gazei gâzei",
        "secretul secretă",
        "primi prim",
    ],
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
        ("1,5% sau 20.30", ["1,5%", "sau", "20,30"]),
        ("4%-5%, a 3 % din 7%x", ["4%", "5%", "a", "3", "din", "7", "x"]),
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
    assert [(term.offset, term.form) for term in terms("nord-coreene")] == [
        (0, "nord"),
        (0, "nordcoreene"),
        (1, "coreene"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [("pîine", "pâine"), ("neîncredere", "neîncredere"), ("coborî", "coborî"), ("sînt", "sunt")],
)
def test_the_spelling_of_1993(old: str, new: str) -> None:
    assert modern(old) == new


@given(st.text())
def test_tokens_of_any_text_have_offsets_and_words(text: str) -> None:
    clean = clean_text(text)
    words, starts, ends = tokenize(clean)
    assert len(words) == len(starts) == len(ends)
    assert all(0 <= start < end <= len(clean) for start, end in zip(starts, ends, strict=True))
    positions = sum(analyze(RawTokens.of(words)).positions) if words else 0
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


@given(st.lists(st.text(), max_size=5), st.text("aăâîiîșțlueASUÎȚ.-01éşßİıſжﬁ ", max_size=60))
def test_many_tokens_at_once_have_the_terms_that_each_has_alone(texts: list[str], words_of: str) -> None:
    sample = "copii s-a PSD-ului UE nord-coreeni 11.000 1,5 încă PÎINE Hansaești Popescului fii Sint sinteti"
    words = tokenize(clean_text(" ".join([sample, words_of, *texts]))).words
    columns = analyze(RawTokens.of(words))
    found = iter(columns.in_order())
    for word, positions, count in zip(words, columns.positions, columns.counts, strict=True):
        parts = shape(word).parts
        expected = [each for part in parts for each in part_terms(part, concepts_of(dictionary_form(part)))]
        assert positions == shape(word).positions
        assert [next(found) for _ in range(count)] == sorted(expected, key=lambda term: term.offset)
    assert not list(found)


@pytest.mark.parametrize(
    ("word", "concept"),
    [
        ("bursele", "bursă"), ("neparticipanților", "neparticipant"), ("nordcoreenilor", "nordcoreean"),
        ("covidului", "covid"), ("Hansaeștii", "hansaesc"), ("zelenskyi", "zelensk"),
        ("fotograﬁa", "fotografie"),
        ("vorbaret", "vorbăreț"), ("aşa", "așa"), ("x" * 200, "x" * 64), ("ﬁ", "fi"),
    ],
)  # fmt: skip
def test_the_concept_of_a_word(word: str, concept: str) -> None:
    assert [term.concept for term in terms(word)] == [concept]


@given(st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]))))
def test_many_words_at_once_fold_as_each_does_alone(words: list[str]) -> None:
    assert fold_all(words) == [fold(word.lower()) for word in words]
