"""The daily digest: subscriptions, contents and delivery."""
