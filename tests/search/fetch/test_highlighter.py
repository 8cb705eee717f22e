"""Which positions match."""

from __future__ import annotations

from itertools import product

import rasfoi


def test_each_of_many_forms_of_a_word_with_a_wildcard_is_marked() -> None:
    forms = ["zgb" + "".join(letters) for letters in product("abcdefgh", repeat=3)]
    index = rasfoi.build(rasfoi.Article(form, "", f"Se aude {form} de departe.") for form in forms)
    hits = [
        hit
        for offset in range(0, len(forms), 100)
        for hit in index.search("zgb*", limit=100, offset=offset).hits
    ]
    assert len(hits) == len(forms)
    assert [hit.snippet.text[slice(*hit.snippet.ranges[0])] for hit in hits] == [hit.id for hit in hits]
