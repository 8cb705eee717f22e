"""The table of contents, read with care, and the parts of the codec that no query shows."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasfoi
from hypothesis import given
from hypothesis import strategies as st
from rasfoi.index.analysis.normalization import clean_text
from rasfoi.index.directory.generation import current
from rasfoi.index.directory.info_file import read_info, sealed
from rasfoi.index.indexer.inverter import Inverter
from rasfoi.index.whoosh_codec.analyzer import RomanianAnalyzer
from rasfoi.index.whoosh_codec.codec import CODEC
from rasfoi.index.whoosh_codec.index import open_whoosh
from rasfoi.index.whoosh_codec.postings_matcher import PostingsMatcher, TermPostings, lossy
from whoosh.formats import Existence
from whoosh.index import open_dir
from whoosh.matching.mcore import ReadTooFar
from whoosh.query import Every, Term
from whoosh.scoring import WeightScorer
from whoosh.util.numeric import byte_to_length, length_to_byte

SAMPLE = Path(__file__).parents[3] / "sample"


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "unu.txt").write_text("Legea apelor\nApa este a tuturor.", encoding="utf-8")
    (corpus / "doi.txt").write_text("Buget\nGuvernul aprobă legea.", encoding="utf-8")
    rasfoi.build(corpus, tmp_path / "index")
    return tmp_path / "index"


def _toc(index_dir: Path) -> Path:
    (path,) = current(index_dir).folder.glob("_MAIN_*.toc")
    return path


def _put_segments(path: Path, segments: Any) -> None:
    """Replace the segment list of a table of contents, its last part."""
    data = path.read_bytes()
    ours = data.rindex(b"rasfoi.index.whoosh_codec.codec")
    start = data.rindex(b"\x80", 0, ours)
    path.write_bytes(data[:start] + pickle.dumps(segments))


class _Hostile:
    def __init__(self, witness: Path) -> None:
        self.witness = witness

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.witness),)


def test_the_published_generation_opens(index_dir: Path) -> None:
    with open_whoosh(index_dir).searcher() as searcher:
        assert {hit["id"] for hit in searcher.search(Term("body", "lege"))} == {"doi.txt"}
        assert len(searcher.search(Every())) == 2


@pytest.mark.parametrize("sealed_again", [False, True])
def test_a_hostile_table_of_contents_runs_nothing(
    index_dir: Path, tmp_path: Path, sealed_again: bool
) -> None:
    """Neither one that replaced ours, nor that of a foreign index, whose checksums are right."""
    witness, folder = tmp_path / "witness", current(index_dir).folder
    _put_segments(_toc(index_dir), [_Hostile(witness)])
    if sealed_again:
        info = read_info(folder)
        (folder / "info.json").unlink()
        (folder / "info.json").write_text(sealed(info, folder), "utf-8")
        assert len(open_whoosh(index_dir).searcher().search(Every())) == 2
    else:
        with pytest.raises(rasfoi.IndexCorrupt, match=r"_MAIN_1\.toc is altered"):
            open_whoosh(index_dir)
    assert rasfoi.open(index_dir).search("lege").total
    assert not witness.exists()
    open_dir(folder, "MAIN")
    assert witness.exists(), "Whoosh itself runs it, or this test shows nothing"


@pytest.mark.parametrize("cut", [0, 1, 7, 100, -1])
def test_a_truncated_table_is_refused(index_dir: Path, cut: int) -> None:
    path = _toc(index_dir)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(rasfoi.IndexCorrupt, match=path.name):
        open_whoosh(index_dir)


def test_a_missing_table_is_reported(index_dir: Path) -> None:
    _toc(index_dir).unlink()
    with pytest.raises(rasfoi.IndexCorrupt):
        open_whoosh(index_dir)


def test_a_missing_segment_is_an_oserror(index_dir: Path) -> None:
    index = open_whoosh(index_dir)
    (current(index_dir).folder / "segment-0.ras").unlink()
    with pytest.raises(FileNotFoundError):
        index.reader()


def test_whoosh_cannot_write_into_an_index(index_dir: Path) -> None:
    index = open_whoosh(index_dir)
    segment = index._segments()[0]
    for attempt in (
        index.writer,
        lambda: segment.delete_document(0),
        lambda: CODEC.new_segment(index.storage, "MAIN"),
        lambda: CODEC.per_document_writer(index.storage, segment),
        lambda: CODEC.field_writer(index.storage, segment),
    ):
        with pytest.raises(rasfoi.RasfoiError, match="rasfoi update"):
            attempt()


def test_searching_never_imports_whoosh_or_what_only_a_build_needs(index_dir: Path) -> None:
    code = (
        "import sys, rasfoi; assert rasfoi.open(sys.argv[1]).search('a', correct=False).took_ms; "
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(index_dir)], check=True, capture_output=True, text=True
    )
    assert not {"whoosh", "simplemma", "trafilatura"} & set(run.stdout.split())


def test_the_table_names_only_our_segment_class(index_dir: Path) -> None:
    data = _toc(index_dir).read_bytes()
    assert data.count(b"rasfoi.index.whoosh_codec.codec") == 1
    assert b"rasfoi.index.whoosh_codec.analyzer" in data


def test_lossy_lengths_are_those_of_the_default_codec() -> None:
    lengths = np.concatenate([np.arange(2000), np.arange(2000, 120_000, 97)])
    assert lossy(lengths).tolist() == [byte_to_length(length_to_byte(n)) for n in lengths.tolist()]


@given(st.lists(st.text(st.sampled_from("aeiștnlAIS.-1 ,ş\n"), max_size=40), min_size=1, max_size=3))
def test_the_analyzer_gives_the_terms_and_positions_of_the_index(texts: list[str]) -> None:
    articles = [rasfoi.Article(str(at), "", clean_text(text)) for at, text in enumerate(texts)]
    inverter = Inverter()
    inverter.add(articles)
    run = inverter.flush()
    lexemes = inverter.flush_vocabulary()
    keys = dict(zip(lexemes.concept_ids.tolist(), lexemes.concepts.text.tobytes().splitlines(), strict=True))
    ends = np.cumsum(run.postings[:, 1]).tolist()
    indexed = sorted(
        (
            int(run.postings[posting, 0]),
            keys[int(run.concepts[concept])].split(b"\t"),
            position - 1,
        )
        for concept in range(len(run.concepts))
        for posting in range(run.starts[concept], run.starts[concept + 1])
        for position in run.positions[ends[posting] - int(run.postings[posting, 1]) : ends[posting]].tolist()
    )
    analyzed = sorted(
        (doc, token.text, token.pos)
        for doc, article in enumerate(articles)
        for token in RomanianAnalyzer()(article.body, positions=True, chars=True)
    )
    words = sorted((doc, (word or folded).decode(), at) for doc, (folded, word), at in indexed)
    assert words == analyzed


def _matcher(docs: list[int]) -> PostingsMatcher:
    postings = TermPostings.unscored(np.array(docs, np.int64))
    return PostingsMatcher(("source", b"x"), postings, Existence(), WeightScorer(1.0))


@given(st.sets(st.integers(0, 2000), max_size=600), st.lists(st.integers(0, 2100), max_size=8))
def test_a_matcher_skips_as_a_scan_would(docs: set[int], targets: list[int]) -> None:
    left, matcher = sorted(docs), _matcher(sorted(docs))
    for target in targets:
        if not left:
            with pytest.raises(ReadTooFar):
                matcher.skip_to(target)
            break
        matcher.skip_to(target)
        left = [doc for doc in left if doc >= target]
        assert list(matcher.copy().all_ids()) == left
        assert matcher.is_active() == bool(left)
        if left and matcher.id() == left[0]:
            matcher.next()
            left = left[1:]


def test_an_exhausted_matcher_still_answers() -> None:
    for matcher in (_matcher([]), _matcher([3, 5])):
        while matcher.is_active():
            matcher.next()
        assert matcher.replace(5.0) is matcher
        assert matcher.block_quality() in (0.0, 1.0)
        assert isinstance(matcher.id(), int)
