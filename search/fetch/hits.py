"""Found articles to what a page shows of them."""

from __future__ import annotations

from collections.abc import Sequence

from ...index.article import Article
from ..results import Explanation, Hit, Snippet
from ..store import Answer, Found, Store
from .snippets import NO_MARKS, Marks, Places, locate, passage, whole


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
    articles = store.articles(found)
    places = locate([(article.title, article.body) for article in articles])
    marks = answer.marks(found) if answer else [NO_MARKS] * len(found)
    return tuple(
        _hit(
            article, each.score, *places[at], marks[at],
            answer.explain(each) if answer and explained else (), counts[at] if counts else 0,
        )
        for at, (each, article) in enumerate(zip(found, articles, strict=True))
    )  # fmt: skip


def highlight(store: Store, answer: Answer, found: Found) -> tuple[Snippet, Snippet]:
    """Return an article's title and whole body with all matches marked."""
    [article] = store.articles([found])
    ((title, body),) = locate([(article.title, article.body)])
    (marks,) = answer.marks([found])
    return whole(article.title, title, marks), whole(article.body, body, marks)


def _hit(
    article: Article,
    score: float,
    title: Places,
    body: Places,
    marks: Marks,
    explanation: tuple[Explanation, ...],
    duplicates: int,
) -> Hit:
    return Hit(
        id=article.id,
        title=article.title,
        date=article.date,
        source=article.source,
        section=article.section,
        url=article.url,
        score=score,
        snippet=passage(article.body, body, marks),
        title_snippet=whole(article.title, title, marks),
        date_source=article.date_source,
        date_precision=article.date_precision,
        explanation=explanation,
        duplicates=duplicates,
    )
