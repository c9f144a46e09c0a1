"""Sentences about saving and changing entries."""

from __future__ import annotations

OWN_DRAFT = "Another curator must approve what you wrote."
CHOOSE_REACH = "Not everybody may read that message. Please choose first who may see it."
