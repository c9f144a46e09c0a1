"""What Factbot is, without any platform, SQL or file format."""
