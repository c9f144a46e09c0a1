"""The adapters: each turns one platform into events and replies."""
