"""Signing in by a provider: a real one (npm), and one of ours that is wrong where it is told so."""
