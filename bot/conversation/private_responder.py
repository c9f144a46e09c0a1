"""Keep every reply to a private command private, even if its handler does not ask for that."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.events import Person
from bot.core.forms import Form
from bot.core.ports import Responder
from bot.core.replies import Reply, as_private
from bot.core.subjects import MessageSubject


@dataclass(frozen=True, slots=True)
class PrivateResponder:
    """Sends all replies of a responder privately. Implements `core.ports.Responder`."""

    responder: Responder

    @property
    def can_reply_privately(self) -> bool:
        """Return whether only the person sees a private reply."""
        return self.responder.can_reply_privately

    async def send(self, reply: Reply) -> str | None:
        """Post a reply, privately if possible."""
        return await self.responder.send(as_private(reply))

    def keep_pressed(self) -> None:
        """Keep the pressed message as it is."""
        self.responder.keep_pressed()

    async def edit(self, message_id: str, reply: Reply) -> str | None:
        """Replace one of the bot's earlier messages."""
        return await self.responder.edit(message_id, reply)

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
        return await self.responder.open_form(form)

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
