"""Lemmas that a dictionary with one for each form leaves out."""

from rasfoi.index.analysis.words.paradigms import other_lemmas

VERB = {"schimba": "schimba", "schimb": "schimba", "schimbe": "schimba", "schimbând": "schimba"}
NOUN = {"schimbul": "schimb", "schimburi": "schimb"}


def test_a_noun_that_is_also_a_form_of_a_verb_is_a_form_of_itself() -> None:
    assert other_lemmas(VERB | NOUN, frozenset()) == {"schimb": ("schimb",)}


def test_a_lemma_without_other_forms_is_none() -> None:
    assert other_lemmas(VERB, frozenset()) == {}


def test_an_infinitive_that_is_also_an_adjective_is_a_form_of_its_verb() -> None:
    lemmas = {"major": "major", "majora": "major", "majorat": "majora", "majorând": "majora"}
    assert other_lemmas(lemmas, frozenset()) == {"majora": ("majora",)}


def test_an_infinitive_that_is_also_a_noun_with_its_article_is_that() -> None:
    lemmas = {"analiză": "analiză", "analiza": "analiză", "analizat": "analiza", "analizând": "analiza"}
    assert other_lemmas(lemmas, frozenset()) == {}


def test_a_plural_is_a_form_of_the_noun_that_has_it_with_its_article() -> None:
    lemmas = {"contracta": "contracta", "contracte": "contracta", "contractând": "contracta"}
    nouns = {"contract": "contract", "contractele": "contract"}
    assert other_lemmas(lemmas | nouns, frozenset()) == {"contracte": ("contract",)}


def test_an_infinitive_is_no_plural() -> None:
    lemmas = {"împlini": "împlini", "împlinind": "împlini", "împlinilor": "împlin"}
    assert other_lemmas(lemmas, frozenset()) == {}


def test_the_forms_of_a_feminine_are_those_of_its_adjective() -> None:
    lemmas = {"britanic": "britanic", "britanică": "britanic", "britanice": "britanică"}
    assert other_lemmas(lemmas, frozenset()) == {"britanice": ("britanic",)}


def test_the_forms_of_a_feminine_participle_are_those_of_its_verb() -> None:
    lemmas = {"aresta": "aresta", "arestând": "aresta", "arestat": "aresta", "arestată": "aresta"}
    assert other_lemmas(lemmas | {"arestate": "arestată"}, frozenset())["arestate"] == ("aresta",)


def test_a_noun_that_ends_like_a_feminine_is_none_of_a_verb() -> None:
    lemmas = {"planta": "planta", "plantând": "planta", "plantă": "planta"}
    lemmas |= {"plantele": "plantă", "plantei": "plantă"}
    assert other_lemmas(lemmas, frozenset()) == {"plantă": ("plantă",)}


def test_a_feminine_that_is_also_a_form_of_a_verb_is_one_of_its_adjective() -> None:
    lemmas = {"fix": "fix", "fixe": "fix", "fixa": "fix", "fixă": "fixa", "fixând": "fixa"}
    assert other_lemmas(lemmas, frozenset())["fixă"] == ("fix",)


def test_a_plural_in_oare_is_none_of_its_own() -> None:
    lemmas = {"ajutor": "ajutor", "ajutoare": "ajutor", "ajutoarele": "ajutoare"}
    assert other_lemmas(lemmas, frozenset()) == {"ajutoarele": ("ajutor",)}


def test_the_feminine_of_a_participle_that_is_a_noun_is_the_verb_too() -> None:
    lemmas = {"începe": "începe", "începând": "începe", "început": "începe", "începută": "început"}
    assert other_lemmas(lemmas, {"început"})["începută"] == ("începe",)


def test_a_function_word_is_nothing_else() -> None:
    assert other_lemmas({"un": "un", "una": "un", "unul": "una"}, frozenset()) == {}
