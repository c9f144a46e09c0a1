"""Check and measure the facts: their questions as tests, advice, and measured thresholds."""
