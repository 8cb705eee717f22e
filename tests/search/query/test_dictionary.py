"""The files of a user's dictionary: what they may say, and what is told of one that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
import rasfoi
from rasfoi import Article
from rasfoi.search.query.dictionary import MAX_BYTES, MAX_LINES, read_dictionary


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        ("UE\n", 1, "'UE' stands alone"),
        ("# bine\n\nUE, Uniunea\nSUA,\n", 4, "without a word"),
        ("a,,b", 1, "without a word"),
        ("a => ", 1, "without a word"),
        ("=> b", 1, "without a word"),
        ("a => b => c", 1, "more than one =>"),
        ("a, --", 1, "without a word"),
        ("a, b\nunu doi trei patru cinci șase șapte opt nouă, x", 2, "has 9 words; 8 are allowed"),
        (", ".join(map(str, range(21))), 1, "21 expressions; 20 are allowed"),
    ],
)
def test_a_broken_line_is_told_by_its_number(tmp_path: Path, content: str, line: int, says: str) -> None:
    (tmp_path / "synonyms.txt").write_text(content, "utf-8")
    with pytest.raises(rasfoi.BadDictionary) as raised:
        read_dictionary(tmp_path)
    assert f"synonyms.txt, line {line}: " in str(raised.value) and says in str(raised.value)


def test_files_that_are_no_text_or_too_much_of_it(tmp_path: Path) -> None:
    (tmp_path / "synonyms.txt").write_bytes("a, b\nș, t\n".encode("utf-16"))
    with pytest.raises(rasfoi.BadDictionary, match="line 1: not UTF-8"):
        read_dictionary(tmp_path)
    (tmp_path / "synonyms.txt").write_bytes(b"a, b\n\xbaoim, c\n")
    with pytest.raises(rasfoi.BadDictionary, match="line 2: not UTF-8"):
        read_dictionary(tmp_path)
    (tmp_path / "synonyms.txt").write_text("a, b\n" * (MAX_LINES + 1), "utf-8")
    with pytest.raises(rasfoi.BadDictionary, match="10001 lines; 10000 are allowed"):
        read_dictionary(tmp_path)
    (tmp_path / "synonyms.txt").write_text("a" * (MAX_BYTES + 1), "utf-8")
    with pytest.raises(rasfoi.BadDictionary, match="more than 2 MiB"):
        read_dictionary(tmp_path)
    (tmp_path / "synonyms.txt").unlink()
    (tmp_path / "synonyms.txt").mkdir()
    with pytest.raises(rasfoi.BadDictionary, match=r"synonyms\.txt: Is a directory"):
        read_dictionary(tmp_path)


@pytest.mark.parametrize(
    "content", ["UE, Uniunea Europeană", " UE ,\t„Uniunea Europeană” ", '"UE","Uniunea   Europeană"\r\n']
)
def test_quotes_and_blanks_make_no_difference(tmp_path: Path, content: str) -> None:
    (tmp_path / "synonyms.txt").write_text(content, "utf-8")
    [rule] = read_dictionary(tmp_path).beginning("ue")
    assert (rule.typed, rule.others) == (("UE",), ("Uniunea Europeană",))
    [rule] = read_dictionary(tmp_path).beginning("uniunii")
    assert (rule.typed, rule.others) == (("Uniunea", "Europeană"), ("UE",))


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    rasfoi.build([Article("a", "Pod", "Un pod.")], tmp_path / "index")
    with pytest.raises(rasfoi.BadDictionary, match="There is no folder"):
        rasfoi.open(tmp_path / "index", dictionary=tmp_path / "nimic")
    # A rebuild and an update leave the dictionary beside the index alone.
    (tmp_path / "index" / "synonyms.txt").write_text("pod, viaduct\n", "utf-8")
    rasfoi.build([Article("a", "Pod", "Un pod.")], tmp_path / "index")
    assert rasfoi.open(tmp_path / "index").search("viaduct").total == 1
