"""The dictionary of Romanian lemmas, loaded at the first look-up."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from .spelling import COMMAS, fold

# Where the dictionary's single lemma is wrong or one of two: copii are children and copies.
_OVERRIDES: dict[str, tuple[str, ...]] = {
    "copii": ("copil", "copie"),
    "da": ("da",),
    "fii": ("fiu", "fi"),
    "fiu": ("fiu",),
    "fiul": ("fiu",),
    "fiului": ("fiu",),
    "ia": ("lua",),
    "noi": ("noi", "nou"),
    "președinte": ("președinte",),
    "site": ("site", "sită"),
    "stat": ("stat",),
    "stea": ("stea",),
}

_FOLDED_OVERRIDES = {fold(form): lemmas for form, lemmas in _OVERRIDES.items()}
# Nouns that the dictionary takes for forms of a verb (soldat for "weld", "to solder").
_NOUNS = frozenset("avocat candidat certificat deputat magistrat mandat soldat".split())
# Participles that are nouns of their own too; a search for the noun rarely means the verb.
_NOUN_LEMMAS = _NOUNS | frozenset(
    "abonat acuzat ajutor aliat angajat apărat asigurat atentat câștig condamnat conținut cost cuprins "
    "delegat fost format inculpat început înscris înțeles licențiat mers preparat produs refugiat rezultat "
    "sfârșit stat text tratat trecut venit".split()
)
_PARTICIPLE = ("at", "it", "ut", "ât", "s", "t")


class Lexicon(NamedTuple):
    """Lemmas by lower-case form, and by the form without diacritics."""

    lemmas: dict[str, str]
    folded: dict[str, str]


@cache
def load() -> Lexicon:
    """Load simplemma's Romanian dictionary: about a second and 120 MB, once a process."""
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    lemmas: dict[str, str] = {}
    names: dict[str, str] = {}
    for form, lemma in DefaultDictionaryFactory().get_dictionary("ro").items():
        if "_" in lemma:
            continue
        # Part of the dictionary is written with cedillas.
        form, lemma = form.translate(COMMAS), lemma.translate(COMMAS)
        (lemmas if form.islower() else names)[form.lower()] = lemma.lower()
    lemmas = names | lemmas
    folded: dict[str, str] = {}
    for form, lemma in lemmas.items():
        folded.setdefault(fold(form), lemma)
    return Lexicon(lemmas, folded)


def lemmas(form: str) -> tuple[str, ...]:
    """Return the lemmas of a lower-case form, with diacritics; () for a word not in the dictionary.

    A form without diacritics that only exists with them is looked up as if it had them. A
    participle counts as its verb (`folosită` as `folosi`) unless it is used as a noun.
    """
    if form in _OVERRIDES:
        return _OVERRIDES[form]
    if form in _NOUNS:
        return (form,)
    lexicon = load()
    lemma = lexicon.lemmas.get(form)
    if not lemma and form in _FOLDED_OVERRIDES:
        return _FOLDED_OVERRIDES[form]
    lemma = lemma or lexicon.folded.get(fold(form))
    if not lemma:
        return ()
    if lemma.endswith(_PARTICIPLE) and lemma not in _NOUN_LEMMAS:
        verb = lexicon.lemmas.get(lemma, lemma)
        if verb.endswith(("a", "e", "i", "î")):
            return (verb,)
    if lemma.endswith("ul"):
        return (lexicon.lemmas.get(lemma, lemma),)
    return (lemma,)
