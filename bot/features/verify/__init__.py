"""Check whether a quote is what somebody said."""
