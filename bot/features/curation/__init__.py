"""Save facts and quotes from inside the chat, change them, and review what others propose."""
