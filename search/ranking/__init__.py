"""The best articles for some terms: weights, MaxScore, phrases, the reranker."""
