"""A look at many texts at once must not miss what cleaning would change in one of them."""

from hypothesis import given
from hypothesis import strategies as st
from rasfoi.index.corpus.text.clean_texts import are_clean
from rasfoi.index.corpus.text.cleaning import clean_body, clean_title

TEXTS = st.lists(st.text() | st.text("aăș \n\t\xa0\u0301\xad&;–\U0001d400", max_size=12), max_size=6)


@given(TEXTS)
def test_a_clean_text_is_what_cleaning_gives(texts: list[str]) -> None:
    for text, clean in zip(texts, are_clean(texts), strict=True):
        assert clean_body(text, clean=clean) == clean_body(text)
        assert clean_title(text, clean=clean) == clean_title(text)


def test_most_texts_are_clean() -> None:
    texts = [
        "Un titlu",
        "Primul rând.\n\nAl „doilea” – cu țări.",
        "",
        "a  b",
        " a",
        "a ",
        "a\n\n\nb",
        "a&lt;b",
    ]
    assert are_clean(texts) == [True, True, True, False, False, False, False, False]
    assert are_clean([]) == []
