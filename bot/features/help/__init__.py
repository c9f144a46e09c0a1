"""How to use the bot."""
