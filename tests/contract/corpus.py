"""Articles for the tests that hold two engines beside each other: many, alike, with and without dates."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import rasfoi

WHO = ("Primarul", "Consilierii", "Pescarii", "Elevii din sat", "Olarii", "Un paznic", "Vecinii", "Dascălul")
DOES = ("a reparat", "repară", "au zugrăvit", "vor muta", "a cumpărat", "păzesc", "laudă", "uită")
WHAT = (
    "podul de lemn", "podurile vechi", "moara", "morile de vânt", "fântâna", "fântânile", "școala mare",
    "casa albă", "case albe", "drumul", "barca", "bărcile", "stupii", "stupul", "gardul viu", "farul",
)  # fmt: skip
WHERE = ("lângă râu", "la marginea satului", "în oraș", "în orașul vechi", "pe deal", "sub munte", "la târg")
WHEN = ("după-amiază", "de dimineață", "iarna", "toamna aceasta", "la sfârșitul lunii", "de Paști")
MORE = (
    "Nimeni nu știe cât va costa.", "Banii vin de la consiliul local și de la oamenii din sat.",
    "S-a vorbit și despre un bine-cunoscut meșter din nord-estul țării.", "Lucrul ține până la primăvară.",
    "„Mergem mai departe”, a spus primarul orașului.", "Copiii au desenat poduri și mori.",
    "Drumul de la târg la moară se va asfalta.", "Barca pescarului a rămas la mal.",
)  # fmt: skip
SOURCES, SECTIONS = ("Gazeta de Deal", "gazeta de deal", "Vestea", ""), ("Local", "Sport", "Cultură")
COPY = (
    "Un far vechi de pe țărm va fi aprins din nou, a anunțat sâmbătă căpitănia portului. Lumina lui s-a "
    "stins acum douăzeci de ani, când vasele au început să se ghideze prin sateliți. Pescarii au cerut însă "
    "ca turnul alb să lumineze intrarea în golf, mai ales iarna, pe ceață. Lămpile consumă puțin, iar "
    "mecanismul a fost reparat de doi ceasornicari din oraș."
)


def articles(count: int = 300) -> Iterator[rasfoi.Article]:
    """Yield the same articles every time; of the first 300 every twentieth is a copy with another title."""
    chance = random.Random(16)
    for number in range(count):
        title = f"{chance.choice(WHO)} {chance.choice(DOES)} {chance.choice(WHAT)}"
        sentences = [
            f"{chance.choice(WHO)} {chance.choice(DOES)} {chance.choice(WHAT)} {chance.choice(WHERE)} "
            f"{chance.choice(WHEN)}."
            for _ in range(chance.randrange(1, 6))
        ]
        body = " ".join([*sentences, chance.choice(MORE), chance.choice(MORE)])
        day = datetime(2021, 3, 1, 9, 30) + timedelta(days=chance.randrange(900), minutes=number)
        section = chance.sample(SECTIONS, chance.randrange(3))
        yield rasfoi.Article(
            id=f"lot/{number:03}",
            title=title,
            body=f"{COPY} {title}." if number % 20 == 7 else body,
            date=None if number % 11 == 4 else day,
            source=chance.choice(SOURCES),
            section=section[0] if section else "",
            sections=tuple(section),
            author="Ana Pop" if number % 3 else "",
            url=f"https://example.org/{number}" if number % 2 else "",
        )
