"""Give the slash commands a prefix: in what people type, and in the bot's own sentences."""

from __future__ import annotations

import datetime as dt
import logging

import pytest

from bot.adapters.slack.adapter import SlackPlatform
from bot.adapters.slack.command_names import CommandNames, read_prefix
from bot.core.commands import Examples
from bot.core.document import Document, Fields, Group, Heading, Items, Passage, Row, Text
from bot.core.events import CommandLine, Deletion, Event, Message, Person, Target
from bot.core.replies import Card, Notice
from bot.core.words import plain
from tests.adapters.slack.conftest import QUICK, Recorder, Serve
from tests.menu import MENU
from tests.samples.slack import FACT
from tests.standins.slack import SlackStandIn

NAMES = CommandNames(MENU.commands, "our-fact")
TARGET = Target("slack", "T", "C")


def sentence(text: str) -> str:
    """Return a sentence of the bot as it is shown with a prefix."""
    (shown,) = NAMES.elements((Text(text),))
    assert isinstance(shown, Text)
    return plain(shown.text)


@pytest.mark.parametrize(
    ("typed", "prefix"),
    [("fact", "fact"), ("fact-", "fact"), (" /our-fact ", "our-fact"), ("f_1", "f_1"), ("", ""), ("a" * 20, "a" * 20)],
)
def test_a_prefix_is_read(typed: str, prefix: str) -> None:
    assert read_prefix(typed) == prefix


@pytest.mark.parametrize("typed", ["Fact", "my fact", "fäct", "_fact", "a" * 21, "fact/ask"])
def test_a_prefix_that_slack_would_refuse_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        read_prefix(typed)


def test_every_name_with_the_longest_prefix_fits_into_the_limit_of_slack() -> None:
    names = CommandNames(MENU.commands, "a" * 20)
    assert max(len(names.of(command.family)) for command in MENU.commands) <= 32


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ask who?", "ask who?"),
        ("our-fact-ask who?", "ask who?"),
        ("Other-Quotes", "Quotes"),
        ("fact-digest on", "digest on"),
        ("fact-asking who?", "fact-asking who?"),
        ("fact-ask-me who?", "fact-ask-me who?"),
        ("verify half-quote", "verify half-quote"),
        ("factbot fact-ask", "factbot fact-ask"),
    ],
)
def test_a_typed_command_is_read_with_any_prefix(typed: str, read: str) -> None:
    line = CommandLine("1", Person("U"), TARGET, typed)
    message = Message("1", Person("U"), f"/{typed}", TARGET, dt.datetime.now(dt.UTC), addressed=True)
    for event, expected in ((line, ("line", read)), (message, ("text", f"/{read}"))):
        name, value = expected
        assert getattr(NAMES.read(event), name) == value


def test_events_that_call_no_command_stay() -> None:
    question = Message("1", Person("U"), "our-fact-ask who?", TARGET, dt.datetime.now(dt.UTC), addressed=True)
    events: tuple[Event, ...] = (question, Deletion("1", TARGET))
    for event in events:
        assert NAMES.read(event) is event


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Type /digest on there.", "Type /our-fact-digest on there."),
        ("/quotes lists them. /help shows more.", "/our-fact-quotes lists them. /our-fact-help shows more."),
        ("Type /watch on, or /watch.", "Type /our-fact-watch on, or /our-fact-watch."),
        ("No quote by “/ask me”. See /help.", "No quote by “/ask me”. See /our-fact-help."),
        ("and/ask, https://x.example/help, /helpful, /ask-me", "and/ask, https://x.example/help, /helpful, /ask-me"),
        ("Type /invite @Factbot", "Type /invite @Factbot"),
    ],
)
def test_a_sentence_names_the_commands_with_the_prefix(text: str, shown: str) -> None:
    assert sentence(text) == shown


def test_the_words_of_facts_stay_and_sentences_anywhere_in_a_document_change() -> None:
    passage = Passage("Type /ask or /help.", quoted=True, attribution="/ask", subject="/help")
    rows = Fields((Row("/ask question", "Type /ask", "/ask who?"),))
    items = Items((Group("/ask", ((passage, Text("See /ask.")),)),))
    assert NAMES.elements((passage, Heading("/ask"), rows, items)) == (
        passage,
        Heading("/ask"),
        Fields((Row("/our-fact-ask question", "Type /our-fact-ask", "/our-fact-ask who?"),)),
        Items((Group("/ask", ((passage, Text("See /our-fact-ask.")),)),)),
    )


def test_a_reply_stays_as_private_as_it_was_and_without_a_prefix_the_same() -> None:
    for private in (True, False):
        shown = NAMES.shown(Notice("Type /ask.", private=private))
        assert shown.private is private
        assert shown.document() == Document.of(Text("Type /our-fact-ask."), private=private)
    card = Card(FACT, "current")
    assert CommandNames(MENU.commands).shown(card) is card


async def test_every_way_to_show_a_reply_names_the_commands_with_the_prefix(slack: SlackStandIn) -> None:
    platform = SlackPlatform(
        slack.bot_token, slack.app_token, slack.api_url, timeouts=QUICK, menu=MENU, command_prefix="fact"
    )
    help_ = MENU.help(Examples(), "Type /help.")
    assert "/fact-help" in platform.render(help_)
    assert "/help" not in platform.render(help_)


@pytest.mark.parametrize(
    ("command", "warned"), [("/ask", False), ("/fact-ask", True), ("/factbot", False)], ids=["same", "other", "unknown"]
)
async def test_a_command_with_another_prefix_than_the_setting_is_logged_once(
    slack: SlackStandIn, serve: Serve, recorder: Recorder, caplog: pytest.LogCaptureFixture, command: str, warned: bool
) -> None:
    async with serve(recorder):
        with caplog.at_level(logging.WARNING, "bot"):
            for _ in range(2):
                await slack.slash(command, "who?")
            await slack.until(lambda: len(recorder.events) == 2)
    assert caplog.text.count("Set SLACK_COMMAND_PREFIX to fact") == int(warned)
