"""Words, slips and odd characters, and an index of articles of them, for queries of the same."""

from __future__ import annotations

import json
import random
from pathlib import Path

import rasfoi

WORDS = """guvern guvernul banca băncii ora orei soldat soldaților nord-coreean nord coreene nordcoreean
    11.000 11 000 1,5 S.U.A. SUA PSD-ului s-a într-o sînt sunt pâine pîine președinte președintele
    președintelui neîncredere Știri ştiri anti-corupție www.exemplu.ro de la în și a""".split()
SLIPS = "guverm guvrnul bancca soldațlor presedintle nord-coreni neincredre bancaguvern treipatru".split()
MARKS = [
    *" \n\t.,;:!?-–—+*/()[]{}\"'„”«»…<>&_|~^", ". ", "\u00a0", "\u2011", "\u00ad", "\u0301", "\u200b",
    "\u200d", "\u202e", "😀", "👨\u200d👩\u200d👧", "\U0001d400", "ﬁ", "İ", "ß", "ŉ", "ǆ", "中", "\0",
    "\ud800", "\ue000",
]  # fmt: skip
FIELDS = ["titlu:", "sursa:", "sectiune:", "data:", "dupa:", "inainte:", "ora:", "http://", "ȘI", "SAU", "NU"]


def build(folder: Path) -> rasfoi.Index:
    """Index articles of random words and odd characters, with enough of the words alone to correct others."""
    draw = random.Random(13)
    plain = [" ".join(draw.choices(WORDS, k=draw.choice((5, 60)))) for _ in range(60)]
    odd = ["".join(draw.choices(WORDS * 3 + MARKS, k=draw.choice((10, 100, 400)))) for _ in range(60)]
    with (folder / "a.jsonl").open("w", encoding="utf-8") as lines:
        for number, text in enumerate(plain + odd):
            title, body = text[: draw.randrange(40)], text
            lines.write(json.dumps({"id": str(number), "title": title, "body": body}) + "\n")
    rasfoi.build(folder / "a.jsonl", folder / "index")
    return rasfoi.open(folder / "index")
