"""The chain of analysis: the same for documents, queries and Whoosh.

    text → `normalization.clean_text`, when an article is made or a query comes
         → `tokenizer.tokenize`: raw tokens, each with its joiners (`nord-coreean`, `S.U.A.`, `11.000`)
         → `token_parts.shape`: their words and the form of each (spelling of 1993, clitics, acronyms)
         → `stemmer.concepts_of_each`: what inflected forms have in common (lemma, else rules and Snowball)
         → terms: a concept at a position, and the form that stands there, one of the concept's variants

`analyze` goes from the tokens to the terms. A query's words go the same way as far as their forms, which
`search/vocabulary/term_resolver.py` looks up among the variants that an index has. Diacritics are folded
where forms are compared (`folding.fold`), never in the index, so that a concept's forms can be told apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..native import loops
from .folding import modern
from .letters import foldings, lower_case
from .lines import Lines
from .token_parts import MAX_FORM, PERCENT, Part, dictionary_form, shape
from .tokenizer import RawTokens
from .words.lemmatizer import SEPARATOR
from .words.stemmer import UNKNOWN, concepts_of_each, find_concepts

Ints = NDArray[np.int64]


class Term(NamedTuple):
    """An index term of a token: the position in the token, the form as written, its concept."""

    offset: int
    form: str
    concept: str


class Terms(NamedTuple):
    """Some of the terms of tokens: `rows` int64 among the terms of all, `offsets` int64 in the token.

    Each has the form of that number in `form_of` int64 among `forms`, and its own of the `concepts`.
    """

    rows: Ints
    offsets: Ints
    forms: Lines
    form_of: Ints
    concepts: Lines

    def numbered(self) -> Iterator[tuple[int, Term]]:
        """Yield each term behind its row."""
        forms = self.forms.split()
        columns = (self.rows.tolist(), self.offsets.tolist(), self.form_of.tolist(), self.concepts.split())
        for row, offset, form, concept in zip(*columns, strict=True):
            yield row, Term(offset, forms[form], concept)


class Columns(NamedTuple):
    """The analyses of tokens: the terms of plain words and figures, and those of the others.

    `positions` and `counts` int64 tell of each token how many positions it takes and how many terms
    it has, which stand by token and position in it.
    """

    positions: Ints
    counts: Ints
    plain: Terms
    others: Terms

    def in_order(self) -> list[Term]:
        """Return all terms, by token and position in it."""
        found = [(row, term) for terms in (self.plain, self.others) for row, term in terms.numbered()]
        return [term for _, term in sorted(found, key=itemgetter(0))]


def analyze(tokens: RawTokens) -> Columns:
    """Return the terms of raw tokens; of plain words and figures without a Python string for each."""
    text = np.empty(3 * len(tokens.letters) + len(tokens) + 4, np.uint8)
    plain = np.empty(len(tokens), np.bool_)
    used = loops.plain_forms(tokens.letters, tokens.starts, lower_case(), foldings(), text, plain)
    forms = Lines(text[:used], len(tokens))
    found = find_concepts(forms)
    others = np.flatnonzero(~plain)
    analyses = _analyses([tokens.text(at) for at in others.tolist()])
    positions, counts = np.ones(len(tokens), np.int64), found.counts.astype(np.int64)
    counts[found.counts == UNKNOWN] = 1
    positions[others] = [each for each, _ in analyses]
    counts[others] = [len(terms) for _, terms in analyses]
    owners = np.repeat(np.arange(len(tokens)), counts)
    known = np.flatnonzero((plain & (found.counts != UNKNOWN))[owners])
    rows = np.concatenate([known, np.flatnonzero((found.counts == UNKNOWN)[owners])])
    offsets, concepts = np.zeros(len(rows), np.int64), found.known.and_then(found.stems)
    return Columns(
        positions, counts, Terms(rows, offsets, forms, owners[rows], concepts),
        _terms([term for _, terms in analyses for term in terms], np.flatnonzero(~plain[owners])),
    )  # fmt: skip


def _terms(terms: Sequence[Term], rows: Ints) -> Terms:
    offsets, forms, concepts = zip(*terms, strict=True) if terms else ((), (), ())
    return Terms(
        rows, np.array(offsets, np.int64), Lines.of(forms), np.arange(len(terms)), Lines.of(concepts)
    )


def _analyses(tokens: Sequence[str]) -> list[tuple[int, list[Term]]]:
    """Return positions and terms of tokens that are no plain words, one by one."""
    shapes = [shape(token) for token in tokens]
    found = iter(concepts_of_each([dictionary_form(part) for _, parts in shapes for part in parts]))
    each = [
        chain.from_iterable(part_terms(part, next(found).split(SEPARATOR)) for part in parts)
        for _, parts in shapes
    ]
    return [
        (positions, sorted(terms, key=itemgetter(0)))
        for (positions, _), terms in zip(shapes, each, strict=True)
    ]


def part_terms(part: Part, found: Sequence[str]) -> list[Term]:
    """Return the terms of a word of whose `dictionary_form` the concepts were found.

    An acronym that reads as another word is also that word, and a figure with its sign also the figure.
    """
    form = part.form.lower()
    if part.joined:
        return [Term(part.offset, form, (part.head + concept)[:MAX_FORM]) for concept in found]
    if form.endswith(PERCENT):
        return [Term(part.offset, form, form), *(Term(part.offset, each, each) for each in found)]
    form = modern(form)
    terms = [Term(part.offset, form, concept) for concept in found]
    acronym = part.form.isupper() and found[0] != form
    return [Term(part.offset, part.form, part.form), *terms] if acronym else terms
