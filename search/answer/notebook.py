"""Results as a notebook shows them."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from .results import Hit, SearchPage


def page_html(page: SearchPage) -> str:
    """Return a page of hits as safe HTML: how many there are, and of each its title, origin and snippet."""
    found = f"{page.total} article{'s' * (page.total != 1)} for “{escape(page.query)}”"
    if page.suggestion:
        verb = "results for" if page.suggestion.applied else "did you mean"
        found += f"; {verb}: {escape(page.suggestion.query)}"
    notes = "".join(f"<p>{escape(note)}</p>" for note in page.notes)
    items = "".join(map(_hit_html, page.hits))
    return f'<p>{found}</p>{notes}<ol start="{page.offset + 1}">{items}</ol>'


def _hit_html(hit: Hit) -> str:
    title = hit.title_snippet.html() or escape(hit.id)
    if urlsplit(hit.url).scheme in ("http", "https"):
        title = f'<a href="{escape(hit.url)}" rel="noopener">{title}</a>'
    date = hit.date.date().isoformat() if hit.date else ""
    origin = " · ".join(escape(each) for each in (date, hit.source, hit.section) if each)
    return f"<li><b>{title}</b><br><small>{origin}</small><br>{hit.snippet.html()}</li>"
