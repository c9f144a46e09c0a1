"""Who may curate: shown to everybody, and changed by admins."""
