"""A published generation on a cluster changed into a new one: what stays of it, and what comes."""
