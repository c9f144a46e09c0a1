"""Render every kind of reply for Discord, within its limits."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot import app
from bot.adapters.discord.command_registration import registration
from bot.adapters.discord.render import render
from bot.core import texts
from bot.core.commands import SHORT, Examples
from bot.core.controls import Button
from bot.core.events import Action
from bot.core.models import Fact, Quote, Source
from bot.core.replies import Card, Help, HelpLine, Notice, Reply
from bot.features.ask import texts as ask_texts
from bot.features.ask.replies import ExplanationDetails, Suggestions
from bot.features.verify.checker import MAX_CLAIM
from bot.knowledge.catalogue import MAX_QUESTION
from tests.adapters.discord.helpers import show_reply
from tests.menu import MENU
from tests.samples.discord import FACT, QUOTE, SOURCE, WHY
from tests.samples.explanations import DECISIVE, longest_explanation
from tests.standins.discord import reading
from tests.standins.discord.checking import problems


def markup(reply: Reply) -> str:
    """Return the markup of all texts of a reply."""
    return reading.shown(render(reply))


def test_the_fact_is_the_largest_and_its_source_is_one_line_of_small_print() -> None:
    assert markup(Card(FACT, "current", buttons=WHY)) == (
        "### The ferries carried \\*1.2\\* million.\n"
        "-# [Annual report](<https://example.org/report_%282025%29>) · Harbour office · 2 March 2026"
    )
    earlier = replace(FACT, as_of=dt.date(2026, 1, 31))
    assert markup(Card(earlier, "current")).endswith("· Harbour office · 2 March 2026 · as of 31 January 2026")
    assert show_reply(Card(FACT, "current", buttons=WHY)).buttons == ("Why this?",)


@pytest.mark.parametrize(
    "text", ["word " * 40 + "end", "One line.\nAnother.", "Berth #", " Fog.", "A list:\n- one\n1. two"]
)
def test_a_fact_that_is_long_or_can_be_no_heading_is_normal_text(text: str) -> None:
    card = Card(replace(FACT, text=text), "current")
    assert "###" not in markup(card)
    assert show_reply(card).text.startswith(text)


def test_a_quote_is_a_block_quote_below_its_speaker() -> None:
    quote = replace(QUOTE, text="Fog does not\n\n- read _timetables_.")
    assert markup(Card(quote, "current")).splitlines()[:-1] == [
        "### Ada Quill, Harbour master",
        "> “Fog does not",
        "> ",
        "> \\- read \\_timetables\\_.”",
        "-# On the winter",
    ]


def test_a_superseded_card_begins_with_a_bold_warning_and_shows_the_earlier_fact_in_small_print() -> None:
    earlier = Fact("old", "It was less.", SOURCE, as_of=dt.date(2025, 1, 1), valid_until=dt.date(2025, 12, 31))
    card = Card(FACT, "superseded", replaces=(earlier,), also=(FACT,))
    first, *_, last = markup(card).splitlines()
    assert first == f"**⚠️ {card.caution}**"
    assert last == "-# Until 31 December 2025: It was less."
    assert show_reply(card).text.count("Annual report") == 2


@pytest.mark.parametrize("asked", ["Ann asked: who?", "@everyone\n# asked", "😀 *_" * 9000])
def test_who_asked_is_one_line_of_small_print_above_the_card(asked: str) -> None:
    card = Card(FACT, "current", read_as="who?\n- then", asked=asked)
    first, second, *_ = markup(card).split("\n")
    assert (first[:3], second) == ("-# ", "-# Read as: who? - then")
    assert show_reply(card).text.splitlines()[0].startswith(" ".join(asked.split())[:6])
    assert show_reply(card).main.startswith(FACT.text)


@pytest.mark.parametrize(
    "text", ["word " * 3000, "x" * 20_000, "*_" * 8000, "😀" * 12_000, "https://example.org/a_b " * 900]
)
@pytest.mark.parametrize("quoted", [False, True])
def test_a_long_text_is_cut_with_a_note(text: str, quoted: bool) -> None:
    long = (
        Quote("q", text, "Ada", SOURCE, role="r" * 5000) if quoted else Fact("f", text, SOURCE, as_of=SOURCE.published)
    )
    shown = show_reply(Card(long, "current", replaces=(FACT,) * 30, also=(long,) * 30, buttons=WHY))
    words = shown.main.split("\n“", 1)[1] if quoted else shown.main
    cut, _, rest = words.partition("…")
    assert text.startswith(cut.rstrip())
    assert len(cut) > 1000
    assert rest.removeprefix("”").startswith(f"\n{texts.TEXT_CUT}\n")
    assert "Annual report" in rest


def test_a_long_text_is_cut_between_words() -> None:
    fact = Fact("f", "passengers " * 1000, SOURCE, as_of=SOURCE.published)
    assert "passengers…" in show_reply(Card(fact, "current")).main


def test_a_long_text_with_a_button_for_all_of_it_is_a_preview() -> None:
    whole = Button("Whole text", Action("whole", "-", "f"))
    shown = show_reply(Card(replace(FACT, text="It rained. " * 900), "current", whole=whole, buttons=WHY))
    assert 400 < len(shown.main) < 800
    assert shown.buttons == ("Whole text", "Why this?")


TEXTS = st.text(max_size=40) | st.sampled_from(
    ["# ", "[a](https://b.example)", "<@1>", "x" * 3000, "* " * 2000, "@everyone"]
)


@settings(max_examples=60)
@example(" ", " ", " ", None)
@given(
    TEXTS,
    TEXTS,
    TEXTS,
    st.sampled_from([None, "https://example.org/a b)<", "ftp://no", "https://x.example/" + "y" * 3000]),
)
def test_discord_accepts_cards_with_any_text_and_address(text: str, title: str, name: str, url: str | None) -> None:
    source = Source(title or "t", name or "p", dt.date(2026, 1, 2), url)
    fact = Fact("id", text or "t", source, as_of=source.published)
    show_reply(Card(fact, "superseded", replaces=(fact,) * 3, also=(fact,) * 3))
    show_reply(Notice(f"So it is: {text}"))


def test_each_suggestion_is_a_shortened_button_on_its_own_row() -> None:
    buttons = tuple(
        Button(f"How long is the {n} lock? " + "x" * 80, Action("show", "e" * 16, n)) for n in ("old", "new")
    )
    shown = show_reply(Suggestions(buttons))
    assert shown.main == ask_texts.DID_YOU_MEAN
    assert [len(label) for label in shown.buttons] == [80, 80]
    assert shown.buttons[0].startswith("How long is the old lock?")
    assert shown.buttons[0].endswith("…")
    assert [component["type"] for component in render(Suggestions(buttons))["components"]] == [10, 1, 1]


@pytest.mark.parametrize("mark", list("*_`|"))
def test_the_longest_explanation_fits_and_keeps_the_decisive_lines(mark: str) -> None:
    why = longest_explanation(mark)
    shown = [show_reply(why), show_reply(ExplanationDetails(why))]
    for label, text in why.details():
        if label in DECISIVE:
            assert any(f"{label}: {text}" in one.text for one in shown)
    assert all(reason in shown[0].text for reason in why.reasons())


def test_the_help_shows_every_command() -> None:
    lines = tuple(HelpLine(c.usage, c.summary, c.example_for(Examples("How long is it?"))) for c in MENU.commands)
    shown = show_reply(Help(lines, "I have 9 facts."))
    assert shown.text.startswith("I have 9 facts.")
    for line in lines:
        assert f"{line.usage}: {line.summary}" in shown.text
        assert line.example in shown.text


def test_a_notice_shows_markup_as_text_and_is_cut_to_the_limit() -> None:
    assert show_reply(Notice("There is no command /*x*.")).main == "There is no command /*x*."
    assert len(show_reply(Notice("a " * 5000)).main) <= 2000


def test_every_text_option_has_a_limit() -> None:
    families = registration(app.menu().commands)
    commands = [part for family in families for part in (family, *family.get("options", ())) if part["type"] == 1]
    options = [option for command in (*families, *commands) for option in command.get("options", ())]
    limits = [option["max_length"] for option in options if option["type"] == 3]
    assert len(limits) > 10
    assert all(0 < limit <= 6_000 for limit in limits)


def test_commands_are_registered_with_their_options_and_permissions() -> None:
    commands = registration(MENU.commands)
    assert problems("PUT", "/applications/{application_id}/commands", commands) == []
    by_name = {command["name"]: command for command in commands}
    assert [(o["name"], o["type"], o["required"]) for o in by_name["ask"]["options"]] == [
        ("question", 3, True),
        ("private", 5, False),
    ]
    limits = {name: by_name[name]["options"][0].get("max_length") for name in ("ask", "verify", "quote")}
    assert limits == {"ask": MAX_QUESTION, "verify": MAX_CLAIM, "quote": SHORT}
    assert [(o["name"], o["type"], o.get("autocomplete")) for o in by_name["curators"]["options"]] == [
        ("add", 9, None),  # people and roles
        ("remove", 9, None),
        ("permission", 3, True),
    ]
    assert by_name["curators"]["default_member_permissions"] is None
    assert [o["name"] for o in by_name["watch"]["options"]] == ["on", "off", "status"]
    assert by_name["watch"]["default_member_permissions"] == 1 << 4
    assert by_name["ask"]["default_member_permissions"] is None
    # Of the digest's commands only some are for managers, so Discord shows all of them to everybody.
    assert [o["name"] for o in by_name["digest"]["options"]] == ["on", "off", "status", "preview", "settings"]
    assert by_name["digest"]["default_member_permissions"] is None
    assert not any(o["required"] for o in by_name["digest"]["options"][0]["options"])
