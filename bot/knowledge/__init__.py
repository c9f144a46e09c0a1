"""One immutable state of the facts: asking it, quotes, speakers and duplicates."""
