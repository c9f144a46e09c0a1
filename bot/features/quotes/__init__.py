"""Quotes by speaker and topic."""
