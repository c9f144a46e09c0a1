"""One folder for each capability; no feature imports another."""
