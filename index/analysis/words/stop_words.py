"""Romanian function words, folded: never dropped, but they alone do not make an article match."""

from __future__ import annotations

from ..folding import fold

STOP_WORDS = frozenset(
    "a acea aceasta aceea acei aceia acel acela acele acelea acest acesta aceste acestea acesti acestia "
    "acum ai al ale am ar are as asupra atat au avea ba ca cand care cat cata cate cati ce cea cei cel "
    "cele chiar ci cine cu cui cum da daca dar de decat deci deja desi despre din dintr dintre doar dupa "
    "e ea ei el ele era este eu fara fi fie fiind fost i ia iar ii il in inca intr intre isi iti la le li "
    "lor lui m ma mai mi n ne ni nici nu o ori pana pe pentru peste prea prin printr s sa sau se si sunt "
    "t toate tot toti un una unde unei unele unor unui v va vom vor".split()
)


def is_function_word(form: str) -> bool:
    """Tell whether a form only holds a sentence together; an acronym such as `AI` never does."""
    return not form.isupper() and fold(form) in STOP_WORDS
