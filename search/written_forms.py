"""How articles write a form: a compound that is known in one word may have hyphens there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..index.analysis.folding import COMMAS, fold, spellings_pattern
from ..index.segment.reader import Segment

# Shorter forms are no compounds, and hardly any compound is in more articles.
_SHORTEST, _MOST_ARTICLES = 7, 300
# Articles that are read.
_READ = 2


def written(segments: Sequence[Segment], form: str) -> str:
    """Return a form as some article writes it, in lower case: `prim-ministru` for `primministru`."""
    if len(form) < _SHORTEST:
        return form
    hyphened = ""
    word = re.compile(rf"(?<!\w){spellings_pattern(fold(form.lower()), '-?')}(?!\w)", re.IGNORECASE)
    for segment in segments:
        for text in _texts(segment, form):
            match = word.search(text)
            if match and "-" not in match[0]:
                return form
            if match and not hyphened:
                hyphened = match[0].lower().translate(COMMAS)
    return hyphened or form


def _texts(segment: Segment, form: str) -> list[str]:
    number = segment.forms.find(form)
    if number < 0 or segment.form_counts[number] > _MOST_ARTICLES:
        return []
    docs = segment.docs_with_forms(range(number, number + 1))[:_READ]
    return [f"{article.title}\n{article.body}" for article in map(segment.article, docs.tolist())]
