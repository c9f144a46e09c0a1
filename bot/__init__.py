"""Factbot: answers a question with one curated fact, its source and date, or says that it has none."""
