"""Lemmas that the dictionary leaves out: it has one for each form, though many forms are of two words.

There `schimb` is only "I change", and no word with `schimbul`, the exchange; `britanice` is the plural of
`britanică`, which is itself a form of `britanic`. A word's other forms tell which are missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from itertools import chain

from .stop_words import is_function_word

_GERUNDS = ("ând", "ind", "înd")
_PARTICIPLES = ("at", "it", "ut", "ât", "s")
_FEMININE = "ă"
_SINGULARS = (_FEMININE, "e")
# Articles of a plural, and how many letters they add to it.
_PLURAL_ARTICLES = (("ile", 2), ("ele", 2), ("ilor", 3), ("elor", 3))
# Shorter plurals are seldom what a verb's form means: `vine`, `pare`.
_MIN_PLURAL = 5


def other_lemmas(lemmas: Mapping[str, str], nouns: Set[str]) -> dict[str, tuple[str, ...]]:
    """Return the lemmas that forms have beside that in `lemmas`, of the forms that have any.

    `nouns` are participles that count as nouns of their own: their feminine is the verb's too.
    """
    families: dict[str, set[str]] = defaultdict(set)
    for form, lemma in lemmas.items():
        families[lemma].add(form)
    verbs = {lemma for lemma, family in families.items() if any(form.endswith(_GERUNDS) for form in family)}
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for form, lemma in chain(
        # An infinitive that is a noun with its article too, `analiza`, is mostly that: not so `majora`.
        ((verb, verb) for verb in verbs if not lemmas.get(verb, _FEMININE).endswith(_SINGULARS)),
        *(_missing(lemma, family, lemmas, verbs) for lemma, family in families.items() if lemma not in verbs),
        ((noun + _FEMININE, lemmas[noun]) for noun in nouns if lemmas.get(noun) in verbs),
    ):
        if lemma != lemmas.get(form, lemma) and not is_function_word(form):
            found[form][lemma] = None
    return {form: tuple(each) for form, each in found.items()}


def _missing(
    lemma: str, family: set[str], lemmas: Mapping[str, str], verbs: Set[str]
) -> Iterator[tuple[str, str]]:
    """Yield forms and what each is a form of too, by what is known of a noun or an adjective."""
    base = lemmas.get(lemma, lemma)
    if base in verbs and len(family) > 1:
        yield lemma, lemma
    for form in family:
        for article, letters in _PLURAL_ARTICLES:
            plural = form[:-letters]
            if form.endswith(article) and len(plural) >= _MIN_PLURAL and _is_of_verb(plural, lemmas, verbs):
                yield plural, lemma
        if base != lemma and _is_feminine_of(base, lemma, lemmas, verbs):
            yield form, base
    stem = lemma.removesuffix("u")
    if stem + "e" in family and lemmas.get(stem + _FEMININE) in verbs:
        # Of `fix` the dictionary has `fixe`, but `fixă` of the verb.
        yield stem + _FEMININE, lemma


def _is_of_verb(form: str, lemmas: Mapping[str, str], verbs: Set[str]) -> bool:
    """Tell whether a form is taken for one of a verb, other than its infinitive."""
    return lemmas.get(form) in verbs and form not in verbs


def _is_feminine_of(base: str, lemma: str, lemmas: Mapping[str, str], verbs: Set[str]) -> bool:
    """Tell whether a lemma is an adjective's feminine, or that of a verb's participle."""
    if lemma.endswith("oare"):
        return base.endswith("or")
    if not lemma.endswith(_FEMININE):
        return False
    participle = lemma.removesuffix(_FEMININE)
    return base not in verbs or (participle.endswith(_PARTICIPLES) and lemmas.get(participle) == base)
