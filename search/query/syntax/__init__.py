"""The query language: lexemes, the parser, the tree, filters."""
