"""Answering in a channel without being mentioned."""
