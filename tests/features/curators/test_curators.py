"""The list of curators: who is meant by a name, what can't be added, what other processes see, and direct messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

import pytest

from bot.conversation import curators as service
from bot.conversation.curators import Curators, CuratorStorage
from bot.core import texts
from bot.core.controls import Picker
from bot.core.errors import DeliveryError, UserError
from bot.core.events import Invocation, Person, Press, Target
from bot.core.mentions import Mention
from bot.core.plain_text import plain_text
from bot.core.ports import Platform, Reach
from bot.core.replies import Notice, Reply
from bot.core.words import plain
from bot.features.curators import texts as curator_texts
from bot.features.curators.replies import REMOVE, CuratorPanel
from tests.chat_driver import CHANNEL, ChatDriver
from tests.samples import strange

ADMIN, ANN = Person("adam", "Adam", admin=True), Person("ann", "Ann", roles=frozenset(("R1",)))
EDITORS, PILOTS = Mention("role", "R1", "Editors"), Mention("role", "R2", "Pilots")
TWINS = (Mention("role", "R3", "Twins"), Mention("role", "R4", "twins"))
OUTSIDE = Target("chat", "", "D1", direct=True)


@dataclass
class Rooms:
    """A platform with roles, and with members of its workspaces; a problem can be planted."""

    name: str = "chat"
    known: list[Mention] = field(default_factory=lambda: [EDITORS, PILOTS, *TWINS])
    permissions: tuple[Mention, ...] = (Mention("permission", "kick_members", "Kick Members"),)
    members: dict[tuple[str, str], Person] = field(default_factory=dict)
    workspaces: frozenset[str] = frozenset(("W1", "W2", "W3"))
    problem: Exception | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def reach(self) -> Reach:
        """Return the workspaces."""
        return Reach("B", self.workspaces)

    def workspace_name(self, workspace: str) -> str:
        """Return no name."""
        return ""

    async def watch(self, channels: frozenset[str]) -> None:
        """Watch nothing."""

    async def roles(self, workspace: str) -> Sequence[Mention]:
        """Return the roles."""
        if self.problem:
            raise self.problem
        return self.known

    async def member(self, workspace: str, person: str) -> Person | None:
        """Return a member."""
        if self.problem:
            raise self.problem
        self.asked.append((workspace, person))
        return self.members.get((workspace, person))


@pytest.fixture
async def rooms(chat: ChatDriver) -> Rooms:
    """Return a platform that the conversation has joined."""
    return await joined(chat)


async def joined(chat: ChatDriver) -> Rooms:
    """Let a conversation join a platform."""
    rooms = Rooms()
    await chat.conversation.join(cast(Platform, rooms))
    return rooms


async def call(chat: ChatDriver, options: Mapping[str, str]) -> Reply:
    """Call /curators as an admin, and return the reply."""
    await chat.conversation.handle(
        Invocation(f"I{next(chat.ids)}", ADMIN, CHANNEL, "curators", options), chat.responder
    )
    return chat.responder.private[-1]


async def refused(chat: ChatDriver, **options: str) -> str:
    """Call /curators and return the sentence with which it is refused."""
    reply = await call(chat, options)
    assert isinstance(reply, Notice)
    return plain(reply.text)


async def panel(chat: ChatDriver, **options: str) -> CuratorPanel:
    """Call /curators and return the list."""
    reply = await call(chat, options)
    assert isinstance(reply, CuratorPanel), reply
    return reply


def listed(shown: CuratorPanel) -> list[Mention]:
    """Return the entries of the list."""
    return [rule for rule, _ in shown.rules]


def curators_of(chat: ChatDriver) -> Curators:
    """Return the service."""
    return chat.conversation._curators


@pytest.mark.usefixtures("rooms")
async def test_a_typed_name_is_found_if_only_one_role_has_it(chat: ChatDriver) -> None:
    shown = await panel(chat, add="@editors")
    assert (listed(shown), shown.news) == ([EDITORS], curator_texts.added([EDITORS]))
    assert (await panel(chat, add="Editors")).news == curator_texts.already([EDITORS])
    assert await refused(chat, add="twins") == curator_texts.several("twins")
    assert await refused(chat, add="nobody") == curator_texts.unknown("nobody")
    assert await refused(chat, add="role:R9:Editors") == curator_texts.unknown("Editors")
    assert listed(await panel(chat)) == [EDITORS]


async def test_mentioned_people_and_roles_get_the_names_that_the_platform_knows(chat: ChatDriver, rooms: Rooms) -> None:
    rooms.members = {("W1", "ann"): ANN, ("W1", "robo"): Person("robo", "Robo", bot=True)}
    both = f"{Mention('role', 'R2', 'Kings').text} and {Mention('person', 'ann', 'Queen').text}"
    assert listed(await panel(chat, add=both)) == [Mention("person", "ann", "Ann"), PILOTS]
    assert await refused(chat, add="person:robo:Robo") == curator_texts.NO_BOTS
    assert await refused(chat, add="person:bo:Bo") == curator_texts.NO_MEMBER


@pytest.mark.usefixtures("rooms")
async def test_a_permission_is_found_by_its_name_and_offered_while_it_is_typed(chat: ChatDriver) -> None:
    kick = Mention("permission", "kick_members", "Kick Members")
    for typed in ("kick members", "Kick_Members"):
        assert listed(await panel(chat, permission=typed)) == [kick]
    assert await refused(chat, permission="fly") == curator_texts.unknown_permission("fly", [kick])


@pytest.mark.parametrize("broken", [{"add": "nobody"}, {"permission": "fly"}, {"remove": "nobody"}])
@pytest.mark.usefixtures("rooms")
async def test_if_one_of_several_is_not_known_nothing_changes(chat: ChatDriver, broken: dict[str, str]) -> None:
    await panel(chat, add="Pilots")
    await refused(chat, **{"add": "Editors", "permission": "kick members", "remove": "Pilots", **broken})
    assert listed(await panel(chat)) == [PILOTS]


async def test_a_list_has_an_end_and_refuses_what_is_too_much_as_a_whole(
    chat: ChatDriver, rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_RULES", 2)
    await panel(chat, add=EDITORS.text)
    three = f"{PILOTS.text} {TWINS[0].text}"
    assert await refused(chat, add=three) == texts.too_many_curators(2)
    assert listed(await panel(chat)) == [EDITORS]
    shown = await panel(chat, add=three, remove="editors")
    assert listed(shown) == [PILOTS, TWINS[0]]
    assert shown.news == f"{curator_texts.added([PILOTS, TWINS[0]])} {curator_texts.removed([EDITORS])}"


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [(DeliveryError("away"), curator_texts.NOT_NOW), (UserError("Please allow it."), "Please allow it.")],
)
async def test_what_the_platform_does_not_say_is_told_and_the_list_stays(
    chat: ChatDriver, rooms: Rooms, problem: Exception, sentence: str
) -> None:
    await panel(chat, add="Editors")
    rooms.problem = problem
    assert await refused(chat, add="Pilots") == sentence
    assert listed(await panel(chat)) == [EDITORS]
    assert (await panel(chat, remove="editors")).rules == ()  # removing needs no platform


async def test_new_names_are_shown_and_deleted_roles_are_marked_and_can_be_removed(
    chat: ChatDriver, rooms: Rooms
) -> None:
    await panel(chat, add="Editors")
    await panel(chat, add="Pilots")
    rooms.known = [replace(EDITORS, name="Desk")]
    shown = await panel(chat)
    assert "Roles: @Desk, @Pilots (deleted)" in plain_text(shown.document())
    assert await curators_of(chat).refusal(CHANNEL) == texts.curators_only(["people with the role @Desk"], 0)
    press = Press(f"P{next(chat.ids)}", ADMIN, CHANNEL, f"{REMOVE}:-:role/R2")
    for _ in range(2):  # the second press finds nothing
        await chat.conversation.handle(replace(press, id=f"P{next(chat.ids)}"), chat.responder)
        left = chat.responder.private[-1]
        assert isinstance(left, CuratorPanel)
        assert [rule.id for rule in listed(left)] == ["R1"]


async def test_hostile_names_stay_words(chat: ChatDriver, rooms: Rooms) -> None:
    names = (strange.MARKUP[:100], "\u202e\u2066evil\u200f", "x" * 100, strange.HEBREW, "\n\n", "@everyone")
    rooms.known = [Mention("role", f"R{number}", name) for number, name in enumerate(names)]
    for role in rooms.known:
        await panel(chat, add=role.text)
    shown = await panel(chat)
    (picker,) = shown.document().actions.pickers
    assert isinstance(picker, Picker)
    assert {choice.value for choice in picker.choices} == {f"role/R{number}" for number in range(len(names))}
    everything = plain_text(shown.document()) + await curators_of(chat).refusal(CHANNEL)
    assert not set("\u202e\u2066\u200f") & set(everything)
    assert "x" * 61 not in everything


@pytest.mark.usefixtures("rooms")
async def test_a_refusal_names_some_entries_and_counts_the_others(chat: ChatDriver) -> None:
    rules = [Mention("person", f"P{number}", f"Person {number}") for number in range(9)]
    await curators_of(chat).change(CHANNEL, ADMIN, add=rules)
    sentence = await curators_of(chat).refusal(CHANNEL)
    assert sentence.endswith("Person 4, Person 5, 3 more, see /curators, and admins.")


async def test_another_process_follows_a_change_and_a_check_needs_no_look_into_the_store(
    make_chat: Callable[..., ChatDriver], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = make_chat(), make_chat()
    await joined(one)
    await joined(other)
    await panel(one, add="Editors")
    assert await curators_of(one).has(ANN, CHANNEL)
    assert not await curators_of(other).has(ANN, CHANNEL)  # it has not looked yet
    for setting in other.conversation._settings:
        await setting.refresh("chat")

    async def fail(*_: object) -> None:
        raise AssertionError("a check looks into the store")

    monkeypatch.setattr(type(one.store.tables(CuratorStorage)), "curators", fail)
    assert await curators_of(other).has(ANN, CHANNEL)
    assert not await curators_of(other).has(replace(ANN, roles=frozenset()), CHANNEL)
    assert not await curators_of(other).has(ANN, replace(CHANNEL, workspace="W2"))
    assert not await curators_of(other).has(replace(ANN, admin=True), replace(CHANNEL, guest=True))


async def test_outside_of_all_workspaces_those_with_a_list_are_asked_once_a_minute(
    chat: ChatDriver, rooms: Rooms
) -> None:
    has, change = curators_of(chat).has, curators_of(chat).change
    stranger = Person("ann", "Ann")
    assert not await has(stranger, OUTSIDE)
    assert rooms.asked == []  # nobody has a list, and the bot is in several workspaces
    await change(CHANNEL, ADMIN, add=[EDITORS])
    await change(replace(CHANNEL, workspace="W9"), ADMIN, add=[Mention("person", "ann", "Ann")])  # the bot has left it
    rooms.members = {("W1", "ann"): ANN}
    assert await has(stranger, OUTSIDE)
    rooms.members = {}
    assert await has(stranger, OUTSIDE)
    assert rooms.asked == [("W1", "ann")]
    chat.clock.advance(seconds=61)
    rooms.problem = DeliveryError("away")
    assert not await has(stranger, OUTSIDE)
    rooms.problem, rooms.members = None, {("W1", "ann"): replace(ANN, roles=frozenset(), admin=True)}
    assert await has(stranger, OUTSIDE)  # a failure is not remembered
    await change(CHANNEL, ADMIN, add=[PILOTS])
    rooms.members = {}
    assert not await has(stranger, OUTSIDE)  # nor is an answer after a change of the list
    await change(CHANNEL, ADMIN, add=[Mention("person", "ann", "Ann")])
    before = len(rooms.asked)
    assert await has(stranger, OUTSIDE)
    assert len(rooms.asked) == before


async def test_in_the_only_workspace_an_admin_is_known_outside_without_a_list(chat: ChatDriver, rooms: Rooms) -> None:
    rooms.workspaces, rooms.members = frozenset(("W2",)), {("W2", "adam"): ADMIN}
    assert await curators_of(chat).has(Person("adam"), OUTSIDE)
    assert not await curators_of(chat).has(Person("ann"), OUTSIDE)


@pytest.mark.usefixtures("rooms")
async def test_after_a_mention_that_all_can_read_the_list_is_behind_a_button(chat: ChatDriver) -> None:
    chat.responder.can_reply_privately = False
    await chat.ask("curators")
    shown = chat.responder.last
    assert isinstance(shown, Notice)
    assert [button.label for button in shown.buttons] == [curator_texts.BUTTON]
    await chat.ask("curators add @editors")
    assert plain(chat.responder.private[-1].text) == curator_texts.ONLY_ADMINS  # type: ignore[attr-defined]
