"""Both languages: plurals, dates, numbers, and catalogues that are complete and compiled."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from rasfoi.search.answer.remark import REMARKS
from rasfoi.web.i18n import Writer

WEB = Path(__file__).parents[2] / "web"
PLURALS = {
    0: "0 rezultate",
    1: "1 rezultat",
    2: "2 rezultate",
    19: "19 rezultate",
    20: "20 de rezultate",
    21: "21 de rezultate",
    100: "100 de rezultate",
    101: "101 rezultate",
    119: "119 rezultate",
    120: "120 de rezultate",
}


def catalogue(code: str) -> Catalog:
    with (WEB / "translations" / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=code)


def texts(catalog: Catalog) -> dict[Any, Any]:
    """Return the translations, one or one a plural form, of each message."""
    return {
        tuple(each) if isinstance(each := message.id, list | tuple) else each: [*message.string]
        for message in catalog
        if message.id
    }


@pytest.mark.parametrize(("number", "said"), PLURALS.items())
def test_romanian_plurals(app: Flask, number: int, said: str) -> None:
    count = app.extensions["rasfoi-languages"]["ro"].ngettext("%(n)s result", "%(n)s results", number)
    assert count % {"n": number} == said


@pytest.mark.parametrize("code", ["ro", "en"])
def test_every_message_is_translated(code: str) -> None:
    options = [("**.py", "python"), ("templates/**", "jinja2")]
    used = {
        message if isinstance(message, str) else message[0]
        for _, _, message, _, _ in extract_from_dir(WEB, options)
    }
    used |= set(REMARKS.values())
    messages = {m.id if isinstance(m.id, str) else m.id[0]: m for m in catalogue(code) if m.id}
    assert set(messages) == used
    assert not [
        m.id
        for m in messages.values()
        if m.fuzzy or not all(np for np in ([m.string] if isinstance(m.string, str) else m.string))
    ]


@pytest.mark.parametrize("code", ["ro", "en"])
def test_compiled_catalogues_are_in_step(code: str) -> None:
    with (WEB / "translations" / code / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = read_mo(file)
    # The headers tell which Babel wrote the file; the texts are what must agree.
    assert texts(compiled) == texts(catalogue(code))


def test_romanian_uses_comma_letters() -> None:
    text = (WEB / "translations/ro/LC_MESSAGES/messages.po").read_text("utf-8")
    assert not re.findall("[şţŞŢ]", text)


def test_romanian_addresses_readers_politely() -> None:
    familiar = re.compile(
        r"(?<!se )\b(?:alege|aplică|apasă|arată|așteaptă|caută|citește|elimină|folosește|încearcă|închide"
        r"|mergi|renunță|sari|scrie|scurtează|scurteaz|șterge|verifică)\b",
        re.IGNORECASE,
    )
    told = [each.string for each in catalogue("ro") if each.id]
    assert not [text for text in told if familiar.search(text if isinstance(text, str) else " ".join(text))]


def test_dates_and_numbers() -> None:
    ro, en = Writer("ro"), Writer("en")
    assert ro.day(date(2025, 4, 28)) == "28 aprilie 2025"
    assert en.day(date(2025, 4, 28)) == "28 April 2025"
    assert (ro.month("2025-04"), ro.month("2025")) == ("aprilie 2025", "2025")
    assert (ro.number(1234567), en.number(1234567)) == ("1.234.567", "1,234,567")
    assert (ro.milliseconds(0.84), en.milliseconds(12.06)) == ("0,8", "12.1")
    assert (ro.milliseconds(2484.9), en.milliseconds(2484.9)) == ("2.485", "2,485")


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [
        ("/", "", "ro"),
        ("/", "en-GB,en;q=0.9", "en"),
        ("/", "de,fr;q=0.5", "ro"),
        ("/?lang=en", "ro", "en"),
        ("/?lang=xx", "en", "en"),
    ],
)
def test_which_language(client: FlaskClient, path: str, accepted: str, language: str) -> None:
    response = client.get(path, headers={"Accept-Language": accepted})
    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in response.text


def test_a_chosen_language_is_remembered(client: FlaskClient) -> None:
    client.get("/?lang=en")
    assert client.get("/", headers={"Accept-Language": "ro"}).headers["Content-Language"] == "en"
    client.get("/?lang=ro")
    assert client.get("/", headers={"Accept-Language": "en"}).headers["Content-Language"] == "ro"
