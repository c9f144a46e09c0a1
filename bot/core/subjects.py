"""The message that a command is about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageSubject:
    """The message on which a shortcut was used, or at which a reply points.

    `Responder.look_up` fills in what the event did not have. What stays unknown is empty.
    """

    text: str
    """Its words, without markup like those of a `Message`. But a quoted line (`>`) is put in quotation marks, as “such
    a line”."""
    author: str = ""
    """Name of the person who wrote it, as others see it; empty if it was passed on from somebody else."""
    author_id: str = ""
    sent: dt.datetime | None = None
    """When it was written, with time zone."""
    link: str = ""
    """The address that opens the message, for those who may read it."""
    channel: str = ""
    """Name of its channel as people write it, such as "#general"."""
    public: bool = False
    """All members of the workspace may read it. False if that is not known."""
