"""A raw token to index terms: decided once per distinct token, the same for documents and queries."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import NamedTuple

from .concept import concepts
from .spelling import fold, modern
from .stopwords import is_stop_word

MAX_FORM = 64
_SCHEME = 1
_ACRONYM = range(2, 6)

# What stands before a hyphen as a word of its own: s-a, într-o, n-am, dă-mi.
_CLITICS = frozenset(
    "s n m i v l c d p ne le te se să ți mi și într dintr printr prin de ce nu ori a am au ar as ai va vor".split()
)
# Articles written after a hyphen to foreign words and acronyms: PSD-ului, site-urile.
_HYPHENED_ARTICLES = frozenset("ul ului ii iul iului ei lor le a ilor uri urile urilor iei".split())


class Term(NamedTuple):
    """An index term of a token: the position in the token, the form as written, its concept.

    The form is in lower case with diacritics and the spelling of 1993, or an acronym in capitals.
    """

    offset: int
    form: str
    concept: str


class Analysis(NamedTuple):
    """What a raw token puts into the index: how many positions it takes and its terms there."""

    positions: int
    terms: tuple[Term, ...]


@cache
def analyzer_version() -> str:
    """Return what an index must have been built with for its terms to be found."""
    return f"ro{_SCHEME}-snowball{version('snowballstemmer')}-simplemma{version('simplemma')}"


def analyze(token: str) -> Analysis:
    """Return the terms of a raw token from `tokenize`."""
    if token.isdigit():
        number = token[:MAX_FORM].lower()
        return Analysis(1, (Term(0, number, number),))
    parts = token.split("-")
    if len(parts) == 1:
        return Analysis(1, _word_terms(0, token))
    parts[1:] = [_unclipped(part) for part in parts[1:]]
    kept = parts[:-1] if _is_articled(parts) else parts
    terms = [term for at, part in enumerate(kept) for term in _word_terms(at, part)]
    if len(kept) > 1 and not _has_clitic(kept):
        terms += _joined(kept)
    return Analysis(len(parts), tuple(terms))


def normal_form(token: str) -> str:
    """Return the lower-case form of a hyphenless raw token: joiners out, spelling of 1993."""
    if token[0].isdigit() and not token.isdigit():
        return token.replace(".", "").lower()[:MAX_FORM]
    form = token.replace(".", "").lower() if "." in token else token.lower()
    return modern(form.replace("i̇", "i"))[:MAX_FORM]


def is_acronym(token: str) -> bool:
    """Tell whether a hyphenless raw token is written as an acronym: AI, SUA, S.U.A."""
    letters = token.replace(".", "")
    return len(letters) in _ACRONYM and letters.isupper() and letters.isalpha()


def _word_terms(at: int, token: str) -> tuple[Term, ...]:
    form = normal_form(token)
    terms = tuple(Term(at, form, concept) for concept in concepts(form))
    if is_acronym(token) and terms[0].concept != form:
        letters = token.replace(".", "")
        return (Term(at, letters, letters), *terms)
    return terms


def _unclipped(part: str) -> str:
    """Return a part after a hyphen with the î that the hyphen stands for: `să-nceapă`."""
    clipped = len(part) > 2 and part[0] == "n" and part[1] not in "aăâeiîouy" and part[1].isalpha()
    return "î" + part if clipped else part


def _is_articled(parts: list[str]) -> bool:
    last = parts[-1].lower()
    return last in _HYPHENED_ARTICLES and len(parts[0]) > 1 and not _has_clitic(parts[:-1])


def _has_clitic(parts: list[str]) -> bool:
    return any(part.lower() in _CLITICS for part in parts)


def _joined(parts: list[str]) -> list[Term]:
    """Return the compound written as one word, so that `nordcoreean` finds `nord-coreeni`."""
    head = "".join(normal_form(part) for part in parts[:-1])
    last = normal_form(parts[-1])
    form = (head + last)[:MAX_FORM]
    return [Term(0, form, (head + concept)[:MAX_FORM]) for concept in concepts(last)]


def is_function_word(form: str) -> bool:
    """Tell whether a form is a stop word; an acronym such as `AI` never is."""
    return not form.isupper() and is_stop_word(fold(form))
