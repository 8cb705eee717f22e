"""The embedded engine: the store that is a folder of this machine, and how it answers a query."""
