"""Queries of OpenSearch: which articles match, what they score, what is counted."""
