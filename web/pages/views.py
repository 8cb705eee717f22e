"""The pages: search results and one article."""

from __future__ import annotations

from itertools import count
from typing import Any

from flask import Blueprint, Response, request

from ...search.answer.results import Facets, SearchPage
from ...search.engine import Index
from ..api.endpoints import suggest
from ..api.parameters import PageOfResults, read
from ..cache import entity_tag, tagged, unchanged
from ..errors import UnknownArticle
from ..i18n import Language, current_language
from ..live import current_index
from .presentation import chips, date_link, facet, listing, marked, meta, pager, paragraphs, written
from .render import render
from .state import PAGE_SIZE, SearchState
from .timeline import timeline
from .tips import tips

pages = Blueprint("pages", __name__)
# Pages and browsers ask for completions outside of the API, which may demand a token.
pages.add_url_rule("/suggest", view_func=suggest)


@pages.get("/")
def search() -> Response:
    """Show results; with `partial=1` only the part of the page that changes with the query."""
    index, language = current_index(), current_language()
    tag = entity_tag(index, language.code)
    if same := unchanged(tag):
        return same
    asked = read(PageOfResults, request.args)
    state = asked.state(asked.page)
    template = "_results.html" if asked.partial else "search.html"
    context = results(index, state, language, whole=asked.all)
    return tagged(render(template, language, state=state, **context), tag)


@pages.get("/articol/<path:id>")
def article(id: str) -> Response:
    """Show a whole article, with what was searched for marked in it."""
    index, language = current_index(), current_language()
    tag = entity_tag(index, language.code)
    if same := unchanged(tag):
        return same
    asked = read(PageOfResults, request.args)
    state = asked.state(asked.page)
    try:
        found = index.get(id)
        title, body = index.highlight(id, state.q, prefix=state.prefix)
        similar, duplicates = index.similar(id, 5), index.duplicates(id)
    except KeyError:
        raise UnknownArticle(id) from None
    write = language.write
    return tagged(
        render(
            "article.html",
            language,
            state=state,
            article=found,
            title=marked(title, count(1)),
            meta=meta(found, write),
            paragraphs=paragraphs(body, 1 + len(title.ranges)),
            matches=len(title.ranges) + len(body.ranges),
            similar=listing(similar, write, request.script_root, state.query_string()),
            duplicates=listing(duplicates, write, request.script_root, state.query_string()),
        ),
        tag,
    )


def results(index: Index, state: SearchState, language: Language, whole: bool = False) -> dict[str, Any]:
    """Search, and return all that the results template shows; of the facets the `whole` if asked for."""
    page, write = find(index, state), language.write
    facets = page.facets or Facets()
    return {
        "page": page,
        "home": not (state.q or state.filtered),
        "hits": listing(page.hits, write, request.script_root, state.query_string()),
        "remarks": [written(remark, language) for remark in page.notes],
        "tips": [] if page.reachable else [language.gettext(tip) for tip in tips(state, page.notes)],
        "date_link": date_link(page.date_hint, state, write),
        "chips": chips(state, write),
        "pager": pager(state, page.reachable),
        "timeline": timeline(facets.month, state, write),
        "undated": facets.undated,
        "sources": facet("source", facets.source, state, write, whole),
        "sections": facet("section", facets.section, state, write, whole),
    }


def find(index: Index, state: SearchState) -> SearchPage:
    """Run a page's search; without a query it lists the newest articles."""
    if not state.q.strip() and state.sort == "relevance":
        state = state.but(sort="newest", page=state.page)
    return state.search(index, limit=PAGE_SIZE, offset=(state.page - 1) * PAGE_SIZE, facets=True)
