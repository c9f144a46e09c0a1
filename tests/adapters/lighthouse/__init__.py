"""A made-up platform: all that a folder under `bot/adapters` needs, as small as it can be."""
