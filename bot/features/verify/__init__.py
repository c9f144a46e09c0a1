"""Whether a quote is what somebody said."""
