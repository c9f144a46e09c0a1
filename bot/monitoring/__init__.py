"""Tell other programs how the bot is: whether it lives, whether it can answer, and what it counted."""
