"""The names that an index has on its cluster."""

from __future__ import annotations

import time

from rasfoi.index.cluster.names import articles_index, files_index, generation_of, new_generation


def test_generations_made_one_after_the_other_are_in_the_order_of_their_names() -> None:
    """What is kept beside the published one goes by it."""
    made = []
    for _ in range(20):
        made.append(new_generation())
        time.sleep(0.001)
    assert sorted(set(made)) == made


def test_an_index_tells_its_generation() -> None:
    generation = new_generation()
    for index in (articles_index("stiri", generation), files_index("stiri", generation)):
        assert generation_of("stiri", index) == generation
        assert not generation_of("alte", index)
