"""Sentences about saving and changing entries."""

from __future__ import annotations

from collections.abc import Sequence

OWN_DRAFT = "Another curator must approve what you wrote."
CHOOSE_REACH = "Not everybody may read that message. Please choose first who may see it."
NO_CURATOR = "Only curators can change a draft."
TOO_MANY_AUDIENCES = (
    "There are too many channels that see different facts already. Please choose everybody, or the whole workspace."
)
QUESTION_KNOWN = "It is one of its questions already."
UNKNOWN_ENTRY = "I have no entry with this id or these words. Type some of its words to find it."


def several(ids: Sequence[str], *, most: int) -> str:
    """Name the entries that may be meant."""
    others = " and others" if len(ids) > most else ""
    return f"Several entries fit: {', '.join(ids[:most])}{others}. Please type the id of one, or more words."
