"""What both engines are asked: every kind of query that the language has, with the options of a search."""

from __future__ import annotations

from typing import Any

from .corpus import DOES, MORE, WHAT, WHEN, WHERE, WHO

Ask = tuple[str, dict[str, Any]]
ALL: dict[str, Any] = {"facets": True, "explain": True}

WORDS: list[Ask] = [
    ("pod", ALL), ("podurile", ALL), ("podul de lemn", ALL), ("fantana", ALL), ("fântâna veche", ALL),
    ("primarul orasului", ALL), ("case albe lângă râu", ALL), ("casa alba", ALL), ("pescarii barca mal", ALL),
    ("de la", ALL), ("și", {}), ("far vechi", ALL), ("bine-cunoscut", ALL), ("bine cunoscut", ALL),
    ("nord-estul", ALL), ("nordestul țării", {}), ("după-amiază", ALL), ("moară moara mori", ALL),
    ("primarul a reparat podul de lemn lângă râu", ALL), ("cine repară podurile vechi iarna", ALL),
    (
        "Elevii din sat au zugrăvit școala mare la marginea satului toamna aceasta și copiii au desenat "
        "poduri și mori, iar primarul orașului laudă gardul viu de pe deal", ALL
    ),
    ("pod moară fântână școală casă", ALL), ("zmeu pod", ALL), ("zmeu balaur", ALL), ("2021", {}), ("!?", {}),
    ("pescarii", ALL), ("Pescarul", ALL), ("Dascălul", ALL), ("Drumul barca", ALL), ("olar", ALL),
]  # fmt: skip
TYPOS: list[Ask] = [
    ("prmarul", ALL), ("fantanna", {}), ("pescraii barca", ALL), ("podd moara", {}),
    ("pescraii", {"correct": False}),
    ("casaalba", {}), ("PODUL", ALL), ("POD", {}), ("Gazeta", {}),
]  # fmt: skip
OPERATORS: list[Ask] = [
    ('"podul de lemn"', ALL), ('"pod de lemn"', ALL), ('"lemn de pod"', ALL), ('"gard viu" -moară', ALL),
    ("titlu:pod", ALL), ('titlu:"casa albă"', ALL), ("titlu:zmeu", {}), ("titlu:paznic râu", ALL),
    ("pod SAU moară", ALL), ("(pod SAU moară) fântână", ALL), ("+pod +râu", ALL), ("+pod râu", ALL),
    ("pod -lemn", ALL), ("-pod", ALL), ("NU pod", {}), ("pod ȘI (deal SAU munte)", ALL), ("po*", ALL),
    ("f*r", ALL),
    ("titlu:po*", ALL), ("p*", {}), ("pod*l deal", ALL), ("=podurile", {}), ('"nu există așa ceva"', ALL),
    ('"pod râu"', ALL), ("sursa:vestea", ALL), ("sursa:Vestea pod", ALL), ("-sursa:vestea pod", ALL),
    ("sursa:veste pod", {}), ("secțiune:sport", ALL), ("sectiune:cultura moară", ALL), ("data:2021", ALL),
    ("data:2022-03 pod", ALL), ("după:2022 pod", ALL), ("înainte:2021-06 pod", ALL), ("data:1999 pod", {}),
    ("data:ieri", {}), ("pod titlu:", {}), ('"pod', {}), ("autor:ana", {}), ("pod sau moară", {}),
    ("de pod sursa:vestea", ALL), ("la pod -lemn", ALL), ("(de pod) moară", ALL),
    ("la nord-estul data:2021", ALL),
]  # fmt: skip
OPTIONS: list[Ask] = [
    ("pod", {"source": "vestea", **ALL}), ("pod", {"source": ["Vestea", "GAZETA DE DEAL"], **ALL}),
    ("pod", {"section": "cultura", **ALL}),
    ("pod", {"section": ["Sport", "Local"], "source": "Vestea", **ALL}),
    ("pod", {"source": "Nicăieri"}), ("pod", {"after": "2022-01", **ALL}),
    ("pod", {"before": "2021-12-31", **ALL}),
    ("pod", {"after": "2022-01-01", "before": "2022-06", "source": "Vestea", **ALL}),
    ("pod", {"after": "2031"}), ("pod", {"sort": "newest", **ALL}), ("pod", {"sort": "oldest", **ALL}),
    ("", {"sort": "newest", **ALL}), ("", {"sort": "oldest"}), ("", {"source": "Vestea", **ALL}), ("", {}),
    ("-pod", {"sort": "newest"}), ("far", {"duplicates": True, **ALL}), ("far", ALL),
    ("far", {"sort": "newest", **ALL}), ("", {"sort": "newest", "duplicates": True, "limit": 40}),
    ("pod", {"limit": 0, "facets": True}), ("pod", {"limit": 100}), ("pod", {"offset": 95, "limit": 20}),
    ("pod", {"offset": 5000}), ("pod râu", {"offset": 15, "limit": 10}), ("sat primar", {"meaning": "off"}),
    ("primarul podul", {"source": "Vestea", **ALL}), ("primarul podul", {"offset": 30, "limit": 40, **ALL}),
    ("+primarul podul vechi", {"limit": 30, **ALL}), ("primarul podul", {"sort": "newest", **ALL}),
]  # fmt: skip
UNFINISHED: list[Ask] = [
    (query, {"prefix": True})
    for query in (
    "po", "p", "pod de l", "primarul ora", "fan", "pescarii bar", "nord-e", "bine-cun", "titlu:po",
    "sursa:ves",
        '"podul de', "data:20", "case alb", "zm", "școala m", "vechi ", "primarul a repar",
    )
]  # fmt: skip
# More words than a cluster takes clauses for, many of them twice.
LONG: list[Ask] = [
    (" ".join([*WHO, *DOES, *WHAT, *WHERE, *WHEN, *MORE])[:1990], ALL),
    (" ".join(WHAT * 4), ALL),
]
EVERY = [*LONG, *WORDS, *TYPOS, *OPERATORS, *OPTIONS, *UNFINISHED]
