"""What a search answers: pages of hits, their remarks, their places, and their plain form."""
