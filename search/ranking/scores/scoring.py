"""What postings are worth to a query, and the scores of articles that add it up.

Scores are whole numbers while they are added, so that they come out the same in any order.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ....index.segment.postings.impacts import LEVELS
from ....index.segment.words import Postings

# Worth is a multiple of 1 / UNIT: a thousand words of the highest idf still fit 31 bits.
UNIT = 512
# One point of a score in the whole numbers of the accumulators.
SCALE = UNIT * LEVELS

Docs = NDArray[np.int64]
Scores = NDArray[np.int32]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
NO_ARTICLES = np.empty(0, np.int64)
NO_ARTICLES.flags.writeable = False


class Weighted(NamedTuple):
    """Postings and what they are worth, times impact, by the forms that their variant masks tell.

    `worths` are those of any form, of one that looks `similar` to the form typed, and of the `exact` one,
    ascending; these two are bits of masks. `required` postings make an article match; the others only add to
    its score. `mass` is what a title hit adds to the coverage; `word` and `concept` are for explanations.
    `in_title` tells which postings. `native/lists.c` reads them up to `mass`.
    """

    postings: Postings
    worths: tuple[int, int, int]
    exact: int = 0
    similar: int = 0
    required: bool = True
    mass: float = 0.0
    word: str = ""
    concept: int = -1
    in_title: bool = False

    def worth(self, mask: int) -> int:
        """Return what a posting with this mask is worth, times its impact."""
        return self.worths[2 if mask & self.exact else 1 if mask & self.similar else 0]


class Preferred(NamedTuple):
    """Articles, ascending, with every content word, the level of each, and what levels are worth: int32."""

    docs: Docs
    levels: NDArray[np.uint8]
    worths: Scores


class Scoring(NamedTuple):
    """Everything that scores in one segment: words anywhere, words in titles, and two bonuses.

    An article whose title has the share c of `title_mass` gets bonus * title_mass * c ** 3. `together` lists
    the articles that have every content word; where it is given, titles count for these only.
    """

    anywhere: tuple[Weighted, ...]
    titles: tuple[Weighted, ...] = ()
    title_mass: float = 0.0
    bonus: float = 0.0
    together: Preferred | None = None

    @property
    def highest_bonus(self) -> float:
        """What a title that covers the whole query gets."""
        return self.bonus * self.title_mass * SCALE


def coverage(covered: Floats, whole: float, highest: float) -> Scores:
    """Return the bonus of titles that have these parts of the `whole` mass of a query."""
    share = np.minimum(covered / whole, 1)
    bonus: Scores = np.rint(highest * share * share * share).astype(np.int32)
    return bonus
