"""What is sent to a cluster of each article, beside what the segment itself answers."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
import rasfoi
from rasfoi.index.cluster.articles import block, mapping
from rasfoi.index.cluster.articles.counts import MASKS, Counts, count
from rasfoi.index.cluster.articles.documents import Document, documents
from rasfoi.index.cluster.articles.groups import Hashes
from rasfoi.index.cluster.articles.record import unpack
from rasfoi.index.directory.generation import current
from rasfoi.index.segment import stored_fields
from rasfoi.index.segment.reader import Segment, open_segment

# More forms of one word than have bits of their own.
MANY_FORMS = (
    "cânta cânt cânți cântă cântăm cântați cântai cântam cântau cântat cântată cântate cântând cântase "
    "cântasem cântaseră cântaserăm cântatul"
).split()


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory) -> Segment:
    folder = tmp_path_factory.mktemp("index")
    articles = [
        rasfoi.Article(
            "a", "Casa de pe deal", "Casele vechi s-au dărâmat; caselor noi li s-a dat var.\n\nNord-coreean."
        ),
        rasfoi.Article(
            "b",
            "",
            "O casă. Casei îi trebuie 1.250,5 lei — „scump”.",
            source="Gazeta",
            sections=("Știri", "Sat"),
        ),
        rasfoi.Article("gol", "", ""),
        *(
            rasfoi.Article(f"n{n}", f"Titlul {n}", " ".join(MANY_FORMS[: n + 1]))
            for n in range(len(MANY_FORMS))
        ),
    ]
    rasfoi.build(articles, folder)
    generation = current(Path(folder))
    return open_segment(generation, generation.segments[0])


@pytest.fixture(scope="module")
def sent(segment: Segment) -> list[dict[str, Any]]:
    found = list(documents(segment, 3, groups(segment)))
    assert [each.doc for each in found] == list(range(segment.articles))
    assert [int(each.key, 16) for each in found] == segment.ids.tolist()
    return list(map(told, found))


def told(document: Document) -> dict[str, Any]:
    """Return what is sent of an article, and what is told of it."""
    source: dict[str, Any] = orjson.loads(document.source)
    return unpack(source["record"]) | source


def groups(segment: Segment) -> Hashes:
    """Let the second article be one of a group."""
    found = np.zeros(segment.articles, np.uint64)
    found[1] = 77
    return found


def lemmas_at(stream: str) -> list[set[str]]:
    places = stream.split(" ") if stream else []
    return [set() if place == "_" else set(place.split("|")) for place in places]


def test_streams_have_the_positions_of_the_segment(segment: Segment, sent: list[dict[str, Any]]) -> None:
    found = segment.occurrences.find(range(len(segment.concepts)), np.arange(segment.articles))
    wanted: list[list[set[str]]] = []
    for title, body in zip(segment.title_lengths.tolist(), segment.body_lengths.tolist(), strict=True):
        wanted.append([set() for _ in range(title + 1 + body)])
    for concept, article, position in zip(*(each.tolist() for each in found), strict=True):
        wanted[article][position].add(segment.concepts.word(concept))
    for document, places in zip(sent, wanted, strict=True):
        assert lemmas_at(document["concepts"]) == places
        assert lemmas_at(document["title_concepts"]) == places[: document["title_length"]]


@pytest.mark.parametrize("prefix", ["", "title_"])
def test_features_have_the_impacts_of_postings(
    segment: Segment, sent: list[dict[str, Any]], prefix: str
) -> None:
    postings = segment.title_postings if prefix else segment.postings
    for concept in range(len(segment.concepts)):
        lemma, listed = segment.concepts.word(concept), postings(concept)
        with_it = {n: each[f"{prefix}impacts"].get(lemma) for n, each in enumerate(sent)}
        assert {n: impact for n, impact in with_it.items() if impact} == dict(
            zip(listed.docs.tolist(), listed.impact.tolist(), strict=True)
        )
        for rank, form in enumerate(segment.variants(concept)[:8]):
            name = segment.forms.word(form) if rank < 7 else mapping.beyond(3)
            has = listed.mask >> min(rank, 7) & 1 > 0
            feature = mapping.feature(lemma, name)
            found = {n: each[f"{prefix}form_impacts"].get(feature) for n, each in enumerate(sent)}
            expected = dict(zip(listed.docs[has].tolist(), listed.impact[has].tolist(), strict=True))
            assert {n: impact for n, impact in found.items() if impact} == expected
            folded = segment.forms.folded(form) if rank < 7 else f"{name} {lemma}"
            assert all(folded in sent[doc][f"{prefix}forms"] for doc in expected)


def test_forms_beyond_the_eighth_are_told_apart(segment: Segment, sent: list[dict[str, Any]]) -> None:
    [concept] = [number for number in range(len(segment.concepts)) if len(segment.variants(number)) > 8]
    last = segment.forms.word(segment.variants(concept)[-1])
    of_it = mapping.feature(segment.concepts.word(concept), last)
    with_it = [each["id"] for each in sent if of_it in each["form_impacts"]]
    assert with_it == [f"n{n}" for n in range(len(MANY_FORMS)) if last in MANY_FORMS[: n + 1]]


def test_masks_follow_the_lemmas_as_they_first_stand(segment: Segment, sent: list[dict[str, Any]]) -> None:
    for doc, document in enumerate(sent):
        masks = base64.b64decode(document["masks"])
        order = dict.fromkeys(
            lemma for lemma in document["concepts"].replace("|", " ").split() if lemma != "_"
        )
        for lemma, mask in zip(order, masks, strict=True):
            listed = segment.postings(segment.concepts.find(lemma))
            assert mask == listed.mask[listed.docs == doc][0]


def test_the_other_fields(segment: Segment, sent: list[dict[str, Any]]) -> None:
    document = sent[1]
    assert stored_fields.decode(document["article"].encode()) == segment.article(1)
    assert (document["source"], document["source_key"]) == ("Gazeta", "gazeta")
    assert (document["sections"], document["section_keys"]) == (["Știri", "Sat"], ["stiri", "sat"])
    assert (document["group"], document["segment"], document["doc"]) == (77, 3, 1)
    assert "group" not in sent[0] and "date" not in sent[0] and "source" not in sent[0]
    alone = {"article", "masks", "title_length"}
    assert {*document} - alone <= {*mapping.mapping(1, 0)["mappings"]["properties"]}
    same = {"hash", "segment", "doc", "group", "date", "concepts"} & {*document}
    assert {name: unpack(document["record"])[name] for name in same} == {
        name: document[name] for name in same
    }


def test_blocks_change_nothing(
    segment: Segment, sent: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(block, "_ARTICLES", 3)
    monkeypatch.setattr(block, "_LOOKED_AT", 5)
    in_threes = list(map(told, documents(segment, 3, groups(segment))))
    for one, other in zip(in_threes, sent, strict=True):
        # Forms are told in whatever order their words have in a block.
        assert {**one, "forms": 0, "title_forms": 0} == {**other, "forms": 0, "title_forms": 0}
        assert {*one["forms"]} == {*other["forms"]}


def test_counts_are_those_of_the_postings_that_stay(segment: Segment) -> None:
    alive = np.ones(segment.articles, np.bool_)
    whole = count(segment, alive)
    alive[::3] = False
    some, rest = count(segment, alive), count(segment, ~alive)
    for concept in range(len(segment.concepts)):
        masks = segment.postings(concept).mask[alive[segment.postings(concept).docs]]
        of_it = some.keys // MASKS == concept
        found = dict(zip((some.keys[of_it] % MASKS).tolist(), some.counts[of_it].tolist(), strict=True))
        assert found == {mask: masks.tolist().count(mask) for mask in set(masks.tolist())}
        titled = segment.title_postings(concept).docs
        assert some.titles[concept] == np.count_nonzero(alive[titled])
    left: Counts = whole.less(rest)
    assert all(np.array_equal(one, other) for one, other in zip(left, some, strict=True))
