"""The scores of articles, added up list by list, and the best of them."""
