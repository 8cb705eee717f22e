"""Our segments as an index of Whoosh: schema, codec and table of contents."""
