"""Ours beside others, on the same rows, in one run."""
