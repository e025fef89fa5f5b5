"""One of each kind that ARCHITECTURE.md says how to add, added in a copy of the tree."""
