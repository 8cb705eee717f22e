"""A user's dictionary: synonyms, names and stop words in text files that are read when an index is opened.

synonyms.txt    UE, Uniunea Europeană        each is searched as the others too
                bolid => mașină, automobil   who types the first also finds the others, not the reverse
names.txt       a name a line of which only this form is meant: Vulpe, and no vulpi
stopwords.txt   a word a line that says nothing here, such as the newspaper's own name

`#` begins a remark. Inflection, letter case and diacritics make no difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from ...index.analysis.folding import fold
from ...index.errors import BadDictionary

SYNONYMS, NAMES, STOP_WORDS = "synonyms.txt", "names.txt", "stopwords.txt"
_FILES = (SYNONYMS, NAMES, STOP_WORDS)
MAX_BYTES = 2 << 20
MAX_LINES = 10_000
# Expressions of a line, and words of an expression.
MAX_EXPRESSIONS, MAX_WORDS = 20, 8
# They alternate: fată, fete.
_VOWELS = "aeiou"


Signature = tuple[tuple[int, int], ...]


class Rule(NamedTuple):
    """What is typed, its words, and the expressions that are searched beside it."""

    typed: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True)
class Dictionary:
    """Rules by what stays of their first word; folded names and stop words; what tells it apart."""

    rules: dict[str, list[Rule]] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    stop_words: frozenset[str] = frozenset()
    digest: str = ""
    folder: Path | None = None
    signature: Signature = ()

    def refresh(self) -> Dictionary:
        """Return this one, or a newly read one if any of its files was changed; raises BadDictionary."""
        if self.folder is None or _signature(self.folder) == self.signature:
            return self
        return read_dictionary(self.folder)

    def beginning(self, word: str) -> list[Rule]:
        """Return the rules whose first word may be an inflection of `word`."""
        return self.rules.get(_stem(word), [])


EMPTY = Dictionary()


def read_dictionary(folder: Path) -> Dictionary:
    """Return the dictionary in a folder, an empty one where there is none; raises BadDictionary."""
    signature = _signature(folder)
    if not any(map(any, signature)):
        return Dictionary(folder=folder, signature=signature)
    contents = {name: _content(folder / name) for name in _FILES}
    rules: dict[str, list[Rule]] = {}
    for number, line in _lines(folder / SYNONYMS, contents[SYNONYMS]):
        try:
            for rule in _rules(line):
                rules.setdefault(_stem(rule.typed[0]), []).append(rule)
        except ValueError as error:
            raise BadDictionary(f"{folder / SYNONYMS}, line {number}: {error}") from None
    names, stop_words = (_words(folder / name, contents[name]) for name in (NAMES, STOP_WORDS))
    digest = f"{crc32(bytes(1).join(contents.values())):08x}"
    return Dictionary(rules, names, stop_words, digest, folder, signature)


def _signature(folder: Path) -> Signature:
    """Return what changes when a file of the dictionary does: time and size of each."""
    found = []
    for name in _FILES:
        try:
            facts = (folder / name).stat()
        except OSError:
            found.append((0, 0))
        else:
            found.append((facts.st_mtime_ns, facts.st_size))
    return tuple(found)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return b""
    except OSError as error:
        raise BadDictionary(f"{path}: {error.strerror}.") from error
    if len(content) > MAX_BYTES:
        raise BadDictionary(f"{path} has more than {MAX_BYTES >> 20} MiB; keep what is searched for.")
    return content


def _lines(path: Path, content: bytes) -> Iterator[tuple[int, str]]:
    """Yield the lines that say something, with their numbers."""
    lines = content.splitlines()
    if len(lines) > MAX_LINES:
        raise BadDictionary(f"{path} has {len(lines)} lines; {MAX_LINES} are allowed.")
    for number, line in enumerate(lines, 1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8").partition("#")[0].strip()
        except UnicodeDecodeError:
            raise BadDictionary(f"{path}, line {number}: not UTF-8; save the file as UTF-8.") from None
        if text:
            yield number, text


def _words(path: Path, content: bytes) -> frozenset[str]:
    return frozenset(fold(word.lower()) for _, line in _lines(path, content) for word in line.split())


def _rules(line: str) -> Iterator[Rule]:
    left, arrow, right = line.partition("=>")
    if "=>" in right:
        raise ValueError("more than one =>; write a line for each.")
    sources, targets = _expressions(left), _expressions(right) if arrow else ()
    if not arrow and len(sources) < 2:
        raise ValueError(f"{line!r} stands alone; write synonyms with a comma between, or one => another.")
    for source in sources:
        # Whoever finds the words of an expression finds all longer ones as well.
        others = tuple(" ".join(each) for each in targets or sources if not _has(each, source))
        if others:
            yield Rule(source, others)


def _has(words: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Tell whether some words have others among them, side by side."""
    return f" {' '.join(part)} ".lower() in f" {' '.join(words)} ".lower()


def _expressions(text: str) -> tuple[tuple[str, ...], ...]:
    found = tuple(tuple(part.strip(" \t\"'„”«».").split()) for part in text.split(","))
    if not all(any(map(str.isalnum, "".join(words))) for words in found):
        raise ValueError("an expression without a word; write words between commas and around =>.")
    if len(found) > MAX_EXPRESSIONS:
        raise ValueError(f"{len(found)} expressions; {MAX_EXPRESSIONS} are allowed in a line.")
    if longest := next((words for words in found if len(words) > MAX_WORDS), None):
        raise ValueError(f"“{' '.join(longest)}” has {len(longest)} words; {MAX_WORDS} are allowed.")
    return found


def _stem(word: str) -> str:
    """Return what hardly any inflection of a word changes: its first letter, and the next consonant."""
    folded = fold(word.lower())
    return folded[:1] + next((letter for letter in folded[1:] if letter not in _VOWELS), "")
