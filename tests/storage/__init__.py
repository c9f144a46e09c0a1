"""Tests of the store and of the fact files."""
