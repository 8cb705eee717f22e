"""Lines of one's own making: `--format '{date} {title}'`."""

from __future__ import annotations

import re
from datetime import datetime
from string import Formatter
from typing import Any

import click

from ..search.answer.results import Hit
from .terminal import plain

_TEXTS = ("id", "title", "source", "section", "url")
FIELDS = (*_TEXTS, "query", "number", "date", "score", "snippet", "duplicates")
_FIELDS_SHOWN = ", ".join(f"{{{name}}}" for name in FIELDS)
# What is wider would fill the memory with blanks.
MAX_WIDTH = 9999
_TOO_WIDE = re.compile(r"0*[1-9][0-9]{4}")
_ESCAPES = {r"\t": "\t", r"\n": "\n", r"\\": "\\"}


class _Day(str):
    """A date as it is shown; a format with a `%`, as `{date:%d.%m.%Y}`, is one of `strftime`."""

    moment: datetime | None

    def __format__(self, spec: str) -> str:
        if "%" not in spec:
            return super().__format__(spec)
        return self.moment.strftime(spec) if self.moment else ""


class Template(click.ParamType):  # type: ignore[type-arg]
    """A line with fields in braces, as `str.format` takes it; `\\t` and `\\n` stand for themselves."""

    name = "template"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = re.sub(r"\\[tn\\]", lambda found: _ESCAPES[found[0]], str(value))
        example: dict[str, object] = dict.fromkeys(FIELDS, "")
        example |= {"number": 1, "score": 1.0, "duplicates": 1, "date": day(None, "")}
        try:
            parts = [(name, spec) for _, name, spec, _ in Formatter().parse(text) if name is not None]
            names = [name for name, _ in parts] + [spec for _, spec in parts if "{" in (spec or "")]
            if unknown := [name for name in names if name not in FIELDS]:
                self.fail(f"There is no field {{{unknown[0]}}}; fields are {_FIELDS_SHOWN}.", param, ctx)
            if wide := [spec for _, spec in parts if _TOO_WIDE.search(spec or "")]:
                self.fail(f"`{wide[0]}` is too wide; {MAX_WIDTH} characters are possible.", param, ctx)
            text.format_map(example)
        except (ValueError, LookupError, AttributeError, TypeError) as error:
            self.fail(f"{value!r} cannot be filled in ({error}); write {{{{ for a brace.", param, ctx)
        return text


def filled(template: str, hit: Hit, number: int, query: str) -> str:
    """Return a template with the fields of a hit: on one line each, without control characters."""
    fields: dict[str, object] = {name: _one_line(getattr(hit, name)) for name in _TEXTS}
    fields |= {"query": _one_line(query), "number": number, "score": hit.score, "duplicates": hit.duplicates}
    fields |= {"snippet": _one_line(hit.snippet.text), "date": day(hit.date, hit.date_precision)}
    return template.format_map(fields)


def day(date: datetime | None, precision: str | None) -> _Day:
    """Return the day, or the month, on which a hit appeared, on Romania's clock; "" for none."""
    # Here, as a search that shows no date would wait for the clock.
    from ..index.local_time import local_time

    moment = local_time(date) if date else None
    shown = _Day(moment.isoformat()[: 7 if precision == "month" else 10] if moment else "")
    shown.moment = moment
    return shown


def _one_line(text: str) -> str:
    return plain(" ".join(text.split()))
