"""Bytes to text, in whichever encoding Romanian was written: UTF-8, UTF-16 or one of four legacy ones."""

from __future__ import annotations

import codecs
import re

from ...errors import BadArticle
from .mojibake import repair

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# In order of preference: without quotes and dashes, cp1250 and ISO 8859-2 are the same bytes, and
# ISO 8859-16 differs from them only in the shape of ș and ț.
_LEGACY = ("cp1250", "iso8859_16", "iso8859_2", "cp1252")
_ROMANIAN = frozenset("ăâîșțşţĂÂÎȘȚŞŢ„”“’‘«»–—…€§°\u00a0\u00ad")
_WESTERN = frozenset("áàäåæçéèêëíìïñóòôöøúùûüßÁÀÄÅÆÇÉÈÊËÍÌÏÑÓÒÔÖØÚÙÛÜ£©®·½²³")
_CONTROLS = bytes(set(range(32)) - set(b"\0\t\n\v\f\r\x1a\x1b"))
_ASCII = bytes(range(128))
_SAMPLE = 100_000
# Mostly named by mistake for a Central European one, so that Romanian letters decide instead.
_UNRELIABLE = {"iso8859-1", "cp1252", "iso8859-2", "ascii"}


def decode(data: bytes, declared: str | None = None) -> str:
    """Return `data` as text; `declared` is the encoding that the file itself names, if it does.

    UTF-8 with some bad bytes is read as such, with U+FFFD in their place. Raises `BadArticle`
    if the bytes are not text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").removeprefix("\ufeff")
    if unmarked := _unmarked_utf16(data):
        return data.decode(unmarked, "replace")
    if _is_binary(data):
        raise BadArticle("not text: it holds binary data")
    try:
        return repair(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and not _ends_legacy(data, error.start):
            return repair(data[: error.start].decode("utf-8"))
        return _decode_declared(data, declared) or _decode_damaged(data) or _decode_legacy(data)


def _unmarked_utf16(data: bytes) -> str | None:
    """Return which UTF-16 a text without a mark is in, whose every other byte is nearly always NUL."""
    first, second = data[:_SAMPLE:2], data[1:_SAMPLE:2]
    for encoding, high, low in (("utf-16-le", second, first), ("utf-16-be", first, second)):
        if high.count(0) * 2 > len(high) and low.count(0) * 100 < len(low):
            return encoding
    return None


def _ends_legacy(data: bytes, start: int) -> bool:
    """Tell whether the bytes from `start` on may be a letter of a legacy encoding, not one cut short."""
    end = data[start:].decode("cp1250", "replace")
    fits = end[0].islower() or data[start - 1 : start].isupper()
    return fits and end[0] in _ROMANIAN and data[:start].isascii()


def _is_binary(data: bytes) -> bool:
    # One NUL is a disk's or a program's error, many are an image's.
    if data.count(b"\0") * 1000 > len(data) + 1000 or data.startswith(b"%PDF-"):
        return True
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return controls * 100 > len(data)


def _decode_declared(data: bytes, declared: str | None) -> str | None:
    try:
        codec = codecs.lookup(declared or "")
        return None if codec.name in _UNRELIABLE else data.decode(codec.name)
    except (LookupError, ValueError):
        return None


def _decode_damaged(data: bytes) -> str | None:
    """Return UTF-8 with bad bytes replaced, or None if good letters do not outnumber them."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(re.findall("[^\0-\x7f\ufffd]", text))
    return text if good > bad else None


def _decode_legacy(data: bytes) -> str:
    # charset-normalizer was tried: it takes ISO 8859-16 with „quotes” for cp1250.
    letters = data.translate(None, _ASCII)[:_SAMPLE]
    best = max(_LEGACY, key=lambda encoding: _romanian_score(letters.decode(encoding, "replace")))
    return data.decode(best, "replace")


def _romanian_score(letters: str) -> int:
    good = sum(letter in _ROMANIAN for letter in letters)
    neutral = sum(letter in _WESTERN for letter in letters)
    return good - (len(letters) - good - neutral)
