"""Who may do what: every command, button and form, for every kind of person, on every platform with several people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pytest

from bot import app
from bot.conversation.curators import CuratorStorage
from bot.core import texts
from bot.core.commands import Command
from bot.core.declarations import ActionRule, FormRule
from bot.core.mentions import Mention
from bot.curation.audit import AuditStorage
from bot.curation.storage import EntryStorage
from bot.features.digest.storage import DigestStorage
from bot.knowledge.knowledge import Knowledge
from tests.contract.chats import PlatformDriver, Rendered
from tests.contract.conftest import PLATFORMS, RunBot
from tests.standins import slack
from tests.standins.discord import place

CHATS = [name for name in PLATFORMS if name != "terminal"]
"""The platforms with more people than one."""
OF_CURATORS: Final = frozenset({
    "review here", "review off", "review list", "entry-undo", "draft-show", "draft-approve", "draft-reject-it",
    "draft-edit", "draft-reopen", "draft-reject", "due-check", "due-more",
    "stats", "stats-never",
    "gaps", "gap-show", "gap-more", "gap-link", "gap-ask-link", "gap-ignore", "gap-unignore", "gap-take",
    "gap-ask-give", "gap-give", "entry-add",
})  # fmt: skip
OF_MANAGERS: Final = frozenset({
    "digest on", "digest off", "watch on", "watch off", "watch status", "feedback on", "feedback off", "digest-time",
    "digest-zone", "digest-days", "digest-topics", "digest-on", "digest-off", "digest-form", "digest",
})  # fmt: skip
"""Names of the commands, buttons and forms that are not for everybody."""
NO_CURATOR: Final = "Only curators can do this here"
NO_MANAGER: Final = ("Only channel managers", texts.MANAGERS_ONLY)


@dataclass(frozen=True)
class Role:
    """A kind of person, and what they may do."""

    person: str
    curates: bool = False
    manages: bool = False


ROLES: Final = {
    "discord": (
        Role(place.ASKER),
        Role(place.PILOT, curates=True),
        Role(place.MANAGER, manages=True),
    ),
    "slack": (
        Role(slack.ALICE),
        Role(slack.IDA, curates=True),
        Role(slack.BOB, manages=True),
        Role(slack.STRANGER),
    ),
}
"""A member, a curator, a manager and, on Slack, a stranger: an admin of another workspace."""


def test_it_is_known_of_everything_who_may_do_it() -> None:
    rules: tuple[Command | ActionRule | FormRule, ...]
    rules = (*app.menu().commands, *app.menu().actions.values(), *app.menu().forms.values())
    assert {rule.name for rule in rules if rule.curators_only} == OF_CURATORS
    assert {rule.name for rule in rules if rule.managers_only} == OF_MANAGERS


async def attempts(chat: PlatformDriver, card: Rendered, names: frozenset[str]) -> dict[str, Rendered]:
    """Call, press and send what is named, as the person of the chat. Return the replies by name.

    The codes name an exchange that nobody has.
    """
    menu, none = app.menu(), "e" * 16
    replies = {name: await chat.command(name) for name in names if menu.find(name)}
    for name in names & menu.actions.keys():
        value = "0" if menu.actions[name].takes_value else ""
        replies[name] = await chat.press_code(card, f"{name}:{none}:{value}")
        card = card if replies[name].private else replies[name]  # it has taken the place of the message
    return replies | {name: await chat.send_code(card, f"{name}:{none}.0") for name in names & menu.forms.keys()}


@pytest.mark.parametrize("platform", CHATS)
async def test_nobody_does_what_is_for_others_even_with_a_code_that_they_made_up(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        curator = next(role.person for role in ROLES[platform] if role.curates)
        rule, tables = Mention("person", curator, "A curator"), chat.store.tables(CuratorStorage)
        await tables.change_curators("discord", place.GUILD, add=[rule], remove=[])
        await tables.change_curators("slack", slack.TEAM, add=[rule], remove=[])
        await chat.restart()
        card = await chat.ask("Who runs the ferry?")
        for role in ROLES[platform]:
            chat.me = role.person
            for name, reply in (await attempts(chat, card, OF_CURATORS)).items() if not role.curates else ():
                assert NO_CURATOR in reply.text, (name, role, reply.text)
                assert reply.private, (name, role)
            for name, reply in (await attempts(chat, card, OF_MANAGERS)).items() if not role.manages else ():
                assert reply.text.strip().startswith(NO_MANAGER), (name, role, reply.text)
                assert reply.private, (name, role)
        assert await chat.store.tables(AuditStorage).audit() == []
        assert await chat.store.tables(EntryStorage).open_drafts() == []
        assert await chat.store.tables(DigestStorage).subscriptions() == []


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_who_may_do_it_is_not_refused(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(platform, knowledge) as chat:
        card = await chat.ask("Who runs the ferry?")
        chat.me = {"discord": place.OWNER, "slack": slack.OWNER}.get(platform, chat.me)
        # A form is the answer to the first two. In the terminal, nobody can send a form that was not asked.
        others = {"draft-reject-it", "digest-form", *(app.menu().forms if platform == "terminal" else ())}
        wanted = (OF_CURATORS | OF_MANAGERS) - others
        replies = await attempts(chat, card, wanted)
        for name, reply in replies.items():
            assert NO_CURATOR not in reply.text, (name, reply.text)
            assert not reply.text.strip().startswith(NO_MANAGER), (name, reply.text)
        assert replies.keys() == wanted
