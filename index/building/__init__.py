"""A corpus, or articles that a program gives, to a published generation: built, or brought up to date."""
