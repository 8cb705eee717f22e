"""Words that were misspelt: which are doubtful, what may be meant, and what speaks for it."""
