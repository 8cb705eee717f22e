"""The loops over arrays that a build and a search spend their time in, in C.

Arrays are C-contiguous; each loop writes into those that its name for them begins with `out_`, and into
those that it says it does. Every loop raises TypeError for an array of other items and ValueError for
arrays that do not fit each other: mistakes of the caller. What a loop reads from a file of the index it
checks: it raises `IndexCorrupt` rather than read or write outside of an array. Those that a search runs
look at the clock and raise `SearchTimeout` after the deadline of their thread.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
Bools = NDArray[np.bool_]
F32 = NDArray[np.float32]
Floats = NDArray[np.float64]
# uint16 or uint32
Unsigned = NDArray[Any]
# One of `merger.Columns`
Column = Any
# `scoring.Weighted`
Lists = tuple[Any, ...]
Groups = tuple[Lists, ...]

# The deadline of a thread: deadline.c

def set_deadline(nanoseconds: int) -> int:
    """Set by when this thread ends its work, by `time.monotonic_ns`, 0 for never; return what was set."""

def check_deadline() -> None:
    """Raise SearchTimeout if the deadline of this thread has passed."""

# Text: text.c

def find_tokens(points: Unsigned, kinds: U8, codes: U32, rare: U8, out_codes: U32, out_inside: Bools) -> int:
    """Write each character's canonical code, and whether it is in a raw token; return how many these are.

    `kinds` and `codes` are tables by code point, `rare` the kinds of the characters beyond them, in
    order; if they are too few it returns -1.
    """

def find_unclean(points: Unsigned, kinds: U8, ends: I64, out_unclean: Bools) -> None:
    """Tell of each text whether it has anything to be cleaned: see `clean_texts.are_clean`.

    `ends` tells where the texts end, of which each begins one character behind the end of the one before.
    `kinds` is a table by code point, its last item that of all beyond.
    """

def find_positions(points: Unsigned, kinds: U8, rare: U8, out_starts: I64, out_ends: I64) -> int:
    """Write where raw tokens, cut at their hyphens, begin and end; return how many they are.

    The results have room for half as many as there are characters; else it is as `find_tokens`.
    """

def find_runs(inside: Bools, out_starts: I64, out_ends: I64) -> int:
    """Write where the runs of true begin and end; return how many they are."""

def number_tokens(
    codes: U32, inside: Bools, field_ends: I64, slots: I64, starts: I64, letters: U32, known: int,
    out_numbers: U32, out_field_counts: I64,
) -> int:  # fmt: skip
    """Number the tokens of a text and count those of each field; return how many distinct there are now.

    Token n is `letters[starts[n]:starts[n + 1]]`; new ones are added to both. `slots` int64[S, 2] is an
    open hash table of 64-bit hashes and numbers plus one, S a power of two; that two words among a
    million share a hash happens once in 37 million builds.
    """

def rehash(slots: I64, out_larger: I64) -> None:
    """Enter all numbers of such a hash table into a larger, empty one."""

def number_pairs(
    concepts: U32, forms: U32, slots: I32, variants: I64, pairs: I64, known: int, out_numbers: I32
) -> int:
    """Number pairs of concept and form; return how many distinct there are now.

    `slots` is an open hash table of pair numbers plus one. A new pair becomes a row of `pairs` int64[P, 3]:
    concept, form and the next bit of its concept, of which `variants` counts how many it has.
    """

# The positions of all postings, packed: packed_positions.c

def pack_positions(positions: U32, bits: int, first: int, packed: U8, ends: U8) -> None:
    """Add positions, the `first`-th and those after it, to zeros; IndexCorrupt for one that takes more bits.

    The highest bit of an item goes into `ends`.
    """

def unpack_positions(
    packed: U8, ends: U8, bits: int, positions: int, marks: U32, step: int, first: int, out_positions: U32,
    out_last: Bools,
) -> None:  # fmt: skip
    """Write positions from the `first` on, and which are the last of a posting."""

def find_starts(
    packed: U8, ends: U8, bits: int, positions: int, marks: U32, step: int, postings: I64, out_starts: I64
) -> None:
    """Write where the positions of postings begin; that of the number behind the last one is their end."""

# Signatures: signatures.c

def find_crowds(signatures: U8, bins: int, out_keys: I64, out_crowds: Bools) -> None:
    """Write the key of each article in each band of its first `bins` bins, -1 for an empty signature.

    `out_crowds` tells which may share theirs with another article: all that do, and few others. `signatures`
    uint8[N, B]; the results have a row for each band.
    """

# Words in UTF-8, each with a newline at its end: words.c

def plain_forms(letters: U32, starts: I64, lower: U32, folds: U32, out_forms: U8, out_plain: Bools) -> int:
    """Write the forms of raw tokens, an empty line for one that is no plain word or figure; return the bytes.

    Token n is `letters[starts[n] - starts[0] : starts[n + 1] - starts[0]]`. `lower` and `folds` are tables
    by code point; a word with a letter that has 0 in one of them is not plain.
    """

def find_concepts(
    forms: U8, folds: U32, hashes: I64, starts: I32, lines: U8, prefixes: U8, loose: bool,
    out_concepts: U8, out_unknown: U8, out_counts: U8, out_used: I64,
) -> int:  # fmt: skip
    """Write the concepts of forms that the dictionary tells, a line each; return how many forms there are.

    `hashes`, `starts` and `lines` are the dictionary, a `lemma_table.LexiconFile`. What is not in it is
    written into `out_unknown`, folded and ready to be stemmed. `out_counts` gets how many concepts a form
    has, or 254 for one that is unknown, or, unless `loose`, 255 for one with letters without a folding;
    `out_used` int64[2] the bytes of both texts.
    """

# The keys of words, vocabulary.c: a folding, a tab, the word if it is another, a newline

def write_keys(words: U8, folds: U32, out_keys: U8) -> int:
    """Write the key of each word; return the bytes. An empty word has an empty line.

    A word with a letter that has no folding in the table has a tab alone.
    """

def number_keys(
    keys: U8, slots: I64, starts: I64, text: U8, hashes: U32, known: int, out_numbers: U32
) -> int:
    """Number keys; return how many distinct there are now.

    Key n is `text[starts[n]:starts[n + 1]]`; new ones are added to both. `hashes` gets the CRC-32 of each
    new one's folding, odd for a figure, else even; `slots` is as in `number_tokens`. An empty line gets the
    highest number that there is, and a tab alone the one before.
    """

def sort_keys(text: U8, starts: I64, sorted: int, order: I32) -> None:
    """Sort numbers of keys by the keys; the first `sorted` of them are in order."""

# Sorted keys, each with a newline at its end and nowhere else: keys.c

def merge_keys(
    text: U8, starts: I64, other: U8, other_starts: I64, out_ranks: I32, out_other_ranks: I32, out_text: U8
) -> int:
    """Merge two sorted vocabularies; return how many bytes that makes.

    Key n is `text[starts[n]:starts[n + 1]]`; its rank is its place among all keys, which it has once.
    """

def lower_bound(
    text: U8, blocks: I64, block_keys: int, key: bytes, unread: bytearray, sum_bytes: int
) -> int:  # fmt: skip
    """Return how many keys sort before `key`; every `block_keys` of them a block of `text` begins.

    Of the text in blocks of `sum_bytes` those flagged in `unread` are not read: of the first of them that
    would be, it returns -1 - its number.
    """

def keys_beginning(
    text: U8, blocks: I64, block_keys: int, key: bytes, unread: bytearray, sum_bytes: int
) -> tuple[int, bytes]:  # fmt: skip
    """Return the keys that begin with `key`, behind the number of the first; else as `lower_bound`."""

def key_at(text: U8, blocks: I64, block_keys: int, number: int) -> bytes:
    """Return a key by its number, with its newline."""

def near_keys(
    text: U8, blocks: I64, block_keys: int, letters: U32, counts: U32, numbers: U32, folded: bytes,
    distance: int, least: int, most: int, compared: int, out_numbers: I64,
) -> int:  # fmt: skip
    """Find the keys whose folding is 1 to `distance` edits away; return how many, at most as there is room.

    An edit leaves a letter out, puts one in, exchanges one or turns two neighbours around, none edited
    twice (optimal string alignment). `letters` are those of `term_dictionary.letters`; of the keys with
    `least` to `most` articles by `counts`, `compared` are compared at most. Where both are not of all keys
    `numbers` tells, ascending, of which. Words are shorter than 63 bytes.
    """

def slip_costs(typed: U32, letters: U32, ends: I64, weights: Floats, near: U8, out_costs: Floats) -> None:
    """Write the least cost of the edits that make a typed word of each of some words.

    Their letters, code points, end at `ends`. `weights` are those of another letter, of one on the next key,
    of one dropped, of one added by a finger that hits the next key, of two transposed, of one twice or once
    instead, and of a wrong first letter beside that. `near` uint8[26 * 26] tells which of the letters from a
    to z have keys side by side.
    """

# Inversion and merging: inversion.c

def count_postings(numbers: U32, field_tokens: I64, tokens: I32, terms: I32, state: I32) -> None:
    """Count the postings and positions of each concept.

    `numbers` are tokens, of which each field has `field_tokens`, titles and bodies in turn; `tokens` and
    `terms` are those of `TermArrays`. `state` int32[C, 4] comes to have of each concept the number of its
    last article plus one, its postings, its positions.
    """

def fill_postings(
    numbers: U32, field_tokens: I64, tokens: I32, terms: I32, state: I32, out_postings: U32,
    out_positions: U32, pair_counts: I64, out_lengths: I64, out_field_terms: I64,
) -> None:  # fmt: skip
    """Put every term of every token where its concept's postings are.

    `state` is as for `count_postings`, but has the places of the concept's next posting and position.
    Results are zeros: `out_postings` uint32[P, 4] is as in `Run`, `out_lengths` and `out_field_terms`
    int64[2, N] have positions and terms of titles and of bodies; `pair_counts` counts articles of pairs.
    """

def measure_lists(
    ranks: I32, starts: I64, rows: U32, doc_of: I32, postings: I64, positions: I64, titled: I64
) -> None:
    """Add what of a run's lists is kept to the sizes of its concepts; see `merger.Source`."""

def copy_lists(
    ranks: I32, concepts: I32, starts: I64, position_starts: I64, rows: U32, positions: Unsigned,
    bit_starts: I64, bits: U32, doc_of: I32, impacts: U8, code_of: I32, title_impacts: U8, title_code_of: I32,
    first: int, first_position: int, next_posting: I64, next_position: I64, next_titled: I64,
    out_positions: U32, out_docs: Column, out_impact: Column, out_mask: Column, out_marks: Column,
    out_title_docs: Column, out_title_impact: Column, out_title_mask: Column, out_large: U32, out_wide: U32,
) -> tuple[int, int]:  # fmt: skip
    """Copy some of a run's lists to where they belong, which the next ones of rank - `first` tell and follow.

    The last position of a posting gets its highest bit; `out_positions` is that from `first_position` on.
    Returns how many columns of `out_large` and `out_wide`, uint32[2, n], are filled: a posting and its
    frequency above 255, a posting and its mask of more than 8 bits.
    """

# Scores: scoring.c

def best_articles(
    k: int, anywhere: Lists, titles: Lists, docs: I64, levels: U8, worths: I32, title_mass: float,
    highest_bonus: float, matches: I64, matched: bool, allowed: Bools, articles: int, scores: I32,
    covered: Floats, out_docs: I64, out_scores: I32,
) -> tuple[int, int]:  # fmt: skip
    """Find the k best articles, and those that equal the k-th; return how many, and how many match.

    Articles match that have a required list of `anywhere`, or where `matched` those of `matches`. A posting
    is worth its list's `worth(mask) * impact`. Titles add to that, and the share of `title_mass` that they
    cover, to its third power, of the bonus. With `worths`, by level, `docs` are preferred: they get 255 times
    that of their level, and titles count for them alone. With `allowed` articles others do not count.
    `scores` and `covered` are zeros for all articles, before and after.
    """

def set_bits(docs: U32, bits: U8) -> None:
    """Set the bits of some articles, in the order of `np.packbits`."""

def tally(numbers: U32, mask: Bools, counts: I64) -> None:
    """Count each number where the mask is set."""

# Positions, and ascending numbers, each once: positions.c; phrases: phrases.c

def find_occurrences(
    docs: U32, firsts: I64, lasts: I64, wanted: I64, packed: U8, ends: U8, bits: int, positions: int,
    marks: U32, step: int, unread: bytearray, unread_ends: bytearray, block: int, out_blocks: I64, out: I64,
) -> int:  # fmt: skip
    """Write list, article and position of every occurrence of ascending articles in some lists: int64[3, n].

    The lists go from `firsts` to `lasts`, an article is its place in `wanted`. It returns how many there are,
    be there room or not. `packed` to `step` are those of `PackedPositions.arguments`, as in the
    other loops over positions. Where blocks of them are flagged as unread, which have `block` bytes, it
    returns how many, negative, and writes them: block n of `packed` as n + 1, that of `ends` as -n - 1.
    """

def order_marks(
    places: I64, positions: I64, words: I64, reach: U8, out_positions: I64, out_words: I64, out_reach: U8,
    out_bounds: I64,
) -> None:  # fmt: skip
    """Order the marks of some articles: by the article's place, the position, the word, and the reach.

    Those of the article at place n are written from `out_bounds[n]` to `out_bounds[n + 1]`. There may be
    32,768 articles and 16,384 words; a reach is from 0 to 3.
    """

def find_phrase(
    docs: U32, packed: U8, ends: U8, bits: int, positions: int, marks: U32, step: int, firsts: I64,
    lasts: I64, words: I64, offsets: I64, within: I64, limited: int, title_lengths: U32, in_title: int,
    out_articles: I64, out_starts: I64,
) -> int:  # fmt: skip
    """Find where the words of a phrase stand at their offsets; return how often, be there room or not.

    List n, from `firsts[n]` to `lasts[n]`, is one of word `words[n]`, of which `offsets` tells the place in
    the phrase; the lists of a word follow one another. Where `limited` only articles `within`, ascending,
    count; where `in_title` only what begins in a title. Articles and where in them it begins are written,
    ordered by both; each article is found once where `out_starts` is empty.
    """

def count_pairs(
    docs: U32, packed: U8, ends: U8, bits: int, positions: int, marks: U32, step: int, unread: bytearray,
    unread_ends: bytearray, block: int, firsts: I64, lasts: I64, words: I64, apart: I64, within: I64,
    title_lengths: U32, body_lengths: U32, whole: int, chained: int, out_blocks: I64, out_pairs: U8,
) -> int:  # fmt: skip
    """Add to `out_pairs` how many words of a row stand closely behind the one before, in articles `within`.

    List n, from `firsts[n]` to `lasts[n]`, is one of word `words[n]`, which stands so where it is 1 to
    `apart[words[n]]` places behind, 8 at most. The articles are ascending; with `whole` the lists are gone
    through, of which nothing may be unread; else the articles are looked up, and blocks are as in
    `find_occurrences`: while it returns how many of these are to be compared, it is to be called again.
    Where they are `chained`, each stands just `apart` places behind the one before, which stands so too: 1 is
    added where the last one does.
    """

def second_look(
    concepts: I64, articles: I64, positions: I64, word_of: I64, title_lengths: U32, places: I64, apart: I64,
    idf: Floats, worths: Floats, out_scores: Floats,
) -> None:  # fmt: skip
    """Write what words add to articles where they come early, at their place in the title, before the next.

    Occurrences are as `find_occurrences` writes them, `word_of` tells of each of its lists the word.
    `title_lengths` are those of the articles, `places` and `idf` those of the words, `apart` how far
    behind each the next one shall stand, nothing from 0 down. `worths` are of the first word of a text,
    how many positions into it half of that, of a word at its place in a title, how many places off half
    of that, of two words that stand together. Scores are in three blocks with a row for each word: early,
    title, near; 0 where it is not so.
    """

def intersect(first: I64, second: I64, out: I64) -> int:
    """Write what is in both; return how much that is. It is fast where `first` is the shorter one."""

def unite(first: I64, second: I64, out: I64) -> int:
    """Write what is in either; return how much that is."""

# A few articles in a list: lookup.c

def highest_among(docs: U32, values: U8, table: U8, candidates: I64, out: U8) -> None:
    """Raise `out` of each candidate that is in a list to `table` uint8[256] of its value there.

    Both lists of articles are ascending. Where one is longer, it is looked into by galloping search.
    """

def levels_of_words(
    words: Groups, titles: Groups, articles: int, given: bool, out_docs: I64, out_levels: U8
) -> int:  # fmt: skip
    """Find the articles with every word, and the level of each; return how many there are.

    A word is the lists of `words` that stand together, and of `titles`; there is room for as many articles as
    the rarest has. The level is 2 where an article has all words as typed, else 1, and 2 more where its title
    has all. Where articles are `given` in `out_docs` these are the ones, whatever words they have.
    """

# Texts with marks: passages.c

def show_passages(
    texts: U8 | bytes, kinds: U8, rare: U8, bounds: I64, positions: I64, words: I64, reach: U8,
    weights: Floats, longest: int, whole: int, out_shown: I64, out_ranges: I64,
) -> int:  # fmt: skip
    """Choose what is shown of titles and bodies, and write where marks are in it; return how many ranges.

    `texts` are in UTF-8, titles and bodies in turn, a NUL behind each. Marks from `bounds[n]` to
    `bounds[n + 1]` are article n's: word `words[m]`, which has a weight, at `positions[m]`, ascending;
    of a `reach` of 1 they go on behind hyphens, of 2 with the next position that is a mark of the same
    word: each is one range. Titles are shown whole, and bodies where `whole` or no longer
    than `longest`; else the passage of at most so many characters around the 36 positions with most
    different words of weight, to which further marks add .1, at most three of them. `out_shown` gets of each
    text the first and the last byte shown, 1 for an ellipsis before, 2 for one behind and 4 for a hyphen
    behind a range, and the end of its ranges, which count the characters of what is shown. `kinds` and
    `rare` are as in `find_tokens`; it returns -1 as that does.
    """

# What texts mean: vectors.c

def highest_products(
    vectors: U8, query: I32, scale: float, rows: U32, scales: F32, starts: U32, out_highest: F32
) -> None:
    """Write the highest product of each article's vectors and a query from -127 to 127; -1 where it has none.

    `vectors` are int8 one behind the other, as bytes; an article's are `rows[starts[at]:starts[at + 1]]`. A
    product is multiplied by the vector's own of the `scales`, and by the query's `scale`.
    """

# Files: folders.c

def list_folder(path: bytes, suffixes: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """List a folder but for hidden entries, by name; raises OSError.

    Returns the names, each with a NUL behind it and those of folders, or of links to one, with a `/` before
    that; a byte for each entry: `f` a regular file that was looked at, `d` a folder, `l` a link, `o` any
    other; and int64 sizes and times of modification (ns) of the former, else 0. Looked at are files whose
    name ends in one of the suffixes, of which each has a NUL behind it.
    """
