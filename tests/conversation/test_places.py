"""Which places are served: the list in memory, and what happens while it can't be read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import cast

import pytest

from bot import app
from bot.conversation.places import Places, PlaceStorage
from bot.conversation.unserved import SERVE, refusal
from bot.core import texts
from bot.core.errors import DeliveryError, StoreError
from bot.core.events import (
    NO_EXCHANGE,
    Action,
    CommandLine,
    Completion,
    Deletion,
    Event,
    FormSubmission,
    Invocation,
    Joined,
    Person,
    Press,
    Target,
)
from bot.core.ports import Platform, Reach
from bot.core.replies import Card, Notice
from bot.features.help import texts as help_texts
from bot.features.help.replies import Welcome
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.storage.database import Database, open_store
from tests.chat_driver import CHANNEL, ChatDriver, FixedClock
from tests.samples.facts import FERRY_QUESTION

ELSEWHERE = Target("chat", "W2", "C9")
ANN = Person("ann")
REFUSAL = refusal(private=False)


@dataclass
class FakePlatform:
    """A platform of which only its places matter."""

    name: str = "chat"
    reach: Reach | None = field(default_factory=lambda: Reach("bot", frozenset(("W1",))))
    names: dict[str, str] = field(default_factory=dict)
    owners: tuple[str, ...] = ("olga",)
    speaks: bool = True

    async def watch(self, channels: frozenset[str]) -> None:
        """Watch nothing."""

    def workspace_name(self, workspace: str) -> str:
        """Return what a test says."""
        return self.names.get(workspace, "")

    async def is_owner(self, person: str) -> bool:
        """Know the owners, or fail."""
        if not self.speaks:
            raise DeliveryError("no")
        return person in self.owners


@pytest.fixture
def platform() -> FakePlatform:
    """A platform on which the bot is in one place."""
    return FakePlatform()


@pytest.fixture
async def served(knowledge: Knowledge, store: Database, clock: FixedClock, platform: FakePlatform) -> ChatDriver:
    """A chat whose bot has made its list: only the place of `CHANNEL` is on it."""
    facts = CurrentKnowledge(KnowledgeByPlace(knowledge))
    conversation = app.build_conversation(facts, store, clock, flood_limit=0, owners=("chat:omar",))
    await conversation.join(cast(Platform, platform))
    return ChatDriver(conversation, store, clock, facts)


def places_of(store: Database, platform: FakePlatform) -> Places:
    """Return the list as another process has it in memory."""
    return Places(store, {platform.name: cast(Platform, platform)})


def fail(kind: type) -> PlaceStorage:
    """Refuse to read the list."""
    raise StoreError("The disk is full.")


# ---------------------------------------------------------------- the list


async def test_the_list_has_the_places_of_the_first_connection(store: Database, platform: FakePlatform) -> None:
    platform.reach = None
    places = places_of(store, platform)
    await places.refresh("chat")
    assert places.serves("chat", "W9")  # nothing arrives before a connection
    platform.reach = Reach("bot", frozenset(("W1", "W2")))
    assert not places.serves("chat", "W9")
    platform.reach = Reach("bot", frozenset(("W1", "W2", "W3")))
    assert not places.serves("chat", "W3")  # it was added after that
    assert not await places.refresh("chat")
    assert [places.serves("chat", one) for one in ("W1", "W2", "W3", "")] == [True, True, False, True]
    assert await store.tables(PlaceStorage).served_names("chat") == {"W1": "", "W2": ""}


async def test_a_bot_in_no_place_has_an_empty_list(store: Database, platform: FakePlatform) -> None:
    platform.reach = Reach("bot", frozenset())
    await places_of(store, platform).refresh("chat")
    platform.reach = Reach("bot", frozenset(("W1",)))
    later = places_of(store, platform)
    await later.refresh("chat")
    assert not later.serves("chat", "W1")


async def test_a_chat_without_workspaces_has_no_list(store: Database, platform: FakePlatform) -> None:
    platform.reach = Reach("", frozenset(("",)))
    places = places_of(store, platform)
    await places.refresh("chat")
    assert places.serves("chat", "")
    assert await store.tables(PlaceStorage).served_names("chat") is None


async def test_names_are_kept_up_to_date(store: Database, platform: FakePlatform) -> None:
    places = places_of(store, platform)
    tables = store.tables(PlaceStorage)
    for known, stored in (("", ""), ("Harbour", "Harbour"), ("Old harbour", "Old harbour"), ("", "Old harbour")):
        platform.names["W1"] = known
        await places.refresh("chat")
        assert await tables.served_names("chat") == {"W1": stored}


async def test_another_process_is_followed(store: Database, platform: FakePlatform) -> None:
    one, other = places_of(store, platform), places_of(store, platform)
    await one.refresh("chat")
    await other.allow("chat", "W2")
    assert other.serves("chat", "W2")
    assert not one.serves("chat", "W2")
    assert await one.refresh("chat")
    assert one.serves("chat", "W2")
    assert not await one.refresh("chat")


async def test_a_list_that_is_lost_with_the_store_is_made_again_as_it_was(
    store: Database, platform: FakePlatform, clock: FixedClock
) -> None:
    places = places_of(store, platform)
    await places.refresh("chat")
    await places.allow("chat", "W2")
    await store.tables(PlaceStorage).remove("chat", "W1")
    await places.refresh("chat")
    places._storage = new = await open_store("sqlite://", clock)
    assert not await places.refresh("chat")
    assert await new.tables(PlaceStorage).served_names("chat") == {"W2": ""}
    await new.close()


# ---------------------------------------------------------------- while the store is away


async def test_without_the_store_the_places_of_the_connection_are_served_and_listed_later(
    served: ChatDriver, store: Database, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = served.conversation._places
    places._served.clear()  # as after a start without the store
    with monkeypatch.context() as broken:
        broken.setattr(store, "tables", fail)
        with pytest.raises(StoreError):
            await places.refresh("chat")
        platform.reach = Reach("bot", frozenset(("W1", "W2")))
        await served.ask(FERRY_QUESTION)
        await served.ask(FERRY_QUESTION, target=ELSEWHERE)
        assert [type(reply) for reply in served.responder.shown.values()] == [Card]
        assert served.responder.private == [Notice(texts.STORE_AWAY)]
        joined = Joined("W2", Person(""), ELSEWHERE)
        await served.conversation.handle(joined, served.responder)
        assert len(served.responder.shown) == len(served.responder.private) == 1
    await served.ask(FERRY_QUESTION, target=ELSEWHERE)
    assert served.responder.last == REFUSAL


async def test_an_outage_that_begins_later_changes_nothing(
    served: ChatDriver, store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(store, "tables", fail)
        await served.ask(FERRY_QUESTION, target=ELSEWHERE)
        assert not served.responder.shown  # nobody could note that it was said
        await served.conversation.handle(Invocation("i1", ANN, ELSEWHERE, "quotes"), served.responder)
        assert served.responder.private == [refusal(private=True)]
    await served.ask(FERRY_QUESTION, target=ELSEWHERE)
    assert served.responder.last == REFUSAL


# ---------------------------------------------------------------- in a place that is not served


async def test_it_is_silent_about_all_that_is_not_for_the_bot(served: ChatDriver) -> None:
    robot, direct = Person("robo", bot=True), replace(ELSEWHERE, direct=True)
    events: tuple[Event, ...] = (
        served.message(FERRY_QUESTION, addressed=False, target=ELSEWHERE),
        served.message(FERRY_QUESTION, target=ELSEWHERE, revision="r1"),
        replace(served.message(FERRY_QUESTION, target=ELSEWHERE), author=robot),
        Invocation("i1", robot, ELSEWHERE, "quotes"),
        Joined("D1", ANN, direct),
        Deletion("M1", ELSEWHERE),
    )
    for event in events:
        await served.conversation.handle(event, served.responder)
    assert (served.responder.shown, served.responder.private, served.responder.dismissed) == ({}, [], 0)
    assert await served.store.tables(PlaceStorage).asking() == []


async def test_commands_buttons_and_forms_get_one_private_sentence_a_day_and_never_wait(served: ChatDriver) -> None:
    def events(person: str, day: int) -> list[Event]:
        who, end = Person(person), f"{person}{day}"
        return [
            Invocation(f"i{end}", who, ELSEWHERE, "quotes"),
            CommandLine(f"c{end}", who, ELSEWHERE, "help"),
            Press(f"p{end}", who, ELSEWHERE, "why:0123456789abcdef:"),
            FormSubmission(f"f{end}", who, ELSEWHERE, "ask", {"question": FERRY_QUESTION}),
        ]

    for day in range(2):
        for event in (*events("ann", day), *events("bo", day)):
            await served.conversation.handle(event, served.responder)
            await served.conversation.handle(event, served.responder)  # a repeated event is not counted
        served.clock.advance(days=1)
    assert served.responder.private == [refusal(private=True)] * 4
    assert served.responder.dismissed == 12
    assert not served.responder.shown


async def test_a_question_that_was_turned_away_is_not_answered_later(served: ChatDriver) -> None:
    question = await served.ask(FERRY_QUESTION, target=ELSEWHERE)
    await served.conversation._places.allow("chat", "W2")
    await served.conversation.handle(question, served.responder)  # as if it was looked up in the history
    assert list(served.responder.shown.values()) == [REFUSAL]
    await served.ask(FERRY_QUESTION, target=ELSEWHERE)
    assert isinstance(served.responder.last, Card)


async def test_nothing_is_completed_there(served: ChatDriver) -> None:
    typed = Completion("quote", "speaker", "", CHANNEL, ANN)
    targets = (CHANNEL, replace(ELSEWHERE, guest=True), ELSEWHERE)
    found = [await served.conversation.complete(replace(typed, target=target)) for target in targets]
    assert [bool(choices) for choices in found] == [True, True, False]


async def test_a_guest_answers_who_called_it(served: ChatDriver) -> None:
    await served.conversation.handle(
        Invocation("i1", ANN, replace(ELSEWHERE, guest=True), "ask", {"question": FERRY_QUESTION}), served.responder
    )
    assert isinstance(served.responder.last, Card)


# ---------------------------------------------------------------- the owner


async def press(chat: ChatDriver, person: str, place: Target = ELSEWHERE) -> None:
    """Press the button that puts a place on the list."""
    code = Action(SERVE, NO_EXCHANGE).code
    await chat.conversation.handle(Press(f"P{next(chat.ids)}", Person(person), place, code), chat.responder)


async def test_everybody_else_is_told_who_can_serve_a_place(served: ChatDriver, platform: FakePlatform) -> None:
    await press(served, "ann")
    assert served.responder.private == [Notice(help_texts.not_owner("chat:W2"))]
    platform.speaks = False
    await press(served, "olga")
    assert served.responder.private[1:] == [Notice(help_texts.OWNER_UNKNOWN)]
    assert not served.conversation._places.serves("chat", "W2")


@pytest.mark.parametrize("owner", ["olga", "omar"])
async def test_the_owner_of_the_platform_or_of_the_settings_serves_a_place_and_it_introduces_itself_once(
    served: ChatDriver, platform: FakePlatform, owner: str
) -> None:
    platform.names["W2"] = "Lighthouse"
    await press(served, owner)
    assert isinstance(served.responder.last, Welcome)
    for joined in (Joined("W2", ANN, ELSEWHERE), Joined("C9", ANN, ELSEWHERE)):
        await served.conversation.handle(joined, served.responder)
    assert len(served.responder.shown) == 1
    assert (await served.store.tables(PlaceStorage).served_names("chat") or {})["W2"] == "Lighthouse"
    await press(served, owner)
    assert served.responder.private == [Notice(help_texts.ALREADY_SERVED)]
    await served.conversation.handle(Joined("C8", ANN, replace(ELSEWHERE, channel="C8")), served.responder)
    assert len(served.responder.shown) == 2  # another channel of Slack
