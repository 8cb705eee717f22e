"""The fields of an article on a cluster: what each holds, how it is indexed, and how names are written in it.

A *stream* is the positions of a text, a blank between them: at each the lemmas there with `|` between, or `_`
for none. Position n of `CONCEPTS` is position n of the article in its segment: the title, a `_`, the body.
A *feature* is the name of a lemma, or of a form and its lemma, in the fields of impacts: see `feature`.
"""

from __future__ import annotations

from typing import Any

# The hash of the id in 16 hexadecimal digits is the `_id`; `HASH` is the same as a number.
ID, HASH = "id", "hash"
# The segment that an article was written in, as the state of the generation numbers it, and its place there.
SEGMENT, DOC = "segment", "doc"
# The lowest `HASH` of the articles with nearly its text; not there for one that has no such others.
GROUP = "group"
# What is sent back of an article, see `record`: among other fields `ARTICLE`, which is what
# `stored_fields.encode` makes of it, as text.
RECORD, ARTICLE = "record", "article"
# Seconds as `local_time.seconds` counts them, and `2018-04`; neither is there for an article without a date.
DATE, MONTH = "date", "month"
# Names as they are shown, and as filters compare them; not there where there is none.
SOURCE, SECTIONS, SOURCE_KEY, SECTION_KEYS = "source", "sections", "source_key", "section_keys"
CONCEPTS, TITLE_CONCEPTS, TITLE_LENGTH = "concepts", "title_concepts", "title_length"
# A byte in base64 for each distinct lemma of `CONCEPTS`, in the order of the first places there: the mask of
# the lemma's forms in the article, by the order of its forms in the article's segment.
MASKS = "masks"
# The impact of each lemma, 1 to 255, and that of its lemma for each form and for each `beyond`.
IMPACTS, TITLE_IMPACTS = "impacts", "title_impacts"
FORM_IMPACTS, TITLE_FORM_IMPACTS = "form_impacts", "title_form_impacts"
# The folded forms of the article, and each `beyond`.
FORMS, TITLE_FORMS = "forms", "title_forms"

NO_LEMMA, BETWEEN_LEMMAS, BETWEEN_POSITIONS = "_", "|", " "
# OpenSearch takes no dot in a feature; no word has this character.
_DOT = "\N{ONE DOT LEADER}"
_ANALYSIS = {
    "tokenizer": {"positions": {"type": "whitespace", "max_token_length": 1 << 20}},
    "filter": {
        "lemmas": {"type": "pattern_capture", "preserve_original": False, "patterns": ["([^|]+)"]},
        "holes": {"type": "stop", "stopwords": [NO_LEMMA]},
    },
    "analyzer": {"stream": {"type": "custom", "tokenizer": "positions", "filter": ["lemmas", "holes"]}},
}


def feature(lemma: str, form: str = "") -> str:
    """Return the name of a lemma's feature, or of one of its forms, as the fields of impacts have it."""
    name = f"{form} {lemma}" if form else lemma
    return name.replace(".", _DOT)


def beyond(segment: int) -> str:
    """Return what stands for the form where an article has any of a lemma's forms from the eighth on.

    These share a bit of the masks of that segment. In `FORM_IMPACTS` it is the form of a feature; in `FORMS`
    it stands before a blank and the lemma.
    """
    return f"*{segment}"


def mapping(shards: int, replicas: int) -> dict[str, Any]:
    """Return the settings and fields of an index of articles."""
    key = {"type": "keyword"}
    unseen = {"type": "keyword", "doc_values": False}
    stream = {"type": "text", "analyzer": "stream", "norms": False, "index_options": "positions"}
    features = {"type": "rank_features"}
    properties: dict[str, Any] = {
        ID: key, HASH: {"type": "unsigned_long"}, SEGMENT: {"type": "short"}, DOC: {"type": "integer"},
        GROUP: {"type": "unsigned_long"}, RECORD: {"type": "binary", "doc_values": True},
        DATE: {"type": "long"}, MONTH: key, SOURCE: key, SECTIONS: key, SOURCE_KEY: unseen,
        SECTION_KEYS: unseen, CONCEPTS: stream, TITLE_CONCEPTS: stream,
        IMPACTS: features, TITLE_IMPACTS: features, FORM_IMPACTS: features,
        TITLE_FORM_IMPACTS: features, FORMS: key, TITLE_FORMS: unseen,
    }  # fmt: skip
    return {
        "settings": {**settings(shards, replicas), "codec": "best_compression", "analysis": _ANALYSIS},
        "mappings": {
            "dynamic": "strict",
            # For who looks by hand: ours is the record.
            "_source": {"includes": [ID]},
            "properties": properties,
        },
    }


def settings(shards: int, replicas: int) -> dict[str, Any]:
    """Return the settings of an index that is refreshed only when it is told to be."""
    return {"number_of_shards": shards, "number_of_replicas": replicas, "refresh_interval": "-1"}
