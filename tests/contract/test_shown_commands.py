"""Every chat command in the README and the documentation works on every platform, as it is shown."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core import texts
from bot.features.ask import texts as ask_texts
from bot.features.curation import texts as curation_texts
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.contract.conftest import PLATFORMS, RunBot
from tests.menu import MENU
from tests.samples.facts import HARBOUR
from tests.samples.quotes import QUAYSIDE

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SHOWS = {
    "/ask --private Who is it?": ask_texts.NO_FACT,
    '/quote speaker:"Ada Quill" about:fog': "Fog does not read timetables.",
    "/quote": " of 10",
    "/quotes": "Ada Quill",
    "/help": "I am Factbot. I have",
    "/help all": "/digest on [time]",
    "/help digest": "/digest preview",
    "/digest settings": "Daily digest here",
    "/digest": "Daily digest here",
    "/digest on 9am": "09:00",
    "/digest on 9am london": "09:00 (Europe/London)",
    "/digest on 9am weekdays": "on weekdays at 09:00",
    "/digest on 9am london weekdays": "on weekdays at 09:00 (Europe/London)",
    "/digest on topics: Harbour, Bridges": "on Harbour; Bridges",
    "/digest on until 31 December": ", until ",
    "/digest on until none": "on Harbour; Bridges. Next",
    "/digest on holidays Germany": "I post nothing on public holidays (Germany)",
    "/digest on holidays none": "on Harbour; Bridges. Next",
    "/digest on quiet": "If nothing is new, I post nothing",
    "/digest on not quiet": "on Harbour; Bridges. Next",
    "/digest on curators": "It includes unanswered questions",
    "/digest on": "It includes unanswered questions",
    "/digest preview": "digest",
    "/digest status": "On weekdays at 09:00 (Europe/London)",
    "/digest off": "I no longer post the daily digest here",
    "/feedback off": "channel",
    "/feedback on": "channel",
    "/curators": "urators",
    "/curators add @editors": " curat",
    "/watch on": "answer",
    "/watch status": " channel",
    "/watch off": " channel",
    "/forget me": "I delete your name",
    "/gaps": " good answer",
    "/stats": "How it is going",
    "/review here": "Drafts come to this channel now.",
    "/review list": "No draft waits for a curator.",
    "/review off": "Drafts no longer come to this channel.",
}
"""Each shown command with a part of its reply. They are sent in this order."""
ON_DISCORD = {
    "/ask --private Who is it?": texts.not_private_here("ask"),
    **dict.fromkeys(("/digest settings", "/digest", "/digest preview", "/curators"), texts.BEHIND_BUTTON),
}
"""The lines are sent as mentions, and there everybody sees the reply to one."""
IN_TERMINAL = dict.fromkeys(("/review here", "/review off"), curation_texts.REVIEW_IN_DIRECT)
"""There is no channel in the terminal."""
BEGINNINGS = {
    "/ask", "/verify",
    *(f"/fact {name}" for name in ("add", "quote", "show", "edit", "supersede", "retire", "history")),
}  # fmt: skip
"""Names of commands without the text that they need, or that open a form."""


def shown_commands() -> set[str]:
    """Return every chat command on any page, but not the usage of a command, which has its options in brackets."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    spans = {" ".join(span.split()) for span in re.findall(r"`(/[^`]+)`", prose)}
    usages = {command.usage for command in MENU.commands if command.options}
    families = {f"/{command.family}" for command in MENU.commands}
    return {span for span in spans - usages if span.split()[0] in families}


def test_every_shown_chat_command_is_listed_here() -> None:
    assert shown_commands() - BEGINNINGS == SHOWS.keys()


@pytest.fixture(scope="module")
def shown_facts() -> Knowledge:
    """Facts and quotes about a harbour and its bridges."""
    first, *others = HARBOUR.statements
    statements = (replace(first, topic="Bridges"), *others, *QUAYSIDE.statements)
    return Knowledge(replace(HARBOUR, statements=statements), Thresholds.default())


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_shown_chat_command_gets_the_expected_reply(
    platform: str, run_bot: RunBot, shown_facts: Knowledge
) -> None:
    async with run_bot(platform, shown_facts) as chat:
        replies = {line: (await chat.mention_as_manager(line)).text for line in SHOWS}
    expected = SHOWS | {"discord": ON_DISCORD, "terminal": IN_TERMINAL}.get(platform, {})
    assert {line: text for line, text in replies.items() if expected[line] not in text} == {}
