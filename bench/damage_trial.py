"""What comes of damage, one a line of standard input: the child process of `bench.damage`."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import rasfoi
from rasfoi.index.analysis.words import lemma_table, lemmatizer
from rasfoi.index.whoosh_codec.index import open_whoosh
from whoosh.query import And, DateRange, Every, Phrase, Prefix, Term

from bench.damage import CACHE, CORPUS, INDEX, OTHER, Damage, published

QUERIES = (
    "orașul Valea Seacă", "metrou", "pod de", '"de la"', "biblioteka", "titlu:orașul", "oraș*", "+oraș -sat",
    "sursa:Agora", "data:2025", "livada cireșe", '"livezile de lângă"', "nou copt",
)  # fmt: skip
OPTIONS: tuple[dict[str, Any], ...] = (
    {}, {"sort": "newest"}, {"facets": True, "explain": True}, {"prefix": True, "duplicates": True},
)  # fmt: skip
# More than any index of some articles may ask for.
MEMORY = 4 << 30


# What is asked of an index that was mended, whose files are checked beside it.
FEWER = OPTIONS[2:]


def answers(index_dir: Path, asked: tuple[dict[str, Any], ...] = OPTIONS) -> list[Any]:
    """Return what an index answers to some of everything that may be asked."""
    index = rasfoi.open(index_dir)
    found: list[Any] = [index.info().articles]
    for query in QUERIES:
        for options in asked:
            page = index.search(query, limit=5, **options)
            hits = [(hit.id, round(hit.score, 6), hit.snippet.text, hit.snippet.ranges) for hit in page.hits]
            found.append((page.total, hits, page.facets, page.suggestion))
    for query in ("livada", "oraș"):
        first = index.search(query).hits[0].id
        found += [index.get(first), index.highlight(first, query)]
        found += [[hit.id for hit in like(first)] for like in (index.similar, index.duplicates)]
    # Without their counts, where deleted articles count until their segment is merged.
    return [*found, *([each.text for each in index.suggest(start, 5)] for start in ("bib", "livada c"))]


def whoosh_answers(index_dir: Path) -> list[Any]:
    """Return what Whoosh finds in an index."""
    words = [
        Term("body", "oraș"),
        Term("title", "livadă"),
        Prefix("body", "or"),
        Phrase("body", ["livadă", "oraș"]),
    ]
    others = [Every(), Term("source", "Agora"), And(words[:2]), DateRange("date", None, None)]
    with open_whoosh(index_dir).searcher() as searcher:
        hits = [searcher.search(query, limit=5) for query in words + others]
        found = [[(hit.fields(), round(hit.score, 4)) for hit in each] for each in hits]
        return [found, sorted(searcher.reader().field_terms("body"))[:50]]


def check(index_dir: Path) -> str:
    """Return nothing new: what is altered is to be told as IndexCorrupt."""
    rasfoi.open(index_dir).check()
    return "clean"


def update(index_dir: Path) -> list[Any]:
    """Return what the index answers once it is brought up to date, which merges segments."""
    rasfoi.update(index_dir.parent / CORPUS, index_dir)
    rasfoi.open(index_dir).check()
    return answers(index_dir, FEWER)


def rebuild(index_dir: Path) -> list[Any]:
    """Return what the index answers once it is built anew."""
    rasfoi.build(index_dir.parent / CORPUS, index_dir)
    rasfoi.open(index_dir).check()
    return answers(index_dir, FEWER)


ASKED: dict[str, Callable[[Path], Any]] = {
    "search": answers, "whoosh": whoosh_answers, "check": check, "update": update, "rebuild": rebuild,
}  # fmt: skip


def attempt(asked: str, index_dir: Path, right: dict[str, str]) -> str:
    """Return what comes of asking: `right`, `wrong`, or the error."""
    try:
        # An update that mends damage builds anew, with other average lengths than segments added later.
        allowed = {right[asked], right["rebuild"] if asked == "update" else right[asked]}
        return "right" if repr(ASKED[asked](index_dir)) in allowed else "wrong"
    except rasfoi.IndexCorrupt as error:
        named = asked != "rebuild" and str(index_dir) in str(error)
        return "IndexCorrupt" if named else f"IndexCorrupt: {error}"
    except (rasfoi.IndexOutdated, rasfoi.IndexMissing) as error:
        return type(error).__name__
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:60]}"


def trial(source: Path, damage: Damage, right: dict[str, str]) -> dict[str, str]:
    """Return what comes of everything that is asked of a damaged copy of the prepared folder."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        cached = damage.file.startswith(CACHE)
        for name in (
            INDEX,
            CORPUS,
            *([CACHE] if cached else []),
            *([OTHER] if damage.kind == "other" else []),
        ):
            shutil.copytree(source / name, copy / name)
        before = (copy / damage.file).read_bytes()
        damage.do(copy)
        altered = (copy / damage.file).read_bytes() != before
        os.environ["XDG_CACHE_HOME"] = str((copy if cached else source) / CACHE)
        if cached:
            lemmatizer.lexicon.cache_clear()
        found = {asked: attempt(asked, copy / INDEX, right) for asked in ASKED}
        listed = Path(damage.file).parent.name == published(source / INDEX).name
        if altered and listed and found["check"] == "right" and not damage.file.endswith("info.json"):
            found["check"] = "unnoticed"
        return found


def main(source: Path) -> None:
    """Try each damage on a copy of what `damage.prepare` made in `source`."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.environ["XDG_CACHE_HOME"] = str(source / CACHE)
    # That of the package would be read before it.
    lemma_table.PACKAGED = source / CACHE / "none"
    # A damaged cache is made anew, from what takes seconds to read.
    lemmatizer.entries = cache(lambda made=lemmatizer.entries: list(made()))  # type: ignore[assignment]
    right = {asked: repr(ASKED[asked](source / INDEX)) for asked in ("search", "whoosh", "check")}
    with tempfile.TemporaryDirectory() as folder:
        for name in (INDEX, CORPUS):
            shutil.copytree(source / name, Path(folder) / name)
        right["update"] = repr(update(Path(folder) / INDEX))
        right["rebuild"] = repr(rebuild(Path(folder) / INDEX))
    for line in sys.stdin:
        print(json.dumps(trial(source, Damage(*json.loads(line)), right)), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
