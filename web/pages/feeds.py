"""What other programs subscribe to: the Atom feed of a search and the OpenSearch description."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request

from ...index.local_time import local_time, timestamp
from ..api.parameters import Search, read
from ..cache import entity_tag, tagged, unchanged
from ..i18n import current_language
from ..live import current_index
from .render import render

FEED_LENGTH = 20
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

feeds = Blueprint("feeds", __name__)


@feeds.get("/opensearch.xml")
def opensearch() -> Response:
    """Describe the engine, so that a browser can add it to its search bar."""
    return render("opensearch.xml", current_language(), "application/opensearchdescription+xml")


@feeds.get("/feed.atom")
def feed() -> Response:
    """Return the newest hits of a search as an Atom feed."""
    index, language = current_index(), current_language()
    tag = entity_tag(index, language.code)
    if same := unchanged(tag):
        return same
    state = read(Search, request.args).state().but(sort="newest")
    page = state.search(index, limit=FEED_LENGTH, offset=0)
    built = index.info().built
    updated = max((hit.date for hit in page.hits if hit.date), key=local_time, default=built)
    return tagged(
        render(
            "feed.xml",
            language,
            "application/atom+xml",
            state=state,
            hits=page.hits,
            built=built,
            updated=updated,
            stamp=timestamp,
            clean=clean,
        ),
        tag,
    )


def clean(text: str) -> str:
    """Return the text without the characters that XML forbids."""
    return _FORBIDDEN.sub("", text)
