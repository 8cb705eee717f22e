"""Stored articles: each has a checksum of its own, and is read without that of the block around it."""

from __future__ import annotations

from datetime import datetime

import pytest
from rasfoi.index.article import Article
from rasfoi.index.segment.stored_fields import (
    Compressor,
    Decompressor,
    decode,
    encode,
    read_stored,
    train_dictionary,
)

BODY = "Ministrul a anunțat că podul peste Siret se deschide marți.\nȘoferii așteaptă de trei ani. "


def article(number: int) -> Article:
    return Article(
        f"stiri/{number}", f"Podul {number}", BODY * (number % 7), datetime(2025, 4, number % 28 + 1),
        "Ziarul", "Local", "", f"https://ziar.example/{number}", "metadata", "day", ("Local", "Drumuri"),
    )  # fmt: skip


def test_what_is_stored_is_read_back_and_its_texts_are_in_utf_8() -> None:
    for each in (article(3), Article("gol", "", "")):
        assert decode(encode(each)) == each
        stored = read_stored(encode(each))
        assert (stored.title, stored.body) == (each.title.encode(), each.body.encode())
        assert stored.article() == each


@pytest.mark.parametrize("with_dictionary", [False, True])
def test_every_bit_of_a_stored_article(with_dictionary: bool) -> None:
    dictionary = train_dictionary([article(number) for number in range(2500)]) if with_dictionary else b""
    assert bool(dictionary) == with_dictionary
    record, decompressor = encode(article(5)), Decompressor(dictionary)
    data = Compressor(dictionary).compress(record)
    assert decompressor.decompress(data) == record
    told = 0
    for at in range(len(data)):
        for bit in range(8):
            altered = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
            try:
                assert decompressor.decompress(altered) == record
            except ValueError:
                told += 1
    assert told > 8 * len(data) - 8
    for end in range(len(data)):
        with pytest.raises(ValueError):
            decompressor.decompress(data[:end])
