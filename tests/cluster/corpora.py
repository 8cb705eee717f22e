"""Articles for indexes on a cluster, as many and as long as a test needs."""

from __future__ import annotations

from collections.abc import Iterator

from rasfoi.index.article import Article

_WHO = ("Pădurarul", "Învățătoarea", "Morarul", "Pescarul", "Doctorița", "Fierarul", "Grădinarul")
_DOES = ("repară", "vopsește", "măsoară", "laudă", "caută", "păzește", "desenează", "visează")
_WHAT = (
    "podul de lemn",
    "moara veche",
    "livada din vale",
    "gara mică",
    "fântâna satului",
    "turnul primăriei",
)
_WHEN = ("în zori", "pe înserat", "de sărbători", "după ploaie", "la începutul toamnei")


def articles(count: int, sentences: int = 5) -> Iterator[Article]:
    """Yield articles that differ; each has its number as a word, and `numărătoare`."""
    for number in range(count):
        told = [_sentence(number * sentences + at) for at in range(sentences)]
        body = f"Aceasta este știrea {number} din numărătoare. {' '.join(told)}"
        yield Article(f"stire-{number}", _sentence(number)[:-1], body, source=f"Ziarul {number % 3}")


def _sentence(number: int) -> str:
    who, does = _WHO[number % 7], _DOES[number // 7 % 8]
    return f"{who} {does} {_WHAT[number // 3 % 6]} {_WHEN[number % 5]}, a {number}-a oară."
