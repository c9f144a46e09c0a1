"""Answer in a channel without being mentioned."""
