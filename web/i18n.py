"""The interface in Romanian and English: which language, and how it writes dates and numbers.

Messages live in `translations/`: `make messages` collects and compiles them.
"""

from __future__ import annotations

import re
from datetime import date

from babel import Locale
from flask import Flask, current_app, request
from flask_babel import Babel, force_locale, get_translations  # type: ignore[import-untyped]
from jinja2 import Environment
from jinja2.ext import Extension
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from ..index.caching import cached_if_short

LANGUAGES = {"ro": "Română", "en": "English"}
DEFAULT = "ro"
COOKIE = "lang"
# Characters of an Accept-Language header that are read.
_MOST_ACCEPTED = 500

_TEXT = re.compile(r"\b_\('([^'\\]*)'\)")


def N_(message: str) -> str:
    """Return a message as it is: it is marked for translation here and translated elsewhere."""
    return message


class Writer:
    """Writes dates and numbers as one language does, from tables made once."""

    def __init__(self, code: str) -> None:
        locale = Locale.parse(code)
        self._months = dict(locale.months["format"]["wide"])
        self._group = locale.number_symbols["latn"]["group"]
        self._decimal = locale.number_symbols["latn"]["decimal"]

    def day(self, day: date) -> str:
        """Return a day as people write it: *28 aprilie 2025*."""
        return f"{day.day} {self._months[day.month]} {day.year}"

    def short_day(self, day: date) -> str:
        """Return a day in figures, as a date field shows it: *28.04.2025*."""
        return f"{day.day:02}.{day.month:02}.{day.year}"

    def month(self, month: str) -> str:
        """Return a month `2025-04` as *aprilie 2025* and a year `2025` as it is."""
        year, _, number = month.partition("-")
        return f"{self._months[int(number)]} {year}" if number else year

    def number(self, number: int) -> str:
        """Return a whole number with its thousands apart."""
        return f"{number:,}".replace(",", self._group)

    def milliseconds(self, number: float) -> str:
        """Return a time with one decimal place while it is short."""
        return self.number(round(number)) if number >= 100 else f"{number:.1f}".replace(".", self._decimal)


class TranslatedTexts(Extension):
    """Puts the translation in the place of every `_('…')` when a template is compiled.

    The texts of a page then cost nothing when it is rendered.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the template's source with its texts translated."""
        return _TEXT.sub(self._literal, source)

    def _literal(self, found: re.Match[str]) -> str:
        translated: str = self.environment.translations.gettext(found[1])  # type: ignore[attr-defined]
        return "'" + translated.replace("\\", "\\\\").replace("'", "\\'") + "'"


class Language:
    """One language of the interface: its templates, its plurals, its dates and numbers."""

    def __init__(self, code: str, app: Flask) -> None:
        with app.app_context(), force_locale(code):
            translations = get_translations()
        self.code = code
        self.write = Writer(code)
        self.gettext, self.ngettext = translations.gettext, translations.ngettext
        self.templates: Environment = app.jinja_env.overlay(extensions=[TranslatedTexts])
        self.templates.translations = translations  # type: ignore[attr-defined]


def current_language() -> Language:
    """Return the language of this request: chosen, remembered, or asked for by the browser."""
    spoken: dict[str, Language] = current_app.extensions["rasfoi-languages"]
    return spoken[_choose()]


def _choose() -> str:
    for code in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if code in LANGUAGES:
            return code
    return _best(request.environ.get("HTTP_ACCEPT_LANGUAGE", "")[:_MOST_ACCEPTED])


@cached_if_short(1024)
def _best(accepted: str) -> str:
    """Return the language that suits an Accept-Language header, of which there are few."""
    return parse_accept_header(accepted, LanguageAccept).best_match(LANGUAGES, DEFAULT) or DEFAULT


def register(app: Flask) -> None:
    """Add the languages to an application."""
    Babel(app, default_locale=DEFAULT, locale_selector=_choose)
    app.extensions["rasfoi-languages"] = {code: Language(code, app) for code in LANGUAGES}
