"""What the fields of a record mean, by the names that programs and people give them.

The one table of names for all formats: keys of JSON, columns of tables, front matter, labelled lines.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from ...errors import BadArticle
from ..html.markup import strip_markup

# Of the names that a record has, the first that holds something counts. Case, diacritics, `_`, `-`,
# blanks and `camelCase` make no difference.
NAMES: dict[str, str] = {
    "id": "id _id guid uuid article_id id_articol post_id identifier slug_id",
    "title": "title titlu headline titlul titlu_articol titlul_articolului titlu_stire titlul_stirii "
    "post_title article_title news_title og:title dc:title name subject subiect nume heading h1 "
    "denumire",
    "body": "body text content article_body articol continut corp maintext main_text full_text textul "
    "text_articol text_integral continut_articol corpul article_text article_content post_content "
    "content_text content_html body_text body_html raw_text plain_text clean_text content:encoded stire "
    "textul_stirii descriere article document paragraphs paragrafe mesaj message story",
    "date": "date data date_published published_at published publish_date published_date "
    "publication_date data_publicare data_publicarii data_publicatiei publicat publicat_la publicat_pe "
    "data_articol data_stire pub_date post_date date_publish publish_time published_time published_on "
    "posted_at article:published_time dc:date datetime date_time date_gmt timestamp time created_at "
    "created date_created creation_date data_creare issued isoDate ziua posted posted_on date_posted "
    "data_ora data_si_ora data_aparitiei data_postarii first_published_at web_publication_date "
    "publish_date_time published_datetime created_utc created_time",
    "source": "source sursa publisher site site_name website sitename og:site_name ziar ziarul "
    "publicatie publicatia newspaper outlet domain domeniu editor_name source_name nume_sursa "
    "sursa_stire sursa_articol publication media_name source_domain hostname provider agency agentie",
    "section": "section sectiune categorie category rubrica categories categorii sectiunea rubrici "
    "article_section article:section sections sectiuni topic domeniu_tematic tags taguri tag etichete "
    "keywords cuvinte_cheie category_name section_name nume_categorie categoria topics",
    "author": "author autor byline creator authors autori author_name nume_autor dc:creator writer "
    "redactor reporter jurnalist scris_de autorul written_by author_names autorii redactori "
    "autor_articol autor_stire",
    "url": "url link link_html href canonical canonical_url permalink adresa source_url article_url "
    "original_url web_url og:url uri sursa_url link_articol adresa_web page_url web_link share_url "
    "final_url full_url url_articol link_stire source_link",
    "summary": "summary rezumat lead excerpt description subtitle subtitlu sapou abstract intro teaser "
    "introducere standfirst short_description og:description meta_description introtext intro_text "
    "lead_text short_text sapo chapeau sumar dek blurb preview",
}
# Of a name of several words these only tell what the others do: `story_text`, `contentRo`, `page_title`.
_QUALIFIERS = frozenset(
    "article articol articolul articolului story stire stirea stirii news post entry item page pagina "
    "document web main principal principala full complet completa integral raw clean cleaned extracted "
    "plain ro romana romanian gmt utc".split()
)
# What is left then must be one of these: `post_name` and `page_data` are something else.
_QUALIFIED = (
    "title titlu titlul headline body text textul content continut continutul corp corpul date published "
    "publicat url link category categorie rubrica summary rezumat lead excerpt".split()
)
_WORDS = re.compile(r"[^\W_]+?(?=[A-Z]|[\W_]|$)")
_NOTHING = frozenset({"", "null", "~", "nan", "none", "undefined", "nil", "nat"})


class Choice(NamedTuple):
    """The keys of a record that mean one thing, the first to be asked first; each is a path of keys."""

    field: str
    keys: tuple[tuple[str, ...], ...]


def key_of(name: str) -> str:
    """Return what names are compared by: letters and digits, without case and marks."""
    return "".join(filter(str.isalnum, _without_marks(name))).lower()


def _without_marks(name: str) -> str:
    if name.isascii():
        return name
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


_RANKS = {
    key_of(name): (field, rank) for field, names in NAMES.items() for rank, name in enumerate(names.split())
}

# Behind all names of the table.
_LAST = len(_RANKS)


def canonical(name: str) -> str | None:
    """Return the field that a name stands for, such as `title` for `Titlul știrii`; None for no field."""
    found = _rank(name)
    return found[0] if found else None


def _rank(name: str) -> tuple[str, int] | None:
    """Return the field that a name stands for, and its place among the names of this field."""
    if found := _RANKS.get(key_of(name)):
        return found
    words = [word.lower() for word in _WORDS.findall(_without_marks(name))]
    told = [word for word in words if word not in _QUALIFIERS]
    if len(told) != 1 or len(words) < 2 or told[0] not in _QUALIFIED:
        return None
    return _RANKS[told[0]][0], _LAST


Map = tuple[tuple[str, str], ...]


def check_map(fields: Mapping[str, str] | None) -> Map:
    """Return a user's map of fields to names; raises BadArticle for a field that there is not."""
    for field in fields or {}:
        if field not in NAMES:
            raise BadArticle(f"There is no field {field!r} to map; the fields are {', '.join(NAMES)}.")
    return tuple(sorted((fields or {}).items()))


@lru_cache(1 << 10)
def choices(keys: tuple[str, ...], own: Map = ()) -> tuple[Choice, ...]:
    """Return what the keys of a record mean, those that the user's map names before all others.

    A name in the map may be a path into objects: `data.titlu`.
    """
    found: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    mapped = {key_of(name): field for field, name in own}
    for key in keys:
        plain = key_of(key)
        if plain in mapped:
            found.setdefault(mapped[plain], []).append((-1, (key,)))
        elif ranked := _rank(key):
            field, rank = ranked
            found.setdefault(field, []).append((rank, (key,)))
    for field, name in own:
        if "." in name:
            found.setdefault(field, []).append((-1, tuple(name.split("."))))
    return tuple(
        Choice(field, tuple(path for _, path in sorted(several))) for field, several in found.items()
    )


def fields_of(record: Mapping[str, object], own: Map = ()) -> dict[str, object]:
    """Return the fields of a record by their own names, without those that hold nothing.

    Of several texts the longest is the body, unless the user's map names it.
    """
    found: dict[str, object] = {}
    for field, keys in choices(tuple(record), own):
        if field == "body" and len(keys) > 1 and "body" not in dict(own):
            keys = tuple(sorted(keys, key=lambda path: -_length(record.get(path[0]))))
        for path in keys:
            value = record.get(path[0]) if len(path) == 1 else _follow(record, path)
            if not is_nothing(value):
                found[field] = value
                break
    return found


def _length(value: object) -> int:
    """Return how much text a value holds; one that is not written as text counts as the least."""
    return len(strip_markup(value)) if isinstance(value, str) else 0


def is_nothing(value: object) -> bool:
    """Tell whether a value stands for none: null, false, NaN, blanks, or the word for one of these."""
    if isinstance(value, str):
        return (len(value) < 10 and value.strip().lower() in _NOTHING) or value.isspace()
    if isinstance(value, float):
        return not math.isfinite(value)
    if isinstance(value, list | dict):
        return not value
    return value is None or isinstance(value, bool)


def _follow(record: Mapping[str, object], path: tuple[str, ...]) -> object:
    value: object = record
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
