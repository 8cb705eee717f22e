"""The Romanian analysis as an analyzer for Whoosh: its texts are our concepts."""

# Whoosh is typed in part only.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh.analysis.acore import Token
from whoosh.analysis.analyzers import Analyzer

from ..analysis.analyzer import analyze
from ..analysis.normalization import clean_text
from ..analysis.tokenizer import RawTokens, tokenize


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
        if not words:
            return
        columns = analyze(RawTokens.of(words))
        first = np.cumsum(columns.positions) - columns.positions
        of_tokens = np.stack([first + start_pos, starts + start_char, ends + start_char], axis=1)
        of_terms = np.repeat(of_tokens, columns.counts, axis=0).tolist()
        for term, (position, start, end) in zip(columns.in_order(), of_terms, strict=True):
            token.text, token.pos, token.boost, token.stopped = (
                term.concept,
                position + term.offset,
                1.0,
                False,
            )
            token.startchar, token.endchar = start, end
            yield token
