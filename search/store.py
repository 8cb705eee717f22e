"""What a store of postings must answer for an index to stand on it: the seam between asking and keeping.

Above it are the language of queries, what a page of hits is made of, snippets, remarks, the library, the
API and the page; below it is whatever holds the articles, and no name of it is known above. The embedded
engine, `embedded/`, is the first store, `cluster/` another; `opening.open_index` picks one by the address
of an index.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from ..index.article import Article, StoredArticle
    from .answer.details import Completion, IndexInfo
    from .answer.results import Explanation, Facets
    from .fetch.snippets import Marks
    from .query.syntax.filters import Filters
    from .query.syntax.tree import Bool, Node
    from .query.terms import Token


class Found(NamedTuple):
    """One article among the hits: where it is, its score, and what the second look added to it.

    `segment` and `doc` are numbers of the store's own, together different for every article.
    """

    segment: int
    doc: int
    score: float
    added: float = 0.0


class NearForm(NamedTuple):
    """A form near a misspelt word: how it folds, and in how many articles it is."""

    folded: str
    articles: int


class Vocabulary(Protocol):
    """The words of all articles, for the reading of queries; what is folded has no diacritics."""

    @property
    def articles(self) -> int:
        """How many articles there are."""

    def token(self, word: str, plain: bool, start: int = 0) -> Token:
        """Return a raw token of a query, as the articles have it.

        `plain` says that the query has no diacritics at all: then the word may stand for any that folds so.
        """

    def beginning(self, typed: str, before: Iterable[Token]) -> Token | None:
        """Return a token for the words that likeliest begin so, behind others; None if no word does."""

    def has_form(self, form: str) -> bool:
        """Tell whether any article has a word, with whatever diacritics."""

    def has_beginning(self, head: str, rest: str) -> bool:
        """Tell whether a word begins as a compound of these two does, whatever its inflection."""

    def spellings(self, folded: str) -> Sequence[tuple[int, str]]:
        """Return the words that fold so, each behind the number of articles it is in."""

    def concepts(self, form: str) -> Iterable[str]:
        """Return the concepts of a form, none of one that no article has."""

    def near(self, folded: str, distance: int, *, common: bool) -> Sequence[NearForm]:
        """Return the forms whose folding is at most so many edits away: the common ones, or the others."""


class Answer(Protocol):
    """What a query finds behind some filters; asked for what a page needs and no more."""

    def run(self, limit: int, offset: int, sort: str) -> tuple[list[Found], int]:
        """Return the hits from `offset` on, and how many there are in all.

        `sort` is one of `arguments.SORTS`; equal ones come newest first, then in the same order every time.
        """

    def all_words(self, total: int) -> int:
        """Return how many of `total` hits have every content word: none where no article has one of them."""

    def unfiltered(self) -> int:
        """Return how many articles match the query, whatever the filters."""

    def facets(self) -> Facets:
        """Return the counts of sources, sections and months over all hits."""

    def folded(self, found: Sequence[Found]) -> tuple[list[int], int]:
        """Return how many other hits are near-duplicates of each of some.

        And behind that how many hits in all are one of a better one.
        """

    def marks(self, found: Sequence[Found]) -> Marks:
        """Return which positions of some articles match, in order, counted from the title's first."""

    def explain(self, found: Found) -> tuple[Explanation, ...]:
        """Return the shares that make up a hit's score."""

    @property
    def by_meaning(self) -> int | None:
        """How many hits have no word of the query, only its meaning; None where that was not looked for."""

    def passages(self, found: Sequence[Found]) -> list[int | None]:
        """Return where the passage begins in each body that only its meaning found; None for other hits."""


class Store(Protocol):
    """An opened store. It stays as it was opened, and answers many threads at once.

    What is broken is raised as an error that derives from RasfoiError and names the fix.
    """

    @property
    def address(self) -> str:
        """Where it is, as `opening.open_index` takes it."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of its articles."""

    @property
    def generation(self) -> str:
        """What tells this state of the store from all others."""

    @property
    def has_duplicates(self) -> bool:
        """Whether any two articles have nearly the same text."""

    def info(self) -> IndexInfo:
        """Return its size and origin."""

    def check(self) -> None:
        """Compare all that it reads with checksums; raise IndexCorrupt naming what differs."""

    def check_present(self) -> None:
        """Raise IndexMissing if it is gone from its address, whatever is still open of it."""

    def guarded(self) -> AbstractContextManager[None]:
        """Let what comes to light of damage in a block be told as IndexCorrupt that names it."""

    def refresh(self) -> Store:
        """Return this store, or a newly opened one if another generation was published since."""

    def kept(self, generation: str) -> Store:
        """Return an opened store of another generation that is still kept; raises CursorExpired."""

    def answer(self, query: Bool, filters: Filters, *, listing: bool) -> Answer:
        """Return the answer to a query whose words are located.

        An empty query matches every article if `listing`, else none.
        """

    def with_meaning(self, answer: Answer, text: str, *, only: bool) -> Answer:
        """Return an answer that also goes by what a query means, or `only` by that.

        Where the store knows no meanings, or the query is not one for it, that is the answer as it was; but
        with `only` it raises ModelUnavailable.
        """

    def count(self, node: Node) -> int:
        """Return about how many articles satisfy a part of a query; 0 only if none does."""

    def counts(self, nodes: Sequence[Node]) -> Sequence[int]:
        """Return what `count` does of each of some parts, asked for at once."""

    def any(self, filters: Filters) -> bool:
        """Tell whether any article passes filters."""

    def names(self, field: str) -> Sequence[str]:
        """Return the names of all sources or all sections."""

    def find(self, article_id: str) -> Found:
        """Return an article by its id; raises KeyError."""

    def articles(self, found: Sequence[Found]) -> list[Article]:
        """Return the texts and fields of some articles."""

    def stored(self, found: Sequence[Found]) -> list[StoredArticle]:
        """Return what `articles` does, its texts in UTF-8: for pages, which show little of a body."""

    def group(self, found: Found) -> int:
        """Return the number that an article shares with those of nearly its text, -1 where there are none."""

    def duplicates(self, found: Found) -> list[Found]:
        """Return the other articles with nearly the text of one, the newest first."""

    def similar(self, found: Found) -> list[Found]:
        """Return the articles most like one, the best first, without itself."""

    def suggest(self, prefix: str, limit: int) -> tuple[Completion, ...]:
        """Return completions of the last word of `prefix`, and titles that have all its words."""
