"""One immutable state of the facts: search, quotes, speakers and duplicates."""
