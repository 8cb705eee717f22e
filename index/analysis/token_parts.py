"""A raw token to its words and their forms, without a look into the dictionary."""

from __future__ import annotations

from typing import NamedTuple

from .folding import modern

MAX_FORM = 64
# A figure with it is a word of its own.
PERCENT = "%"
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


def shape(token: str) -> Shape:
    """Return the words of a raw token, without a look into the dictionary."""
    if token.isdigit():
        return Shape(1, (Part(0, token[:MAX_FORM].lower()),))
    pieces = token.split("-")
    if len(pieces) == 1:
        return Shape(1, (Part(0, _acronym_or_form(token)),))
    pieces[1:] = [unclipped(piece) for piece in pieces[1:]]
    kept = pieces[:-1] if _is_articled(pieces) else pieces
    parts = [Part(at, _acronym_or_form(piece)) for at, piece in enumerate(kept)]
    # Figures side by side are a score, a season or a range, no figure.
    if len(kept) > 1 and not _has_clitic(kept) and not all(piece.rstrip(PERCENT).isdigit() for piece in kept):
        head = "".join(normal_form(piece) for piece in kept[:-1])
        parts.append(Part(0, (head + normal_form(kept[-1]))[:MAX_FORM], True, head))
    return Shape(len(pieces), tuple(parts))


def normal_form(token: str) -> str:
    """Return the lower-case form of a hyphenless raw token: joiners out, spelling of 1993."""
    if token[0].isdigit() and not token.isdigit():
        return token.replace(".", "").lower()[:MAX_FORM]
    form = token.replace(".", "").lower() if "." in token else token.lower()
    return modern(form.replace("i̇", "i"))[:MAX_FORM]


def _acronym_or_form(token: str) -> str:
    """Return the form of a hyphenless raw token: that of AI, SUA and S.U.A. stays in capitals."""
    if token.isupper():
        letters = token.replace(".", "")
        if len(letters) in _ACRONYM and letters.isalpha():
            return letters
    return normal_form(token)


def dictionary_form(part: Part) -> str:
    """Return the form whose concepts make those of a word.

    A compound's concept is that of its last part, so that `nordcoreean` finds `nord-coreeni`; that of `3%`
    is `3`.
    """
    form = part.form.lower().rstrip(PERCENT)
    return form[len(part.head) :] or form if part.joined else modern(form)


def unclipped(part: str) -> str:
    """Return a part after a hyphen with the î that the hyphen stands for: `să-nceapă`."""
    clipped = len(part) > 2 and part[0] == "n" and part[1] not in "aăâeiîouy" and part[1].isalpha()
    return "î" + part if clipped else part


def _is_articled(parts: list[str]) -> bool:
    last = parts[-1].lower()
    return last in _HYPHENED_ARTICLES and len(parts[0]) > 1 and not _has_clitic(parts[:-1])


def _has_clitic(parts: list[str]) -> bool:
    # No letter before figures is one: `S&P-500`.
    return any(part.lower() in _CLITICS for part in parts) and not parts[-1].isdigit()
