"""What a request may ask: types that read the parameters of a URL, and describe them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from msgspec import Meta, Struct, ValidationError, convert
from werkzeug.datastructures import MultiDict

from ...index.errors import BadQuery
from ...search.arguments import MAX_LIMIT, MAX_OFFSET, MAX_PREFIX, MAX_QUERY
from ...search.query.dates.date_ranges import day_range
from ...search.query.syntax.filters import MAX_NAMES
from ...search.query.syntax.parser import MAX_NAME
from ..i18n import N_
from ..pages.state import SearchState

Args = MultiDict[str, str]
P = TypeVar("P", bound=Struct)
_PLACE = re.compile(r" - at `\$\.(\w+)(\[\.\.\.\]|\[\d+\])?`$")

# What a value must be stands beside its type: an error tells it, on a page in the reader's language.
WANTED = "wanted"
Flag = Annotated[bool, Meta(extra={WANTED: N_("1 or 0")}, extra_json_schema={"examples": [True]})]
Day = Annotated[
    str,
    Meta(
        extra_json_schema={
            "anyOf": [{"format": "date"}, {"pattern": "^[12][0-9]{3}(-(0[1-9]|1[0-2]))?$"}],
            "examples": ["2025-04-28", "2025-04", "2025"],
        }
    ),
]
Name = Annotated[str, Meta(max_length=MAX_NAME, extra={WANTED: N_("a name of at most 500 characters")})]
Names = Annotated[tuple[Name, ...], Meta(max_length=MAX_NAMES, extra={WANTED: N_("at most 50 values")})]
Few = Annotated[int, Meta(ge=1, le=50, extra={WANTED: "a number from 1 to 50"})]


class BadParameter(BadQuery):
    """A parameter of the URL has a value that cannot be used; `wanted` is a message to translate."""

    def __init__(self, name: str, value: str, wanted: str) -> None:
        super().__init__(f"The parameter {name!r} cannot be {value[:60]!r}: give {wanted}.")
        self.name, self.value, self.wanted = name, value[:60], wanted


class Search(Struct, frozen=True, kw_only=True, rename={"after": "from", "before": "to"}):
    """What is searched, by the page, the feed and the API alike."""

    q: Annotated[
        str,
        Meta(
            description='Words, "phrases", +must, -not, AND OR NOT (ȘI SAU NU), titlu:, sursa:, prefix*. '
            f"At most {MAX_QUERY} characters.",
            # The engine tells of longer ones, in the reader's language.
            extra_json_schema={"maxLength": MAX_QUERY},
        ),
    ] = ""
    sort: Annotated[
        Literal["relevance", "newest", "oldest"],
        Meta(description="Order of the hits.", extra={WANTED: N_("relevance, newest or oldest")}),
    ] = "relevance"
    after: Annotated[Day, Meta(description="First day, 2025-04-28; also a month or a year.")] = ""
    before: Annotated[
        Day, Meta(description="Last day, included; of a month or a year that is named, its last.")
    ] = ""
    source: Annotated[Names, Meta(description="Only of this source; may be repeated.")] = ()
    section: Annotated[Names, Meta(description="Only of this section; may be repeated.")] = ()
    correct: Annotated[Flag, Meta(description="0 searches the query as typed, misspelt or not.")] = True
    duplicates: Annotated[Flag, Meta(description="1 folds no articles with nearly the same text.")] = False
    prefix: Annotated[Flag, Meta(description="1 reads the last word as a beginning, while one types.")] = (
        False
    )
    meaning: Annotated[
        Literal["auto", "off", "only"],
        Meta(
            description="auto finds by meaning beside words, where the index can and the query is long "
            "enough; only finds by meaning alone, off by words alone.",
            extra={WANTED: N_("auto, off or only")},
        ),
    ] = "auto"

    def state(self, page: int = 1) -> SearchState:
        """Return the search, at a page of its results; raises BadParameter for what is no date."""
        return SearchState(
            q=self.q,
            sort=self.sort,
            after=_read_day("from", self.after, last=False),
            before=_read_day("to", self.before, last=True),
            source=tuple(dict.fromkeys(self.source)),
            section=tuple(dict.fromkeys(self.section)),
            correct=self.correct,
            duplicates=self.duplicates,
            prefix=self.prefix,
            meaning=self.meaning,
            page=page,
        )


class PageOfResults(Search, frozen=True, kw_only=True):
    """A page of results; `partial` is the part that changes with the query, `all` shows whole facets."""

    page: Annotated[int, Meta(ge=1, le=1_000_000, extra={WANTED: N_("a number from 1 to 1,000,000")})] = 1
    partial: Flag = False
    all: Flag = False


class ApiSearch(Search, frozen=True, kw_only=True):
    """What `/api/v1/search` takes beside the search itself."""

    limit: Annotated[
        int,
        Meta(
            ge=0,
            le=MAX_LIMIT,
            description="Hits on a page; 0 only counts.",
            extra={WANTED: f"a number from 0 to {MAX_LIMIT}"},
        ),
    ] = 10
    offset: Annotated[
        int,
        Meta(
            ge=0,
            le=MAX_OFFSET,
            description="Hits to skip; to go deep, follow `next` instead.",
            extra={WANTED: f"a number from 0 to {MAX_OFFSET}"},
        ),
    ] = 0
    cursor: Annotated[
        str,
        Meta(
            max_length=500,
            description="`next` of the page before, with the other parameters as they were.",
            extra={WANTED: "what `next` gave"},
        ),
    ] = ""
    facets: Annotated[Flag, Meta(description="1 counts all hits by source, section and month.")] = False
    explain: Annotated[Flag, Meta(description="1 says what each word adds to a hit's score.")] = False


class Beginning(Struct, frozen=True, kw_only=True):
    """What `/api/v1/suggest` takes."""

    q: Annotated[
        str,
        Meta(
            max_length=MAX_PREFIX,
            description=f"What was typed so far; at most {MAX_PREFIX} characters.",
            extra={WANTED: f"at most {MAX_PREFIX} characters"},
        ),
    ] = ""
    limit: Annotated[Few, Meta(description="Most completions wanted.")] = 8
    format: Annotated[
        Literal["json", "opensearch"],
        Meta(
            description="`opensearch` for browsers' search bars.",
            extra={WANTED: "opensearch, or leave it out"},
        ),
    ] = "json"


class SimilarTo(Struct, frozen=True, kw_only=True):
    """What `/api/v1/articles/<id>/similar` takes."""

    limit: Annotated[Few, Meta(description="Most articles wanted.")] = 5


def read(kind: type[P], args: Args) -> P:
    """Read parameters of a kind; raises BadParameter.

    An empty one is none, as forms send it; of a repeated one that is single the first counts, and one that
    is not known is passed over.
    """
    given: dict[str, Any] = {}
    for name, several in _names(kind).items():
        if name in args:
            value = [each for each in args.getlist(name) if each] if several else args[name]
            if value:
                given[name] = value
    try:
        return convert(given, kind, strict=False)
    except ValidationError as error:
        raise _bad_parameter(kind, given, error) from None


@cache
def _names(kind: type[Struct]) -> dict[str, bool]:
    """Return the names of a kind's parameters as they are written, and whether they may be repeated."""
    hints = get_type_hints(kind)
    fields = zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True)
    return {written: get_origin(hints[name]) is tuple for name, written in fields}


def _bad_parameter(kind: type[Struct], given: dict[str, Any], error: ValidationError) -> BadParameter:
    match = _PLACE.search(str(error))
    assert match, error
    written, within = match.groups()
    name = kind.__struct_fields__[kind.__struct_encode_fields__.index(written)]
    hint, value = get_type_hints(kind, include_extras=True)[name], given[written]
    if isinstance(value, list):
        # Beside the type of a list stands what it may have, beside that of its members what these may be.
        value = max(value, key=len) if within else value[0]
        hint = get_args(get_args(hint)[0])[0] if within else hint
    return BadParameter(written, value, _wanted(hint))


def _wanted(hint: Any) -> str:
    said = [meta.extra[WANTED] for meta in hint.__metadata__ if meta.extra]
    return str(said[-1])


def _read_day(name: str, value: str, *, last: bool) -> date | None:
    """Read a date; of a month or a year the first day, or the last."""
    if not value.strip():
        return None
    try:
        first, end = day_range(value)
    except BadQuery:
        raise BadParameter(name, value, N_("a date such as 2025-04-28, 2025-04 or 2025")) from None
    return end - timedelta(days=1) if last else first
