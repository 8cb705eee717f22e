"""A store of a few articles in memory, gone through one by one: another engine than the embedded one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime

import numpy as np
import rasfoi
from rapidfuzz.distance import OSA
from rasfoi.index.analysis.analyzer import analyze
from rasfoi.index.analysis.folding import fold
from rasfoi.index.analysis.token_parts import dictionary_form, shape
from rasfoi.index.analysis.tokenizer import RawTokens, tokenize
from rasfoi.index.analysis.words.stemmer import concepts
from rasfoi.index.article import StoredArticle
from rasfoi.index.segment.stored_fields import encode, read_stored
from rasfoi.search.answer.details import Completion
from rasfoi.search.answer.results import Explanation, FacetCount, Facets
from rasfoi.search.fetch.snippets import Marks
from rasfoi.search.query.syntax.filters import Filters
from rasfoi.search.query.syntax.tree import Bool, Column, Node, Phrase, Prefix, Word, leaves, narrows
from rasfoi.search.query.terms import Term, Token
from rasfoi.search.store import Found, NearForm

TermPlace = tuple[int, str, str]
"""A term's position in its article, counted from the title's first, its form and its concept."""


def terms_of(article: rasfoi.Article) -> Iterator[TermPlace]:
    """Yield the terms of an article; a position stays free between its title and its text."""
    first = 0
    for text in (article.title, article.body):
        columns = analyze(RawTokens.of(tokenize(text).words))
        starts = (columns.positions.cumsum() - columns.positions).repeat(columns.counts)
        for start, term in zip(starts.tolist(), columns.in_order(), strict=True):
            yield first + start + term.offset, term.form, term.concept
        first += int(columns.positions.sum()) + 1


class MemoryVocabulary:
    """The words of some articles."""

    def __init__(self, terms: Sequence[Sequence[TermPlace]]) -> None:
        self._by_concept = Counter(each for doc in terms for each in {term[2] for term in doc})
        self._by_form = Counter(each for doc in terms for each in {term[1] for term in doc})
        self.articles = len(terms)

    def token(self, word: str, plain: bool, start: int = 0) -> Token:
        positions, parts = shape(word)
        terms = tuple(self._term(part.form, part.offset, dictionary_form(part)) for part in parts[:positions])
        return Token(word, start, positions, terms, terms)

    def _term(self, form: str, offset: int, dictionary: str) -> Term:
        keys = concepts(dictionary)
        articles = max(self._by_concept[key] for key in keys)
        return Term(form, offset, keys, (), articles, self._by_form[form])

    def beginning(self, typed: str, before: Iterable[Token]) -> Token | None:
        forms = [form for form in self._by_form if fold(form).startswith(fold(typed))]
        keys = tuple(key for form in forms for key in concepts(form))
        term = Term(typed, 0, keys, (), len(forms), len(forms))
        return Token(typed, 0, 1, (term,), (term,)) if forms else None

    def has_form(self, form: str) -> bool:
        return bool(self.spellings(fold(form.lower())))

    def has_beginning(self, head: str, rest: str) -> bool:
        return False

    def spellings(self, folded: str) -> list[tuple[int, str]]:
        return [(count, form) for form, count in self._by_form.items() if fold(form) == folded]

    def concepts(self, form: str) -> Iterable[str]:
        return concepts(form) if form in self._by_form else ()

    def near(self, folded: str, distance: int, *, common: bool) -> list[NearForm]:
        forms = [(fold(form), count) for form, count in self._by_form.items()]
        return [NearForm(*each) for each in forms if OSA.distance(folded, each[0]) <= distance]


class MemoryStore:
    """Some articles."""

    address, generation, has_duplicates = "memory://articles", "the only one", False

    def __init__(self, articles: Sequence[rasfoi.Article]) -> None:
        self._articles = articles
        self.terms = [list(terms_of(article)) for article in articles]
        self.vocabulary = MemoryVocabulary(self.terms)

    def info(self) -> rasfoi.IndexInfo:
        return rasfoi.IndexInfo(len(self.terms), 0, 0, datetime.now(UTC), "", self.generation, 1)

    def check(self) -> None:
        assert len(self.terms) == len(self._articles)

    def check_present(self) -> None:
        assert self.terms

    def guarded(self) -> AbstractContextManager[None]:
        return nullcontext()

    def refresh(self) -> MemoryStore:
        return self

    def kept(self, generation: str) -> MemoryStore:
        raise rasfoi.CursorExpired

    def answer(self, query: Bool, filters: Filters, *, listing: bool) -> MemoryAnswer:
        return MemoryAnswer(self, query, filters, listing)

    def with_meaning(self, answer: MemoryAnswer, text: str, *, only: bool) -> MemoryAnswer:
        return answer

    def count(self, node: Node) -> int:
        return sum(self.satisfies(doc, node) for doc in range(len(self.terms)))

    def counts(self, nodes: Sequence[Node]) -> list[int]:
        return list(map(self.count, nodes))

    def satisfies(self, doc: int, node: Node) -> bool:
        """Tell whether an article satisfies a part of a query."""
        if isinstance(node, Bool):
            must = all(self.satisfies(doc, each) for each in node.must)
            needed = node.should if all(map(narrows, node.must)) else ()
            should = not needed or any(self.satisfies(doc, each) for each in needed)
            return must and should and not any(self.satisfies(doc, each) for each in node.must_not)
        if isinstance(node, Column):
            return self._articles[doc].source == node.value
        return bool(self.places(doc, node))

    def places(self, doc: int, leaf: Word | Phrase | Prefix) -> list[int]:
        """Return the positions of an article that match a leaf of a query."""
        if isinstance(leaf, Prefix):
            return [at for at, form, _ in self.terms[doc] if fold(form).startswith(fold(leaf.beginning))]
        having = [
            {at for at, _, concept in self.terms[doc] if concept in term.keys}
            for token in leaf.tokens
            for term in token.terms
        ]
        if isinstance(leaf, Word):
            return sorted(set().union(*having)) if all(having) else []
        starts = [at for at in having[0] if all(at + step in each for step, each in enumerate(having))]
        return [at + step for at in starts for step in range(len(having))]

    def any(self, filters: Filters) -> bool:
        return False

    def names(self, field: str) -> list[str]:
        return [article.source for article in self._articles]

    def find(self, article_id: str) -> Found:
        return Found(0, {article.id: at for at, article in enumerate(self._articles)}[article_id], 0.0)

    def articles(self, found: Sequence[Found]) -> list[rasfoi.Article]:
        return [self._articles[each.doc] for each in found]

    def stored(self, found: Sequence[Found]) -> list[StoredArticle]:
        return [read_stored(encode(article)) for article in self.articles(found)]

    def group(self, found: Found) -> int:
        return -1

    def duplicates(self, found: Found) -> list[Found]:
        return []

    def similar(self, found: Found) -> list[Found]:
        return [Found(0, doc, 0.0) for doc in range(len(self.terms)) if doc != found.doc]

    def suggest(self, prefix: str, limit: int) -> tuple[Completion, ...]:
        return ()


class MemoryAnswer:
    """What a query finds: the more of its leaves an article has, the higher it comes."""

    def __init__(self, store: MemoryStore, query: Bool, filters: Filters, listing: bool) -> None:
        self._store, self._leaves = store, list(leaves(query))
        docs = [
            doc
            for doc in range(len(store.terms))
            if (store.satisfies(doc, query) or (query == Bool() and listing))
            and (not filters.sources or store.names("source")[doc] in filters.sources)
        ]
        scores = [sum(bool(store.places(doc, leaf)) for leaf in self._leaves) for doc in docs]
        self._found = sorted(map(Found, [0] * len(docs), docs, scores), key=lambda each: -each.score)

    def run(self, limit: int, offset: int, sort: str) -> tuple[list[Found], int]:
        return self._found[offset : offset + limit], len(self._found)

    def all_words(self, total: int) -> int:
        return sum(each.score == len(self._leaves) for each in self._found)

    by_meaning = None

    def passages(self, found: Sequence[Found]) -> list[None]:
        return [None] * len(found)

    def unfiltered(self) -> int:
        return len(self._found)

    def facets(self) -> Facets:
        counts = Counter(article.source for article in self._store.articles(self._found))
        return Facets(source=tuple(FacetCount(*each) for each in counts.items()))

    def folded(self, found: Sequence[Found]) -> tuple[list[int], int]:
        return [0] * len(found), 0

    def marks(self, found: Sequence[Found]) -> Marks:
        places, numbered = self._store.places, list(enumerate(self._leaves))
        rows = [sorted((at, n) for n, leaf in numbered for at in places(each.doc, leaf)) for each in found]
        both = np.array([pair for row in rows for pair in row], np.int64).reshape(-1, 2).T.copy()
        bounds = np.cumsum([0, *map(len, rows)])
        return Marks(*both, np.zeros(both.shape[1], np.bool_), np.ones(len(numbered)), bounds)

    def explain(self, found: Found) -> tuple[Explanation, ...]:
        return (Explanation("", ("leaves",), found.score),)
