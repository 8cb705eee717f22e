"""The Romanian analysis as an analyzer for Whoosh: its texts are our concepts."""

# Whoosh is typed in part only.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from whoosh.analysis.acore import Token
from whoosh.analysis.analyzers import Analyzer

from ..analysis.analyzer import Analysis, Term, analyze
from ..analysis.normalization import clean_text
from ..analysis.tokenizer import tokenize

# Whoosh analyses one text at a time, and the same words come again in the next.
_analyze = lru_cache(maxsize=1 << 16)(analyze)


class RomanianAnalyzer(Analyzer):
    """Yields a token for each index term of a text, several at one position where a word has several.

    Positions count the parts of words between hyphens, as those of a segment do. The class is named
    in the pickled schema of every index: it keeps this name, and instances have no state.
    """

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **options: Any,
    ) -> Iterator[Token]:
        """Yield one Token over and over, as Whoosh's own analyzers do.

        `value` of a document must have passed `clean_text`, since the offsets count its characters.
        """
        text = clean_text(value) if mode == "query" else value
        token = Token(positions=positions, chars=chars, mode=mode, **options)
        words, starts, ends = tokenize(text)
        position = start_pos
        for word, start, end in zip(words, starts.tolist(), ends.tolist(), strict=True):
            analysis = _analyze(word)
            for term in _in_order(analysis):
                token.text = term.concept
                token.pos, token.boost, token.stopped = position + term.offset, 1.0, False
                token.startchar, token.endchar = start_char + start, start_char + end
                yield token
            position += analysis.positions


def _in_order(analysis: Analysis) -> list[Term]:
    """Return the terms by position: a posting's positions must ascend."""
    return sorted(analysis.terms, key=lambda term: term.offset)
