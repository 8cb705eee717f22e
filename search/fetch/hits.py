"""Found articles to what a page shows of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import repeat

from ..answer.results import Hit, Snippet
from ..store import Answer, Found, Store
from .snippets import no_marks, passage_from, snippets


def make_hits(
    store: Store,
    answer: Answer | None,
    found: Sequence[Found],
    counts: Sequence[int] = (),
    *,
    explained: bool = False,
) -> tuple[Hit, ...]:
    """Read some articles and return them with their snippets; without an answer nothing is marked.

    `counts` tells how many others are folded under each; none, where it is left out.
    """
    articles = store.stored(found)
    marks = answer.marks(found) if answer else no_marks(len(found))
    shown = snippets([(article.title, article.body) for article in articles], marks)
    return tuple(
        Hit(
            article.id, title.text, article.date, article.source, article.section, article.url, each.score,
            snippet, title, article.date_source, article.date_precision,
            answer.explain(each) if answer and explained else (), count,
        )
        for each, article, (title, snippet), count in zip(
            found, articles, shown, counts or repeat(0), strict=False
        )
    )  # fmt: skip


def with_passages(
    store: Store, answer: Answer, found: Sequence[Found], hits: Sequence[Hit]
) -> tuple[Hit, ...]:
    """Return hits of which those that only their meaning found show their nearest passage, with no marks."""
    starts = answer.passages(found)
    added = [at for at, start in enumerate(starts) if start is not None]
    shown = list(hits)
    for at, article in zip(added, store.articles([found[at] for at in added]), strict=True):
        snippet, title = passage_from(article.body, starts[at] or 0), Snippet(article.title)
        shown[at] = replace(hits[at], snippet=snippet, title_snippet=title, by_meaning=True)
    return tuple(shown)


def highlight(store: Store, answer: Answer, found: Found) -> tuple[Snippet, Snippet]:
    """Return an article's title and whole body with all matches marked."""
    [article] = store.stored([found])
    [both] = snippets([(article.title, article.body)], answer.marks([found]), whole=True)
    return both
