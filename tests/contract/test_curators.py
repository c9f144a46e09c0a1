"""Who may curate: every kind of person at a command, a button, an old button and a form; and the list of curators."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.conversation.feature import Feature
from bot.core import texts
from bot.core.commands import Command
from bot.core.controls import Button
from bot.core.declarations import action, command, form
from bot.core.events import NO_EXCHANGE, Action, FormSubmission, Invocation, Press
from bot.core.forms import Form, FormField
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.features.curators import texts as curator_texts
from bot.knowledge.knowledge import Knowledge
from tests.contract.chats import PlatformDriver, Rendered
from tests.contract.conftest import PLATFORMS, RunBot
from tests.contract.drivers import DiscordDriver
from tests.standins import slack
from tests.standins.discord import place

CHATS = [name for name in PLATFORMS if name != "terminal"]
"""The platforms with more people than one."""
CAN, PRESS, FILL_IN = "You may do it: ", "Retire", "Rename"
FIELD = "New name"


class DeskHandlers(Feature):
    """A card for everybody, with what only curators may do."""

    @command(Command("desk", "Show the desk", "desk", anywhere=True))
    async def desk(self, invocation: Invocation, responder: Responder) -> None:
        """Show the card."""
        buttons = tuple(Button(label, Action(label.lower(), NO_EXCHANGE)) for label in (PRESS, FILL_IN))
        await responder.send(Notice("The desk", private=False, buttons=buttons))

    @command(Command("retire", "Retire a fact", "retire", curators_only=True, private=True))
    async def call(self, invocation: Invocation, responder: Responder) -> None:
        """Say that it was done."""
        await responder.send(Notice(f"{CAN}{invocation.author.curator}"))

    @action("retire", takes_value=False, curators_only=True)
    async def press(self, action: Action, press: Press, responder: Responder) -> None:
        """Say that it was done."""
        await responder.send(Notice(f"{CAN}{press.author.curator}"))

    @action("rename", takes_value=False)
    async def open(self, action: Action, press: Press, responder: Responder) -> None:
        """Open the form for everybody; only a curator may send it."""
        await responder.open_form(Form("rename", "Rename", (FormField("name", FIELD),)))

    @form("rename", curators_only=True)
    async def send(self, sent: FormSubmission, responder: Responder) -> None:
        """Say that it was done."""
        await responder.send(Notice(f"{CAN}{sent.author.curator}"))


ADMIN: Mapping[str, str] = {"discord": place.OWNER, "slack": slack.OWNER}
NEVER: Mapping[str, tuple[str, ...]] = {
    "discord": (place.ASKER, place.MANAGER), "slack": (slack.ALICE, slack.BOB, slack.STRANGER)
}  # fmt: skip
"""A member, a manager of the channel and, on Slack, an admin of another workspace who is in the group, too."""
RULES: Mapping[str, tuple[tuple[str, str, str, str], ...]] = {
    "discord": (
        ("add", place.Picked(place.EDITOR_ROLE), place.EDITOR, "people with the role @Editors"),
        ("permission", "manage messages", place.MODERATOR, "people with the permission Manage Messages"),
        ("add", place.Picked(place.PILOT), place.PILOT, "pia"),
    ),
    "slack": (
        ("add", f"<!subteam^{slack.EDITORS}|@editors>", slack.EDITH, "people in the group @editors"),
        ("add", f"<@{slack.IDA}|ida>", slack.IDA, "ida"),
    ),
}
"""Option and value of each rule, a person who is a curator by it, and its words in a refusal."""


async def attempts(chat: PlatformDriver, card: Rendered) -> list[Rendered]:
    """Call the command, press the button, and send the form."""
    return [
        await chat.command("retire"),
        await chat.press(card, PRESS),
        await chat.fill_form(card, FILL_IN, {FIELD: "Maul"}),
    ]


async def assert_may(chat: PlatformDriver, card: Rendered, person: str) -> None:
    """Check that a person may do everything."""
    chat.me = person
    for reply in await attempts(chat, card):
        assert f"{CAN}True" in reply.text, reply.text


async def assert_refused(chat: PlatformDriver, card: Rendered, person: str, *parts: str) -> None:
    """Check that a person may do nothing, and is told so privately."""
    chat.me = person
    for reply in await attempts(chat, card):
        assert reply.text.strip().startswith("Only curators can do this here: "), reply.text
        assert all(part in reply.text for part in parts), reply.text
        assert reply.private


@pytest.mark.parametrize("platform", CHATS)
async def test_without_a_list_the_admins_are_the_curators(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(platform, knowledge, DeskHandlers) as chat:
        card = await chat.command("desk")
        await assert_may(chat, card, ADMIN[platform])
        for person in NEVER[platform]:
            await assert_refused(chat, card, person, "admins", "/curators")


@pytest.mark.parametrize("platform", CHATS)
async def test_who_is_on_the_list_may_do_everything_until_they_are_removed_also_by_old_buttons(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge, DeskHandlers) as chat:
        card = await chat.command("desk")
        for option, value, person, _ in RULES[platform]:
            await assert_refused(chat, card, person)
            chat.me = ADMIN[platform]
            panel = await chat.command("curators", **{option: value})
            assert "can curate from now on" in panel.text
            await assert_may(chat, card, person)
        words = [words for *_, words in RULES[platform]]
        for person in NEVER[platform]:
            await assert_refused(chat, card, person, *words, "and admins")
        await assert_may(chat, card, ADMIN[platform])
        await chat.restart()
        for number, (*_, person, _) in enumerate(RULES[platform]):
            await assert_may(chat, card, person)
            chat.me = ADMIN[platform]
            panel = await chat.command("curators")
            shown = next(name for name in panel.choices if words[number].endswith(name))
            assert shown not in (await chat.choose(panel, shown)).choices
            await assert_refused(chat, card, person)


@pytest.mark.parametrize("platform", CHATS)
async def test_everybody_sees_the_list_and_only_admins_change_it(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    option, value, person, words = RULES[platform][0]
    name = words.split()[-1]
    async with run_bot(platform, knowledge) as chat:
        for who in (*NEVER[platform], person):
            chat.me = who
            refused = await chat.command("curators", **{option: value})
            assert (refused.text.strip(), refused.private) == (curator_texts.ONLY_ADMINS, True)
        chat.me = ADMIN[platform]
        of_admin = await chat.command("curators", **{option: value})
        assert curator_texts.added(())[3:] in of_admin.text
        for who, sentence in ((person, curator_texts.IS_ONE), (NEVER[platform][0], curator_texts.IS_NONE)):
            chat.me = who
            shown = await chat.command("curators")
            assert shown.private
            assert all(part in shown.text for part in (name, curator_texts.ALWAYS, sentence))
            assert shown.choices == ()
        pressed = await chat.choose(of_admin, name)  # the menu of somebody else's panel
        assert curator_texts.ONLY_ADMINS in pressed.text
        chat.me = ADMIN[platform]
        removed = await chat.command("curators", remove=value)
        assert curator_texts.removed(())[:-2] in removed.text
        assert "is not on the list" in (await chat.command("curators", remove=value)).text


async def test_in_the_terminal_everybody_is_a_curator(run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot("terminal", knowledge, DeskHandlers) as chat:
        replies = [
            await chat.command("retire"),
            await chat.press(await chat.command("desk"), PRESS),
            await chat.fill_form(await chat.command("desk"), FILL_IN, {FIELD: "Maul"}),
        ]
        assert all(f"{CAN}True" in reply.text for reply in replies)
        assert curator_texts.ALONE in (await chat.command("curators")).text
        assert curator_texts.ALONE in (await chat.command("curators", add="ann")).text


async def test_on_discord_a_direct_message_counts_for_the_servers_of_a_person(
    run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot("discord", knowledge, DeskHandlers) as chat:
        assert isinstance(chat, DiscordDriver)
        server = chat._server

        async def pressed_by(person: str, channel: str = place.DIRECT) -> str:
            card = await server.answer(await server.invoke("desk", channel=channel, by=person))
            return (await server.answer(await server.press(card, PRESS, by=person))).text.strip()

        assert await pressed_by(place.ASKER) == texts.NO_CURATOR_OUTSIDE
        assert await pressed_by(place.OWNER) == f"{CAN}True"  # the bot is in this server only
        await server.add_server()
        chat.me = ADMIN["discord"]
        for value in (place.EDITOR_ROLE, place.PILOT):
            await chat.command("curators", add=place.Picked(value))
        before = len(server.requests)
        for channel in (place.DIRECT, place.FOREIGN):  # where the bot is a guest, too
            for person in (place.EDITOR, place.PILOT, place.OWNER):
                assert await pressed_by(person, channel) == f"{CAN}True"
            for person in (place.ASKER, place.MANAGER, place.STRANGER):
                assert await pressed_by(person, channel) == texts.NO_CURATOR_OUTSIDE
        asked = [request.path for request in server.requests[before:] if "/members/" in request.path]
        people = (place.EDITOR, place.OWNER, place.ASKER, place.MANAGER, place.STRANGER)
        assert asked == [f"/guilds/{place.GUILD}/members/{person}" for person in people]  # each once in a minute
        shown = await server.answer(await server.invoke("curators", channel=place.DIRECT))
        assert shown.text.strip() == curator_texts.IN_DIRECT


async def test_on_discord_the_roles_of_each_press_count(run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot("discord", knowledge, DeskHandlers) as chat:
        assert isinstance(chat, DiscordDriver)
        card, server = await chat.command("desk"), chat._server
        chat.me = ADMIN["discord"]
        await chat.command("curators", add=place.Picked(place.EDITOR_ROLE), permission="manage_messages")
        await assert_may(chat, card, place.EDITOR)
        server.rest.roles[place.EDITOR].clear()
        await assert_refused(chat, card, place.EDITOR)
        await server.overwrite(place.GENERAL, place.PLAIN_ROLE, allow=place.MANAGE_MESSAGES | place.ADMINISTRATOR)
        await assert_refused(chat, card, place.PILOT)  # what a single channel allows does not count
        await assert_may(chat, card, place.MODERATOR)
        await server.allow(place.MODERATOR_ROLE, 0)
        await assert_refused(chat, card, place.MODERATOR)
