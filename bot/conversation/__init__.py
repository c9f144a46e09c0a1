"""Decide when to answer: duplicates, order, edits, rate limits and errors."""
