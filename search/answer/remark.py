"""What can be said of a query and its answer: the texts, and a remark that has one of them."""

from __future__ import annotations

# N_ marks texts that the interface translates.
N_ = str

REMARKS = {
    "no_word": N_("The query has no word to look for."),
    "only_exclusions": N_("The query only says what must not be there. Add a word that must."),
    "unknown_source": N_("No source is called “{0}”."),
    "unknown_source_near": N_("No source is called “{0}”. The nearest: {1}."),
    "unknown_section": N_("No section is called “{0}”."),
    "unknown_section_near": N_("No section is called “{0}”. The nearest: {1}."),
    "empty_period": N_("The period ends before it begins: {0} – {1}."),
    "bad_date": N_(
        "“{0}” is no date. Write it as 2025-04-28, 28.04.2025, 2025-04, 2025 or “28 aprilie 2025”."
    ),
    "no_date": N_("No article is dated {0}."),
    "none_after": N_("No article is dated {0} or later."),
    "none_before": N_("No article is dated before {0}."),
    "unknown_field": N_(
        "“{0}:” is no field and was read as a word. "
        "Fields: titlu, sursa, rubrica, sectiune, data, dupa, inainte."
    ),
    "leading_star": N_("“{0}” was read without its first *: a word may have * inside or at its end."),
    "empty_field": N_("“{0}:” has nothing behind it to look for and was left out."),
    "left_out": N_(
        "“{0}” says nothing here and was left out: words are found in all their forms, a phrase as it stands."
    ),
    "question_mark": N_("A ? inside a word was read as *, which stands for any letters: “{0}”."),
    "open_quote": N_("A quotation mark is not closed: what follows it was read as single words."),
    "star_in_quotes": N_("“{0}” was read without *, which stands for letters only outside quotation marks."),
    "lower_case": N_("“{0}” was read as a word. Operators are written in capitals: {1}."),
    "filtered_out": N_("The filters leave nothing. Results without them: {0}."),
    "unknown_words": N_("No article has: {0}."),
    "phrase_apart": N_("No article has “{0}” in this order. Articles with all its words: {1}."),
    "not_in_title": N_("No title has “{0}”. Articles that have it elsewhere: {1}."),
    "contradiction": N_("“{0}” is asked for and excluded at once."),
    "not_together": N_("No article has all that must be there."),
    "no_match": N_("No article matches the query."),
    "beyond_end": N_("There is no hit after {0}: the last one is number {1}."),
    "too_long": N_("The query has {1} characters; {0} are allowed. Shorten it."),
    "too_long_name": N_("The name of a source or a section has {1} characters; {0} are allowed."),
    "too_many_names": N_("The search has {1} sources or sections; {0} are allowed."),
    "too_many_words": N_("The query has {1} different words; {0} are allowed. Shorten it."),
    "too_many_operators": N_("The query has {1} operators (AND, OR, NOT); {0} are allowed. Shorten it."),
    "too_many_brackets": N_("The query has {1} brackets; {0} are allowed. Shorten it."),
    "too_deep": N_("The query has brackets more than {0} deep. Write it with fewer."),
    "too_many_wildcards": N_("The query has {1} words with *; {0} are allowed. Shorten it."),
    "too_many_phrases": N_("The query has {1} phrases; {0} are allowed. Shorten it."),
    "too_wide": N_("Too many words begin with “{0}”: write more letters before the *."),
}


class Remark(str):
    """A sentence on a query and its answer, in English; `code` and `values` are what it is translated by."""

    code: str
    values: tuple[str | int, ...]

    def __new__(cls, code: str, *values: str | int) -> Remark:
        """Write the text of REMARKS with this code."""
        remark = super().__new__(cls, REMARKS[code].format(*values))
        remark.code, remark.values = code, values
        return remark

    def __getnewargs__(self) -> tuple[str | int, ...]:  # type: ignore[override]
        return (self.code, *self.values)
