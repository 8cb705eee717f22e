"""Compounds: however they were typed, they are read as written with a hyphen.

`anticorupție`, `anti corupție` and `anti-corupție` are one query, in any inflection. Of a compound whose
first part is a mere prefix only the whole is searched, joined, with a hyphen or, as `apart` adds, in two
words; of any other, such as `Cluj-Napoca`, the parts too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ...index.analysis.analyzer import is_function_word
from ...index.analysis.folding import fold
from ...index.analysis.lemmatizer import lemmas
from ...index.analysis.stemmer import is_prefix
from .compound_terms import is_mere_prefix
from .parser import Bool, Node, Phrase, Word
from .query_terms import Reader

if TYPE_CHECKING:
    from ..ranking.matcher import Matcher

_MIN_REST = 3
# Letters in the halves of a compound without a prefix, and in how many articles such a word may be, or in
# what share of all: a common word is no compound.
_MIN_HALF = 4
_RARE, _RARE_SHARE = 50, 0.01


def resolve(query: Bool, reader: Reader, plain: bool, matchers: Sequence[Matcher]) -> Bool:
    """Return a query with a hyphen in every compound among its loosely typed words."""
    found: list[Node] = []
    for node in query.should:
        before = found[-1] if found else None
        if not isinstance(node, Word) or node.field or node.exact or not node.text.isalpha():
            found.append(node)
        elif (
            isinstance(before, Word)
            and not before.field
            and _is_compound(before.text, node.text, reader, plain)
        ):
            found[-1] = replace(before, text=f"{before.text}-{node.text}")
        else:
            found.append(replace(node, text=_split(node.text, reader, plain, matchers)))
    should = tuple(found)
    return query if should == query.should else replace(query, should=should)


def _is_compound(first: str, second: str, reader: Reader, plain: bool) -> bool:
    """Tell whether two words that stand side by side are a compound that the index knows."""
    prefixed = is_prefix(fold(first.lower()))
    if not prefixed and (len(first) < _MIN_HALF or len(second) < _MIN_HALF):
        return False
    if not first.isalpha() or is_function_word(second) or (not prefixed and is_function_word(first)):
        return False
    # Most pairs are none, which is seen at a look.
    return reader.begins(first, second) and reader.whole(f"{first}-{second}", plain) is not None


def _split(word: str, reader: Reader, plain: bool, matchers: Sequence[Matcher]) -> str:
    """Return a compound in one word with its hyphen; any other word, or one of the dictionary, as it is."""
    folded = fold(word.lower())
    if len(folded) != len(word) or len(folded) <= _MIN_REST + 1:
        return word
    for at in range(2, len(word) - _MIN_REST + 1):
        if is_mere_prefix(folded[:at]) and _known(word, at, reader):
            compound = f"{word[:at]}-{word[at:]}"
            if reader.whole(compound, plain) or _stand_side_by_side(compound, matchers):
                return compound
    if len(word) < 2 * _MIN_HALF or not _is_rare(word, reader, plain):
        return word
    for at in range(_MIN_HALF, len(word) - _MIN_HALF + 1):
        if reader.has_form(word[:at]) and reader.has_form(word[at:]) and not lemmas([word.lower()])[0]:
            compound = f"{word[:at]}-{word[at:]}"
            if _stand_side_by_side(compound, matchers):
                return compound
    return word


def _known(word: str, at: int, reader: Reader) -> bool:
    """Tell whether both halves of a word may be words, though it is none of the dictionary itself."""
    if not reader.has_form(word[:at]) or lemmas([word.lower()])[0]:
        return False
    # Of a word that the index has not in this inflection the second half may be new as well.
    return reader.has_form(word[at:]) or (len(word) - at > _MIN_HALF and not reader.has_form(word))


def _is_rare(word: str, reader: Reader, plain: bool) -> bool:
    most = max(_RARE, round(reader.articles * _RARE_SHARE))
    return any(0 < term.articles <= most for token in reader.tokens(word, plain) for term in token.terms)


def _stand_side_by_side(compound: str, matchers: Sequence[Matcher]) -> bool:
    """Tell whether any article has the halves of a compound with a hyphen or a blank between them."""
    phrase = Phrase(compound.replace("-", " "))
    return any(len(matcher.phrase(phrase)[0]) for matcher in matchers)


def apart(query: Bool, matchers: Sequence[Matcher]) -> Bool:
    """Return a query that also finds in two words the compounds of which only the whole is searched."""
    should = tuple(_apart(node, matchers) if isinstance(node, Word) else node for node in query.should)
    return query if should == query.should else replace(query, should=should)


def _apart(word: Word, matchers: Sequence[Matcher]) -> Node:
    first, hyphen, rest = word.text.partition("-")
    if not hyphen or not is_mere_prefix(fold(first.lower())):
        return word
    phrase = Phrase(f"{first} {rest.replace('-', ' ')}", word.field, optional=True)
    found = 0
    for matcher in matchers:
        docs, _ = matcher.phrase(phrase)
        found += int(np.count_nonzero(~matcher.mask(word)[docs]))
    return Bool(should=(word, phrase)) if found else word
