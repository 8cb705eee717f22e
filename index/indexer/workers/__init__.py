"""The worker processes of a build, and the pieces of work that they are given."""
