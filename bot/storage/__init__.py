"""The database: what Factbot remembers besides the fact files."""
