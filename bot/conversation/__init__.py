"""Decides when to speak: duplicates, order, edits, rate limits and errors."""
