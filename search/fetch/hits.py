"""Article numbers to what a page shows of them."""

from __future__ import annotations

from collections.abc import Sequence

from ...index.article import Article
from ..ranking.reranker import Found
from ..results import Explanation, Hit, Snippet
from ..searcher import Parts, Search
from .explain import explain
from .highlighter import Highlighter
from .snippets import Mark, Places, locate, passage, whole


def make_hits(
    parts: Parts,
    search: Search | None,
    found: Sequence[Found],
    counts: Sequence[int] = (),
    *,
    explained: bool = False,
) -> tuple[Hit, ...]:
    """Read some articles and return them with their snippets; without a search nothing is marked.

    `counts` tells how many others are folded under each; none, where it is left out.
    """
    articles = [parts.segments[each.segment].article(each.doc) for each in found]
    places = locate([(article.title, article.body) for article in articles])
    marks = _marks(parts, search, found) if search else [[] for _ in found]
    return tuple(
        _hit(
            article, each.score, *places[at], marks[at],
            _explain(parts, search, each) if search and explained else (), counts[at] if counts else 0,
        )
        for at, (each, article) in enumerate(zip(found, articles, strict=True))
    )  # fmt: skip


def highlight(parts: Parts, search: Search, found: Found) -> tuple[Snippet, Snippet]:
    """Return an article's title and whole body with all matches marked."""
    article = parts.segments[found.segment].article(found.doc)
    ((title, body),) = locate([(article.title, article.body)])
    (marks,) = _marks(parts, search, [found])
    return whole(article.title, title, marks), whole(article.body, body, marks)


def _marks(parts: Parts, search: Search, found: Sequence[Found]) -> list[list[Mark]]:
    marks: list[list[Mark]] = [[] for _ in found]
    for number, matcher in enumerate(parts.matchers):
        here = [at for at, each in enumerate(found) if each.segment == number]
        if here:
            highlighter = Highlighter(search.query, matcher, parts.resolver)
            for at, each in zip(here, highlighter.find([found[at].doc for at in here]), strict=True):
                marks[at] = each
    return marks


def _hit(
    article: Article,
    score: float,
    title: Places,
    body: Places,
    marks: list[Mark],
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


def _explain(parts: Parts, search: Search, found: Found) -> tuple[Explanation, ...]:
    words = search.refining() if found.added else []
    return explain(search.scoring(found.segment), parts, found, words)
