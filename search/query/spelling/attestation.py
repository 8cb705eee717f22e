"""How words stand in articles: what a word is written like, or begins like, in some that have it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....index.analysis.folding import COMMAS, fold, spellings_pattern
from ....index.deadline import checked
from ...store import Store
from ..syntax.filters import Filters
from ..syntax.tree import Bool, Word
from ..terms import Token

# Articles that are read.
_READ = 8
# Behind one of these a word may have a capital as the first one of a sentence.
_BEGINS = frozenset(".!?:;„”\"'«»–—-(\n")


def within_sentences(store: Store, token: Token, form: str) -> Iterator[str]:
    """Yield a form as it stands within sentences of some articles, except in capital letters only."""
    word = re.compile(rf"(?<!\w){re.escape(form)}(?!\w)", re.IGNORECASE)
    for text in _texts(store, token):
        text = text.translate(COMMAS)
        for match in checked(word.finditer(text)):
            before = text[: match.start()].rstrip(" ")
            if before and before[-1] not in _BEGINS and not match[0].isupper():
                yield match[0]


def continued(store: Store, token: Token, folded: str, letters: int) -> Iterator[str]:
    """Yield the words, folded, of some articles that go on from a beginning by so many letters or more."""
    word = re.compile(rf"(?<!\w){spellings_pattern(folded)}[^\W\d_]{{{letters},}}(?!\w)", re.IGNORECASE)
    for text in _texts(store, token):
        yield from (fold(found.lower()) for found in checked(word.findall(text)))


def _texts(store: Store, token: Token) -> Iterator[str]:
    query = Bool(should=(Word(token.text, tokens=(token,)),))
    found, _ = store.answer(query, Filters(), listing=False).run(_READ, 0, "relevance")
    return (article.body for article in store.articles(found))
