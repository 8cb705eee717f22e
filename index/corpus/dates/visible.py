"""The date that stands beside a headline for readers to see."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .written import WrittenDate, find_dates, with_time

# The field of a record that holds the `WrittenDate` shown beside its headline.
VISIBLE_DATE = "\0visible date"
_LINES = 8
_MOST_CHARACTERS = 300
_PARAGRAPH = 80
_MOST_OTHER_WORDS = 4
_LABEL = re.compile(
    r"\b(?:dat[aă](?: (?:public[aă]rii|apari[țţt]iei|articolului))?|publicat[aă]?|publicarea|postat[aă]?|"
    r"ad[aă]ugat[aă]?|ap[aă]rut[aă]?|scris[aă]?|[iî]nc[aă]rcat[aă]?|transmis[aă]?|trimis[aă]?|creat[aă]?|published|posted|date)\b"
    r"(?: (?:[iî]n|pe|la|din|de|data|on))*\s*:?\s*",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"(?:actualiz|modific|update|revizuit|ultima|last|©|\(c\)|copyright|drepturi|comentari|r[aă]spun)[^|•·;]*$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"\b(?:luni|mar[țţt]i|miercuri|joi|vineri|s[aâ]mb[aă]t[aă]|duminic[aă]|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday)\b,?\s*",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"\b(?:de|autor(?:ul)?|by|scris de|redac[țţt]ia|text|foto|surs[aă])\b\s*:?\s*", re.IGNORECASE
)
_TIME = re.compile(r"(?:\b(?:la|or[ae](?:le)?)\b:?\s*)*\b\d{1,2}[:.h]\d{2}(?::\d{2})?\b", re.IGNORECASE)
_NEXT_PART = re.compile(r"[|•·;]|\b(?:actualiz|modific|updat)", re.IGNORECASE)
_LITTLE_WORDS = frozenset("la ora orele in în și de pe".split())
_WORD = re.compile(r"[^\W\d_]{2,}")
_DATELINE = re.compile(r"(?:[A-ZȘȚĂÎÂ][\w-]+[ ,]*){1,3}[,:(–—-]*\s*$")
_AFTER_DATELINE = re.compile(r"\s*(?:[-–—/:]|\([A-ZȘȚĂÎÂ])")


def visible_date(lines: str | Iterable[str]) -> WrittenDate | None:
    """Return the date of publication that one of the first lines behind a headline shows.

    It stands alone, behind a label (*Publicat: luni, 28 aprilie 2025, ora 14:35*), beside a name, or
    opens a report (*Brașov, 28 aprilie 2025 – …*). A date in a sentence is none, nor is the
    date of a change or a copyright.
    """
    if isinstance(lines, str):
        lines = lines[: _LINES * _MOST_CHARACTERS * 4].splitlines()
    seen = paragraphs = 0
    for line in lines:
        if not (line := " ".join(line.split())):
            continue
        # A lead may stand before the date, the text may not.
        if seen == _LINES or paragraphs == 2:
            return None
        if found := dateline(line):
            return found
        seen += 1
        paragraphs += len(line) >= _PARAGRAPH
    return None


def dateline(line: str) -> WrittenDate | None:
    """Return the date of publication that a line writes."""
    line = line[:_MOST_CHARACTERS]
    for first, last, day in find_dates(line):
        before, after = line[:first], line[last:]
        if _CHANGED.search(before):
            continue
        if _stands_alone(before, after, len(line)):
            return with_time(day, _clock(before, after))
        if _DATELINE.fullmatch(_WEEKDAY.sub("", before)) and _AFTER_DATELINE.match(after):
            return day
    return None


def _stands_alone(before: str, after: str, length: int) -> bool:
    if length == _MOST_CHARACTERS:
        return False
    label = _LABEL.search(before)
    labelled = label is not None and len(_WORD.findall(before[: label.start()])) <= 1
    if label and labelled:
        before = before[label.end() :]
    after = _NEXT_PART.split(after, maxsplit=1)[0]
    rest = " ".join(_TIME.sub(" ", _WEEKDAY.sub(" ", part)) for part in (before, after))
    words = _WORD.findall(_BYLINE.sub(" ", rest))
    if rest.rstrip().endswith((".", "!", "?")) and len(words) > 2:
        return False
    return len(words) <= _MOST_OTHER_WORDS and (labelled or all(_is_name(word) for word in words))


def _is_name(word: str) -> bool:
    return word[0].isupper() or word.casefold() in _LITTLE_WORDS


def _clock(before: str, after: str) -> str:
    """Return the text that holds the time of day: behind the date, else before it."""
    return after if _TIME.search(after[:40]) else before if _TIME.search(before) else ""
