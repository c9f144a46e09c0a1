"""Delete a question and its answer, for the person who asked."""
