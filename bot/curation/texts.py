"""Sentences about saving and changing entries."""

from __future__ import annotations

OWN_DRAFT = "Another curator must approve what you wrote."
CHOOSE_REACH = "Not everybody may read that message. Please choose first who may see it."
NO_CURATOR = "Only curators can change a draft."
TOO_MANY_AUDIENCES = (
    "There are too many channels that see different facts already. Please choose everybody, or the whole workspace."
)
QUESTION_KNOWN = "It is one of its questions already."
