"""The dictionary of Romanian lemmas: made of simplemma's when the package is built, looked up in a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from ..folding import COMMAS, fold, fold_all, modern
from ..version import installed
from .exceptions import NOUN_LEMMAS, NOUNS, OVERRIDES, UNCHANGING
from .lemma_table import LexiconFile, package
from .paradigms import other_lemmas
from .stop_words import STOP_WORDS

# Persons whose plural with its article is also one of what they do or belong to: `agenții`, `democrații`.
_PERSONS = ("agent", "crat", "delegat", "diplomat", "acrobat", "despot")
# Shorter ones that seem to be persons are adjectives and pronouns: `linii` is no form of `lin`.
_MIN_PERSON = 4
_VOWELS = tuple("aăâeiîou")
_PARTICIPLE = ("at", "it", "ut", "ât", "s", "t")
# Raise it whenever `entries` or the file comes to be anything else.
_SCHEME = 10
SEPARATOR = " "
# Marks what a folding stands for where the same letters are a word too (`fata` is fata, and fața).
_FOLDED = "\t"


@cache
def lexicon() -> LexiconFile:
    """Return the dictionary as a table."""
    return LexiconFile(_name(), entries)


def package_lexicon() -> None:
    """Write the table into the package; its build does, so that no machine needs seconds to make it."""
    package(_name(), entries())


def _name() -> str:
    return f"lexicon-{_SCHEME}-simplemma-{installed('simplemma')}"


def load() -> None:
    """Have the dictionary at hand.

    Where the package was built with another simplemma it is made the first time, which takes seconds.
    """
    lexicon()


def lemmas(forms: Sequence[str]) -> list[str]:
    """Return the lemmas of lower-case forms with diacritics: for each one, or several with blanks between.

    A word that is not in the dictionary has "". A form without diacritics that only exists with them
    is looked up as if it had them. A participle counts as its verb (`folosită` as `folosi`) unless it
    is used as a noun.
    """
    find = lexicon().find
    found = find(forms)
    others = [at for at, form in enumerate(forms) if not found[at] and not form.isascii()]
    folded = fold_all([forms[at] for at in others])
    marked = find([form + _FOLDED for form in folded])
    for at, *texts in zip(others, marked, find(folded), strict=True):
        found[at] = texts[0] or texts[1]
    return found


def entries() -> Iterator[tuple[str, str]]:
    """Yield every form, its lemmas with blanks between; then foldings, marked where they are forms too."""
    forms, folded = _simplemma()
    single = {form: _lemma(lemma, forms) for form, lemma in forms.items()}
    others = other_lemmas(single, NOUN_LEMMAS)
    exact = {form: SEPARATOR.join((lemma, *others.get(form, ()))) for form, lemma in single.items()}
    for form, lemma in forms.items():
        if person := _person(form, lemma, single):
            exact[form] = SEPARATOR.join((person, exact[form]))
            if fold(form) not in forms:
                exact[fold(form)] = exact[form]
    for several, found in OVERRIDES.items():
        for form in several.split():
            if fold(form) not in forms:
                exact[fold(form)] = found
            exact[form] = found
    exact |= {form: form for form in NOUNS}
    exact |= {word: word for word in STOP_WORDS if word not in forms and word not in folded}
    yield from exact.items()
    for form, written in folded.items():
        found = exact[written]
        if exact.setdefault(form, found) != found:
            yield form + _FOLDED, found
        elif form not in forms:
            yield form, exact[form]


def _simplemma() -> tuple[dict[str, str], dict[str, str]]:
    """Return simplemma's lemmas by lower-case form, and a form for each without diacritics."""
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    pairs = [pair for pair in DefaultDictionaryFactory().get_dictionary("ro").items() if "_" not in pair[1]]
    # Two texts of all words cost a few calls, not some for each of half a million.
    written, lemmas = (_with_commas("\n".join(column)) for column in zip(*pairs, strict=True))
    forms: dict[str, str] = {}
    names: dict[str, str] = {}
    columns = (text.split("\n") for text in (written, written.lower(), lemmas.lower()))
    for form, lower, lemma in zip(*columns, strict=True):
        if not _is_archaic(lower, lemma):
            (forms if form.islower() else names)[lower] = lemma
    forms = {lemma: lemma for lemma in lemmas.lower().split("\n")} | names | forms
    folded: dict[str, str] = {}
    for form, written in zip(fold_all(list(forms)), forms, strict=True):
        folded.setdefault(form, written)
    return forms, folded


def _is_archaic(form: str, lemma: str) -> bool:
    """Tell whether a form is an old spelling: `dân` of `din`, `pistă` of `peste`, `lungu` of `lung`."""
    form = modern(form)
    if lemma in UNCHANGING:
        return fold(form) != fold(lemma)
    return form == lemma + "u" and not lemma.endswith(_VOWELS)


def _person(form: str, lemma: str, lemmas: dict[str, str]) -> str:
    """Return whose plural with its article a form may be too, `actor` for `actorii`; "" for no person's.

    The dictionary only has these as plurals of what ends in -ie or -oriu: `actorie`, `operatoriu`.
    """
    if not form.endswith("ii") or not lemma.endswith(("ie", "oriu")):
        return ""
    person = lemmas.get(form[:-1], "")
    if person == lemma or len(person) < _MIN_PERSON or person.endswith(("a", "ă", "e", "i", "î")):
        return ""
    # Most in -ții are abstract nouns beside adjectives and participles: `direcții`, `acuzații`.
    return "" if form.endswith("ții") and not person.endswith(_PERSONS) else person


def _with_commas(text: str) -> str:
    """Return a text of the dictionary, of which part is written with cedillas, as it is spelt today."""
    for cedilla, comma in COMMAS.items():
        text = text.replace(chr(cedilla), chr(comma))
    return text


def _lemma(lemma: str, forms: dict[str, str]) -> str:
    """Return what a lemma of the dictionary is itself a form of, where it is not a word of its own."""
    if lemma.endswith(_PARTICIPLE) and lemma not in NOUN_LEMMAS:
        verb = forms.get(lemma, lemma)
        if verb.endswith(("a", "e", "i", "î")):
            return verb
    return forms.get(lemma, lemma) if lemma.endswith("ul") else lemma
