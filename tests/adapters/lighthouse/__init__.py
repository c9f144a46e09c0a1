"""A made-up platform with only what a folder under `bot/adapters` needs."""
