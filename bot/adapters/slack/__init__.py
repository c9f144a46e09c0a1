"""Slack, through Bolt in Socket Mode."""
