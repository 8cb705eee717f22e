"""The articles of an index on a cluster: what of them is sent, and how it is read back."""
