"""Drive the real features with the facts of a card, so that its words are those that people see."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import app
from bot.core.commands import HELP
from bot.core.document import Passage
from bot.core.events import FormSubmission, Invocation, Joined, Message, Person, Press, Target
from bot.core.forms import Form
from bot.core.models import FactCollection, Statement
from bot.core.replies import Reply
from bot.core.subjects import MessageSubject
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.storage.database import Database, open_store
from tests.chat_driver import CHANNEL, ChatDriver, FakeResponder, FixedClock

ANN = Person("ann", "Ann Berg", manager=True, admin=True, zone="Europe/Berlin")
MEMBER = Person("bo", "Bo Reed", zone="Europe/Berlin")


@dataclass
class RecordingResponder(FakeResponder):
    """Keeps everything that was shown, in order."""

    sent: list[Reply | Form] = field(default_factory=list)

    async def send(self, reply: Reply) -> str | None:
        """Show a reply."""
        self.sent.append(reply)
        return await super().send(reply)

    async def open_form(self, form: Form) -> bool:
        """Show a form."""
        self.sent.append(form)
        return True


@dataclass
class Stage:
    """A channel in which one person talks with the bot."""

    chat: ChatDriver
    responder: RecordingResponder = field(default_factory=RecordingResponder)
    person: Person = ANN

    async def ask(self, text: str) -> Reply:
        """Mention the bot, and return its last reply."""
        message = replace(self.chat.message(text), author=self.person)
        return await self._reply_to(message)

    async def command(self, name: str, *, message: str | None = None, **options: str | bool) -> Reply:
        """Call a command, or its shortcut on a `message`, and return its last reply."""
        subject = None if message is None else MessageSubject(message)
        return await self._reply_to(Invocation(self._id(), self.person, CHANNEL, name, options, subject=subject))

    async def home(self) -> Reply:
        """Return the whole help in the chat of one person with the bot, which Slack's Home tab shows."""
        return await self._reply_to(Invocation(self._id(), self.person, replace(CHANNEL, direct=True), HELP))

    async def welcome(self, target: Target) -> Reply:
        """Add the bot to a channel, or open the chat with it, and return how it introduces itself."""
        return await self._reply_to(Joined(self._id(), self.person, target))

    async def press(self, reply: Reply, label: str) -> Reply:
        """Press a button, or choose in a picker, by its label; return the last reply."""
        return await self._reply_to(Press(self._id(), self.person, CHANNEL, _codes(reply)[label]))

    async def open(self, reply: Reply, label: str) -> Form:
        """Press a button that opens a form, and return the form."""
        return await self._form(Press(self._id(), self.person, CHANNEL, _codes(reply)[label]))

    async def open_by_command(self, name: str) -> Form:
        """Call a command that opens a form, and return the form."""
        return await self._form(Invocation(self._id(), self.person, CHANNEL, name))

    async def _form(self, event: Invocation | Press) -> Form:
        await self.chat.conversation.handle(event, self.responder)
        form = self.responder.sent[-1]
        assert isinstance(form, Form), form
        return form

    async def send(self, form: Form, **values: str) -> Reply:
        """Send a form with some values changed; return the last reply."""
        filled = {field.name: field.initial for field in form.fields} | values
        return await self._reply_to(FormSubmission(self._id(), self.person, CHANNEL, form.code, filled))

    def set_facts(self, *facts: Statement) -> None:
        """Replace all facts, as when their files change."""
        answering = self.chat.answering
        answering.state = KnowledgeByPlace(Knowledge(FactCollection(facts), answering.whole.thresholds))

    @property
    def replies(self) -> list[Reply]:
        """Return all replies so far."""
        return [reply for reply in self.responder.sent if not isinstance(reply, Form)]

    async def _reply_to(self, event: Message | Invocation | Press | FormSubmission | Joined) -> Reply:
        before = len(self.responder.sent)
        await self.chat.conversation.handle(event, self.responder)
        assert len(self.responder.sent) > before, f"no reply to {event}"
        return self.replies[-1]

    def _id(self) -> str:
        return f"G{next(self.chat.ids)}"


@asynccontextmanager
async def open_stage(
    *statements: Statement,
    collection: FactCollection | None = None,
    thresholds: Mapping[str, float] | None = None,
    example: bool = False,
) -> AsyncIterator[Stage]:
    """Open a stage with some facts, in a store of its own. `thresholds` decide what is an answer, see the settings."""
    facts = collection or FactCollection(statements)
    async with open_database() as (store, clock):
        limits = replace(Thresholds.default(), **(thresholds or {}))
        answering = CurrentKnowledge(KnowledgeByPlace(Knowledge(facts, limits, is_example=example)))
        conversation = app.build_conversation(answering, store, clock, flood_limit=0)
        yield Stage(ChatDriver(conversation, store, clock, answering))


@asynccontextmanager
async def open_database() -> AsyncIterator[tuple[Database, FixedClock]]:
    """Open an empty store, with a clock that stands at noon of the day on which tests play."""
    clock = FixedClock()
    with TemporaryDirectory() as folder:
        store = await open_store(f"sqlite:///{Path(folder) / 'store.db'}", clock)
        try:
            yield store, clock
        finally:
            await store.close()


def _codes(reply: Reply) -> dict[str, str]:
    """Return the codes of all that can be pressed, by its label."""
    document = reply.document()
    actions = document.actions
    wholes = (element.whole for element in document.elements if isinstance(element, Passage) and element.whole)
    return {
        **{button.label: button.action.code for button in (*actions.pressable, *wholes)},
        **{c.label: picker.action.code + c.value for picker in actions.pickers for c in picker.choices},
    }
