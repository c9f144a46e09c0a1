"""Cite a statement, as text to copy."""
