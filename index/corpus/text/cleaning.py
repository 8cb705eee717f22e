"""Removal of page dirt from titles and bodies, careful to leave real text alone."""

from __future__ import annotations

import html
import re

from ...analysis.normalization import clean_text

# Also one escaped twice, as `&amp;quot;`.
_ENTITY = re.compile(r"&(?:amp;)*(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_BLANK_RUN = re.compile(r"[^\S\n]{2,}|\t")
_EMPTY_LINES = re.compile(r"\n{3,}")

_WORD = r"[^\W\d_]+"
# Only one way leads through a label, `live video` too, or a long one takes exponential time.
_MEDIA = r"(?:(?:galerie\s+|gal\.\s*)?foto|video|audio|live(?:\s+(?:text|update))?)"
_LABEL = rf"{_MEDIA}(?:\s*(?:[/+&,-]|\bși\b|\bşi\b|\bsi\b)\s*{_MEDIA}|\s+{_MEDIA})*"
_MARKED_LABEL = re.compile(
    rf"(?:\[\s*{_LABEL}\s*\]|\(\s*{_LABEL}\s*\)|{_LABEL}\s*[:|.](?!\w)|{_LABEL}\s+[-–—](?=\s))\s*", re.I
)
_BARE_LABEL = re.compile(rf"({_LABEL})\s+(?=\S)", re.I)
_LABEL_START = frozenset("vVfFgGaAlL[(")
_FIGURE_START = re.compile(r"(?:\d{1,3}|\d{1,3}(?:\.\d{3})+)\s+[a-zăâîșțşţ]")
_FIRST_WORDS = re.compile(rf"({_WORD})(?:\s+(\S))?")
_QUOTES = frozenset("\"„“”«'‘’")

_GLUED_COUNT = re.compile(rf"(\d{{1,4}})({_WORD})(?=[\s,.:;!?-]|$)")
_OPENERS = {
    "acest", "aceasta", "aceste", "acești", "acum", "alte", "alți", "am", "astfel", "astăzi", "au",
    "azi", "când", "cât", "ce", "cea", "cei", "cel", "cele", "cine", "circa", "conform", "cu", "cum",
    "către", "de", "despre", "din", "doar", "după", "este", "fostul", "iată", "ieri", "în", "într",
    "la", "luni", "marți", "miercuri", "joi", "vineri", "sâmbătă", "duminică", "mii", "mulți",
    "multe", "noi", "nu", "nici", "o", "pe", "peste", "pentru", "potrivit", "prin", "printre", "până",
    "sub", "sunt", "sute", "și", "toate", "toți", "un", "una", "unde", "unii",
}  # fmt: skip
_TO_COMMA = str.maketrans("şţŞŢ", "șțȘȚ")  # simplemma knows comma letters only
_DEFINITE = ("ul", "ului", "a", "ei", "ii", "iile", "le", "ilor", "elor", "lor", "lui", "ele")


def clean_title(text: str, *, clean: bool = False) -> str:
    """Return a headline as one clean line, without a media label before it.

    `clean` tells that `are_clean` has found nothing wrong with its characters and blanks.

    A label (`Video`, `FOTO/VIDEO`, `Galerie foto`, `Live text`) goes if a colon, full stop, bar, dash
    or brackets set it off, or if what follows it bare is surely a headline of its own: a quotation,
    a figure that counts something, a capitalised Romanian word that has an article or stands before
    a lower-case word; after a label in capitals, anything with a capital. So *Video nu mai este ce
    era*, *Foto Expo 2025 se deschide* and *Video Art* stay. In doubt the label stays too: it harms
    less than a title cut.
    """
    title = text if clean and "\n" not in text else " ".join(clean_text(_unescape(text)).split())
    return _strip_label(title) if title[:1] in _LABEL_START else title


def clean_body(text: str, *, clean: bool = False) -> str:
    """Return a body with single blanks, paragraphs at newlines, and no comment count glued to its start.

    `clean` tells that `are_clean` has found nothing wrong with its characters and blanks.

    `0Agenția` loses its count and `2Performant`, `3D`, `11 soldați` keep theirs: the count must be
    glued to a capitalised word that opens Romanian sentences (a preposition, a noun with its article,
    a known name; after 0 any word), and the two together must not occur again, as a name would.
    """
    body = text if clean else _collapse_blanks(clean_text(_unescape(text)))
    return _strip_count(body) if body[:1].isdigit() else body


def _unescape(text: str) -> str:
    # html.unescape alone also takes `&region=` in an address for `®ion=`.
    return _ENTITY.sub(lambda entity: html.unescape(f"&{entity[1]};"), text) if "&" in text else text


def _collapse_blanks(text: str) -> str:
    text = text.strip()
    # Most bodies are clean, and looking for a substring is many times faster than a pattern.
    if "  " in text or " \n" in text or "\n " in text or "\t" in text or "\xa0" in text:
        text = "\n".join(_BLANK_RUN.sub(" ", line).strip() for line in text.split("\n"))
    return _EMPTY_LINES.sub("\n\n", text) if "\n\n\n" in text else text


def _strip_label(title: str) -> str:
    if marked := _MARKED_LABEL.match(title):
        rest = title[marked.end() :]
        return rest if rest and not rest[0].islower() else title
    bare = _BARE_LABEL.match(title)
    if bare and _is_headline(title[bare.end() :], after_capitals=bare[1].isupper()):
        return title[bare.end() :]
    return title


def _is_headline(rest: str, after_capitals: bool) -> bool:
    if rest[0] in _QUOTES:
        return True
    if rest[0].isdigit():
        return bool(_FIGURE_START.match(rest))
    if after_capitals:
        # A title all in capitals says nothing about where the label ends.
        return rest[0].isupper() and not rest.isupper()
    words = _FIRST_WORDS.match(rest)
    if not words or not words[2] or not rest[0].isupper():
        return False
    return _opens_sentence(words[1]) or (words[2].islower() and _is_romanian(words[1]))


def _strip_count(body: str) -> str:
    glued = _GLUED_COUNT.match(body)
    if not glued or not _is_capitalised(glued[2]):
        return body
    if glued[0].lower() in body[glued.end() :].lower():
        return body
    count, word = glued.groups()
    is_count = count == "0" and len(word) >= 4
    return body[len(count) :] if is_count or _opens_sentence(word) else body


def _is_capitalised(word: str) -> bool:
    return word[:1].isupper() and (word[1:].islower() or word == "O")


def _opens_sentence(word: str) -> bool:
    """Whether a capitalised word is common at the head of a sentence and hardly a part of a name."""
    word = word.translate(_TO_COMMA)
    if word.lower() in _OPENERS:
        return True
    if len(word) < 4 or not _is_romanian(word):
        return False
    from simplemma import lemmatize

    lemma: str = lemmatize(word, "ro")
    return lemma[:1].isupper() or (lemma != word.lower() and word.endswith(_DEFINITE))


def _is_romanian(word: str) -> bool:
    # Imported only for the doubtful titles and bodies: it takes longer than to clean a thousand others.
    from simplemma import is_known

    return bool(is_known(word.translate(_TO_COMMA), "ro"))
