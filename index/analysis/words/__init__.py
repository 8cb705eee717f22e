"""What a word is known by: its lemma, its stem, and whether it says anything alone."""
