"""A page with every card of every kind, as Discord, Slack and a terminal show it. See `__main__`."""
