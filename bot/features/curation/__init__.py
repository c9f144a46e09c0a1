"""Checks and measures the facts: their questions as tests, advice, and measured thresholds."""
