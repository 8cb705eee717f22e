"""How well does each analyzer bring the forms of a word together, and only those?

Run as `python -m bench.conflation` from the root of the repository. Gold lemmas are those of
a treebank (UD Romanian-RRT); forms are lower-cased and written with commas; only nouns,
names, adjectives and verbs count, each form once, however frequent:

- apart: pairs of two forms of one lemma that do not meet in a key;
- wrong: pairs of forms that meet although no lemma is common to both;
- undiacritised: a form with diacritics is typed without them and must find each form of
  its lemma, itself included.

„Wrong” counts derivations too (*utiliza*, *utilizare*), which a searcher may well want.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations

import click
import simplemma
import Stemmer

from bench.corpora import SHARED
from bench.peers import CEDILLAS
from bench.tables import markdown
from bench.variants import nodia

CONTENT = {"NOUN", "PROPN", "ADJ", "VERB"}

Keys = Callable[[str], Iterable[str]]
"""What a form is indexed and searched as; two forms meet if they share a key."""

_stem = Stemmer.Stemmer("romanian").stemWord


def _lemma(form: str) -> str:
    return str(simplemma.lemmatize(form, "ro")).lower().translate(CEDILLAS)


def _ours() -> Keys:
    """Return the concepts of our analyzer, imported late: the peers do not need it."""
    from rasfoi.index.analysis.words.stemmer import concepts

    keys: Keys = concepts
    return keys


PIPELINES: dict[str, Keys] = {
    "lower case and comma": lambda form: (form,),
    "fold": lambda form: (nodia(form),),
    "Snowball 3": lambda form: (_stem(form),),
    "fold(Snowball 3)": lambda form: (nodia(_stem(form)),),
    "Snowball 3(fold)": lambda form: (_stem(nodia(form)),),
    "simplemma": lambda form: (_lemma(form),),
}


def gold() -> dict[str, frozenset[str]]:
    """Return the lemmas of each form."""
    lemmas: dict[str, set[str]] = defaultdict(set)
    with open(SHARED / "lemmas" / "ud_rrt_dev.tsv", encoding="utf-8", newline="") as lines:
        for form, lemma, part, _ in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if part in CONTENT:
                lemmas[form.translate(CEDILLAS).lower()].add(lemma.translate(CEDILLAS).lower())
    return {form: frozenset(found) for form, found in lemmas.items()}


def pairs(groups: Iterable[set[str]]) -> set[tuple[str, str]]:
    """Return all pairs within the groups, each once."""
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def grouped(members: dict[str, Iterable[str]]) -> dict[str, set[str]]:
    """Return the forms of each label from the labels of each form."""
    groups: dict[str, set[str]] = defaultdict(set)
    for form, labels in members.items():
        for label in labels:
            groups[label].add(form)
    return groups


def measure(lemmas: dict[str, frozenset[str]], keys: Keys) -> dict[str, float]:
    """Return the three shares for one pipeline."""
    families = grouped(dict(lemmas))
    key = {form: frozenset(keys(form)) for form in lemmas}
    typed = {form: frozenset(keys(nodia(form))) for form in lemmas if nodia(form) != form}
    same, merged = pairs(families.values()), pairs(grouped(dict(key)).values())
    wanted = [
        (form, other) for family in families.values() for form in family & set(typed) for other in family
    ]
    return {
        "apart": _share(not key[a] & key[b] for a, b in same),
        "wrong": _share(not lemmas[a] & lemmas[b] for a, b in merged),
        "undiacritised": _share(bool(typed[form] & key[other]) for form, other in wanted),
    }


def _share(outcomes: Iterable[bool]) -> float:
    seen = list(outcomes)
    return sum(seen) / len(seen) if seen else 0.0


@click.command(help=__doc__)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def main(as_json: bool) -> None:
    lemmas = gold()
    pipelines = dict(PIPELINES)
    try:
        pipelines["Răsfoi"] = _ours()
    except ImportError as missing:
        click.echo(f"Răsfoi left out: {missing}", err=True)
    results = {name: measure(lemmas, keys) for name, keys in pipelines.items()}
    if as_json:
        json.dump(results, sys.stdout, ensure_ascii=False, indent=1)
        return
    rows = [[name, *(f"{value:.1%}" for value in result.values())] for name, result in results.items()]
    header = ["forms meet by", "same lemma, kept apart", "merged, no common lemma", "found undiacritised"]
    click.echo(markdown(header, rows))


if __name__ == "__main__":
    main()
