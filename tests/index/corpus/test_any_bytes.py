"""Whatever bytes a file of any kind holds, they give articles or failures."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasfoi.index.article import Article
from rasfoi.index.corpus import SourceFile, find_files, read_articles
from rasfoi.index.report import Failure

WORDS = [
    "---\n", "+++\n", "# ", "a: b\n", "](", "{{<", "Guver-\n", "|", "\0", ">", "È™", "<p>", "<!--", "&#",
    "<item>", "<title>", "<![CDATA[", '{"title":"', '","body":"', "\\ud800", "titlu,text\n", '"', "1e999",
]  # fmt: skip
MARKS = st.lists(st.sampled_from(WORDS))
NAMES = "a.txt a.md a.html a.xml a.json a.jsonl a.csv a.pdf a.docx a.txt.gz a.txt.zst".split()


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(data=st.binary() | MARKS.map(lambda marks: "".join(marks).encode()))
def test_any_bytes(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    [source] = find_files(tmp_path / name)
    assert isinstance(source, SourceFile)
    found = list(read_articles(source))
    assert all(isinstance(each, Article | Failure) for each in found)
    unforeseen = [each for each in found if isinstance(each, Failure) and "Error:" in each.reason]
    assert not unforeseen
