"""Where facts and what happened to them are kept."""
