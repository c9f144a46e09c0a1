"""Everything that people can call and press, for tests of the adapters."""

from __future__ import annotations

from bot import app

MENU = app.menu()
