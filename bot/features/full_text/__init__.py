"""Show the full text of a statement that was cut."""
