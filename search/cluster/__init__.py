"""The store that is a cluster of OpenSearch."""
