"""The interface in Romanian and English: which language, and how it writes dates and numbers.

Messages live in `translations/`. After changing one, from the folder of this module:

    pybabel extract -F babel.cfg -o /tmp/messages.pot . --no-location
    pybabel update -i /tmp/messages.pot -d translations --no-location --no-fuzzy-matching
    pybabel compile -d translations
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from babel import Locale
from flask import Flask, request
from flask_babel import Babel, get_locale, get_translations  # type: ignore[import-untyped]

LANGUAGES = {"ro": "Română", "en": "English"}
DEFAULT = "ro"
COOKIE = "lang"


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

    def month(self, month: str) -> str:
        """Return a month `2025-04` as *aprilie 2025* and a year `2025` as it is."""
        year, _, number = month.partition("-")
        return f"{self._months[int(number)]} {year}" if number else year

    def number(self, number: int) -> str:
        """Return a whole number with its thousands apart."""
        return f"{number:,}".replace(",", self._group)

    def milliseconds(self, number: float) -> str:
        """Return a short time with one decimal place."""
        return f"{number:.1f}".replace(".", self._decimal)


writer = cache(Writer)


def choose_language() -> str:
    """Return the language of this request: chosen, remembered, or asked for by the browser."""
    for code in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if code in LANGUAGES:
            return code
    return request.accept_languages.best_match(LANGUAGES, DEFAULT) or DEFAULT


def texts() -> dict[str, Any]:
    """Return what a template needs to speak: `_`, `ngettext`, `write` and `lang`."""
    code = str(get_locale())
    translations = get_translations()
    return {
        "_": translations.ugettext,
        "ngettext": translations.ungettext,
        "write": writer(code),
        "lang": code,
    }


def register(app: Flask) -> None:
    """Add the languages to an application."""
    Babel(app, default_locale=DEFAULT, locale_selector=choose_language)
