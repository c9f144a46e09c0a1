"""Measure how long somebody waits for the first reply to an event."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.core.events import Person
from bot.core.forms import Form
from bot.core.metrics import Durations
from bot.core.ports import Responder
from bot.core.replies import Reply
from bot.core.subjects import MessageSubject


@dataclass(slots=True)
class TimedResponder:
    """Passes everything on to a responder, and notes when the first reply was accepted.

    Implements `core.ports.Responder`.
    """

    responder: Responder
    platform: str
    replies: Durations
    received: float
    """When the event arrived, on the clock of the event loop. So its time in the queue counts."""
    noted: bool = False

    @property
    def can_reply_privately(self) -> bool:
        """Return whether only the person sees a private reply."""
        return self.responder.can_reply_privately

    async def send(self, reply: Reply) -> str | None:
        """Post a reply."""
        message_id = await self.responder.send(reply)
        self._note()
        return message_id

    def keep_pressed(self) -> None:
        """Keep the pressed message as it is."""
        self.responder.keep_pressed()

    async def edit(self, message_id: str, reply: Reply) -> str | None:
        """Replace one of the bot's earlier messages."""
        shown_in = await self.responder.edit(message_id, reply)
        self._note()
        return shown_in

    async def delete(self, message_id: str) -> None:
        """Delete one of the bot's earlier messages."""
        await self.responder.delete(message_id)

    async def delete_pressed(self) -> bool:
        """Delete the message that was pressed."""
        return await self.responder.delete_pressed()

    async def dismiss(self) -> None:
        """End the event without any reply."""
        await self.responder.dismiss()

    async def open_form(self, form: Form) -> bool:
        """Show a form to the person."""
        opened = await self.responder.open_form(form)
        if opened:
            self._note()
        return opened

    async def identify(self, person: Person) -> Person:
        """Fill in the rights and the time zone of the event's author."""
        return await self.responder.identify(person)

    async def look_up(self, subject: MessageSubject) -> MessageSubject:
        """Fill in what the event did not say of the message that it is about."""
        return await self.responder.look_up(subject)

    async def missing_permission(self) -> str | None:
        """Return why the bot could not post in the event's channel later."""
        return await self.responder.missing_permission()

    async def managers(self) -> str:
        """Return who manages the event's channel."""
        return await self.responder.managers()

    def _note(self) -> None:
        if not self.noted:
            self.noted = True
            self.replies.add(self.platform, asyncio.get_running_loop().time() - self.received)
