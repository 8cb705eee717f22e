"""A raw token to index terms: decided once per distinct token, the same for documents and queries."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from .folding import fold, modern
from .library_versions import installed
from .stemmer import concepts
from .stop_words import is_stop_word

MAX_FORM = 64
_SCHEME = 1
_ACRONYM = range(2, 6)

# What stands before a hyphen as a word of its own: s-a, într-o, n-am, dă-mi.
_CLITICS = frozenset(
    "s n m i v l c d p ne le te se să ți mi și într dintr printr prin de ce nu ori a am au ar as ai va "
    "vor".split()
)
# Articles written after a hyphen to foreign words and acronyms: PSD-ului, site-urile.
_HYPHENED_ARTICLES = frozenset("ul ului ii iul iului ei lor le a ilor uri urile urilor iei".split())


class Part(NamedTuple):
    """A word in a raw token: its position in the token, and its form.

    The form is in lower case with diacritics and the spelling of 1993, or an acronym in capitals.
    `joined` marks a compound written as one word; then `head` is all of it but the last part.
    """

    offset: int
    form: str
    joined: bool = False
    head: str = ""


class Shape(NamedTuple):
    """How a raw token falls into words: the positions it takes, and what stands there."""

    positions: int
    parts: tuple[Part, ...]


class Term(NamedTuple):
    """An index term of a token: the position in the token, the form as written, its concept."""

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
    return f"ro{_SCHEME}-snowball{installed('snowballstemmer')}-simplemma{installed('simplemma')}"


def analyze(token: str) -> Analysis:
    """Return the terms of a raw token from `tokenize`."""
    if form := simple_form(token):
        return Analysis(1, tuple(Term(0, form, concept) for concept in concepts(form)))
    return analyze_parts(token)


def simple_form(token: str) -> str:
    """Return the form of a raw token that is one plain word or figure; "" for all others."""
    if token.isalpha():
        form = token.lower()
        plain = form.islower() and len(form) == len(token) <= MAX_FORM and "î" not in form[1:-1]
        return form if plain and not (token.isupper() and is_acronym(token)) else ""
    if token[0] <= "9" and token.isascii() and token[0].isdigit() and "-" not in token:
        return token.replace(".", "").lower()[:MAX_FORM]
    return ""


def analyze_parts(token: str) -> Analysis:
    """Return what `analyze` does, without its short cuts for plain words and figures."""
    positions, parts = shape(token)
    found = (part_terms(part, concepts(dictionary_form(part))) for part in parts)
    return Analysis(positions, tuple(itertools.chain.from_iterable(found)))


def shape(token: str) -> Shape:
    """Return the words of a raw token, without a look into the dictionary."""
    if token.isdigit():
        return Shape(1, (Part(0, token[:MAX_FORM].lower()),))
    pieces = token.split("-")
    if len(pieces) == 1:
        return Shape(1, (Part(0, _acronym_or_form(token)),))
    pieces[1:] = [_unclipped(piece) for piece in pieces[1:]]
    kept = pieces[:-1] if _is_articled(pieces) else pieces
    parts = [Part(at, _acronym_or_form(piece)) for at, piece in enumerate(kept)]
    if len(kept) > 1 and not _has_clitic(kept):
        head = "".join(normal_form(piece) for piece in kept[:-1])
        parts.append(Part(0, (head + normal_form(kept[-1]))[:MAX_FORM], True, head))
    return Shape(len(pieces), tuple(parts))


def normal_form(token: str) -> str:
    """Return the lower-case form of a hyphenless raw token: joiners out, spelling of 1993."""
    if token[0].isdigit() and not token.isdigit():
        return token.replace(".", "").lower()[:MAX_FORM]
    form = token.replace(".", "").lower() if "." in token else token.lower()
    return modern(form.replace("i̇", "i"))[:MAX_FORM]


def is_acronym(token: str) -> bool:
    """Tell whether a hyphenless raw token is written as an acronym: AI, SUA, S.U.A."""
    if not token.isupper():
        return False
    letters = token.replace(".", "")
    return len(letters) in _ACRONYM and letters.isalpha()


def _acronym_or_form(token: str) -> str:
    return token.replace(".", "") if is_acronym(token) else normal_form(token)


def dictionary_form(part: Part) -> str:
    """Return the form whose concepts make those of a word.

    A compound's concept is that of its last part, so that `nordcoreean` finds `nord-coreeni`.
    """
    form = part.form.lower()
    return form[len(part.head) :] or form if part.joined else modern(form)


def part_terms(part: Part, found: Sequence[str]) -> list[Term]:
    """Return the terms of a word of whose `dictionary_form` the concepts were found.

    An acronym that reads as another word is also that word.
    """
    form = part.form.lower()
    if part.joined:
        return [Term(part.offset, form, (part.head + concept)[:MAX_FORM]) for concept in found]
    form = modern(form)
    terms = [Term(part.offset, form, concept) for concept in found]
    acronym = part.form.isupper() and found[0] != form
    return [Term(part.offset, part.form, part.form), *terms] if acronym else terms


def _unclipped(part: str) -> str:
    """Return a part after a hyphen with the î that the hyphen stands for: `să-nceapă`."""
    clipped = len(part) > 2 and part[0] == "n" and part[1] not in "aăâeiîouy" and part[1].isalpha()
    return "î" + part if clipped else part


def _is_articled(parts: list[str]) -> bool:
    last = parts[-1].lower()
    return last in _HYPHENED_ARTICLES and len(parts[0]) > 1 and not _has_clitic(parts[:-1])


def _has_clitic(parts: list[str]) -> bool:
    return any(part.lower() in _CLITICS for part in parts)


def is_function_word(form: str) -> bool:
    """Tell whether a form is a stop word; an acronym such as `AI` never is."""
    return not form.isupper() and is_stop_word(fold(form))
