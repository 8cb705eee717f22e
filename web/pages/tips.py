"""What a reader may try where nothing was found: what suits the reason, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...search.answer.remark import Remark
from ..i18n import N_
from .state import SearchState

SPELLING = N_("Check the spelling; diacritics do not matter.")
FEWER_WORDS = N_("Use fewer or more common words.")
OTHER_WORD = N_("Try another word for the same thing, or only its beginning with * behind it.")
OTHER_NAME = N_("Choose another one, or search without it.")
OTHER_PERIOD = N_("Choose another period, or search without it.")
ONE_BY_ONE = N_("Remove one filter after another: each is above, with an × behind it.")
NO_QUOTES = N_("Without quotation marks the words are found in any order.")
NO_TITLE = N_("Without titlu: the texts are searched too.")
NO_EXCLUSION = N_("Take out the word behind -, or the other one.")
NO_PLUS = N_("Take out a +, or put SAU (OR) between the words.")

# Of each reason what helps; where a reason is not here, its remark says all.
_HELP: dict[str, tuple[str, ...]] = {
    "unknown_source": (OTHER_NAME,),
    "unknown_source_near": (OTHER_NAME,),
    "unknown_section": (OTHER_NAME,),
    "unknown_section_near": (OTHER_NAME,),
    "empty_period": (OTHER_PERIOD,),
    "no_date": (OTHER_PERIOD,),
    "none_after": (OTHER_PERIOD,),
    "none_before": (OTHER_PERIOD,),
    "phrase_apart": (NO_QUOTES,),
    "not_in_title": (NO_TITLE,),
    "contradiction": (NO_EXCLUSION,),
    "not_together": (NO_PLUS, FEWER_WORDS),
}
_WORDS = {"unknown_words", "no_match"}


def tips(state: SearchState, notes: Sequence[Remark]) -> list[str]:
    """Return what to try after a search that found nothing and why, as messages to translate."""
    return list(dict.fromkeys(_tips(state, {note.code for note in notes})))


def _tips(state: SearchState, reasons: set[str]) -> Iterable[str]:
    if "filtered_out" in reasons:
        yield _of_filters(state)
    for reason, helpful in _HELP.items():
        if reason in reasons:
            yield from helpful
    if reasons & _WORDS:
        yield SPELLING
        yield FEWER_WORDS if len(state.q.split()) > 1 else OTHER_WORD


def _of_filters(state: SearchState) -> str:
    names = len(state.source) + len(state.section)
    if not state.after and not state.before:
        return ONE_BY_ONE if names > 1 else OTHER_NAME
    return ONE_BY_ONE if names else OTHER_PERIOD
