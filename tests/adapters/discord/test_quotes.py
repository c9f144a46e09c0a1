"""Render quote cards, verdicts, text parts and speakers for Discord, with every quote word for word."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.adapters.discord.render import render
from bot.core import texts
from bot.core.controls import Button, Picker
from bot.core.document import DiffKind, DiffSegment
from bot.core.events import Action, Choice
from bot.core.models import Quote, Source
from bot.core.replies import Card, Reply
from bot.features.full_text.replies import TextPart
from bot.features.quotes.replies import Clarification, SpeakerRow, Speakers
from bot.features.verify.replies import Verdict
from tests.adapters.discord.helpers import show_reply
from tests.samples.discord import SOURCE, WHY
from tests.standins.discord import Shown
from tests.standins.discord.reading import read, show

FOG = Quote(
    "fog",
    "Fog does not read _timetables_.",
    "Ada Quill",
    SOURCE,
    role="Harbour master",
    about="delays",
    said=dt.date(2026, 2, 14),
    where="the harbour office",
)
WHOLE = Button("Whole quote", Action("whole", "-", "fog"))
ANOTHER = Button("Another", Action("another", "e" * 16, "fog"))
PICKER = Picker("Choose a speaker", Action("speaker", "e" * 16), (Choice("ada", "Ada Quill, Harbour master"),))
CARD = Card(FOG, "current", whole=WHOLE, buttons=(ANOTHER,), picker=PICKER)
ALTERED = Verdict(
    "Altered",
    "These are not the words that were said.",
    ("A *negation* was dropped.", "A number was changed."),
    (
        DiffSegment("same", "Fog"),
        DiffSegment("old", "does not"),
        DiffSegment("new", "may"),
        DiffSegment("cut", "or *must*"),
        DiffSegment("same", "x"),
    ),
    CARD,
)

BENEATH = "— Ada Quill, Harbour master\nOn delays"

ODD = ["\u200f", "\u202e", "\u2067", "👩‍✈️", "\u200b", "\u00a0", "\ufeff", " ", "\n", "\t", "”", "“", "…", "e\u0301"]
MARKUP = [
    *"*_~`|\\<>#[]()-+:@",
    "**",
    "~~",
    "||",
    "```",
    "](",
    "https://",
    "http://a.b/_c_",
    "> ",
    "1. ",
    "<@1>",
    ":a:",
]
STORED = st.lists(st.sampled_from([*ODD, *MARKUP, "fog", "7"]) | st.text(max_size=4), min_size=1, max_size=14).map(
    "".join
)
LONG = (
    st.tuples(STORED, st.integers(200, 3000)).map(lambda drawn: (drawn[0] + "fog ") * drawn[1]).map(lambda t: t[:9000])
)


def between_marks(shown: str) -> str:
    """Return the text between the quotation marks of a card, which the line with the speaker follows."""
    assert shown.startswith("“")
    return shown[1 : shown.rindex("”\n— ")]


def card_of(verdict: Verdict) -> Shown:
    """Return what a person sees of the card under a verdict."""
    show_reply(verdict)
    body = render(verdict)
    return show("1", "2", {**body, "embeds": body["embeds"][1:]}, private=False)


def test_a_quote_card_shows_text_speaker_subject_occasion_and_source() -> None:
    shown = show_reply(CARD)
    assert shown.main == "“Fog does not read _timetables_.”\n— Ada Quill, Harbour master\nOn delays"
    assert shown.text == (
        f"{shown.main}\nSaid 14 February 2026, the harbour office\nAnnual report\nHarbour office, 2 March 2026\nfog"
    )
    assert shown.links == ("https://example.org/report_%282025%29",)
    assert shown.buttons == ("Another",)
    assert shown.choices == ("Ada Quill, Harbour master",)


@settings(max_examples=60)
@example("https://example.org/a_b")
@example("http://a.")
@example(" \n fog \t ")
@example("\\")
@example("1.")
@example("\u202efog\u200f")
@given(STORED)
def test_a_quote_is_shown_word_for_word_between_quotation_marks(text: str) -> None:
    quote = replace(FOG, text=text)
    for shown in (
        show_reply(Card(quote, "current", whole=WHOLE)),
        card_of(replace(ALTERED, card=Card(quote, "current"))),
    ):
        assert between_marks(shown.main) == text
        assert "Whole quote" not in shown.buttons
    assert read(render(Card(quote, "current"))["embeds"][0]["description"], strict=True) == f"“{text}”\n{BENEATH}"


@settings(max_examples=15)
@given(LONG)
def test_a_long_quote_is_cut_with_a_note_and_a_full_text_button(text: str) -> None:
    quote = replace(FOG, text=text)
    card = Card(quote, "current", whole=WHOLE, buttons=(ANOTHER,))
    for whole_message, shown in (
        (show_reply(card), show_reply(card)),
        (show_reply(replace(ALTERED, card=card)), card_of(replace(ALTERED, card=card))),
    ):
        words = between_marks(shown.main)
        if words != text:
            assert words.endswith("…")
            assert text.startswith(words[:-1])
            assert len(words) > 500
            assert shown.main.endswith(texts.TEXT_CUT)
        assert whole_message.buttons[:1] == (("Whole quote",) if words != text else ("Another",))


def test_a_verdict_shows_its_warnings_then_the_comparison_then_the_quote() -> None:
    shown = show_reply(ALTERED)
    assert shown.text.startswith(
        "Altered\nThese are not the words that were said.\n⚠ A *negation* was dropped.\n⚠ A number was changed.\n\n"
        "Fog does not may […] x\n“Fog does not read _timetables_.”\n— Ada Quill, Harbour master\nOn delays\nSaid"
    )
    assert (shown.struck, shown.bold) == (("does not",), ("may",))
    assert (shown.buttons, shown.choices) == (("Another",), ("Ada Quill, Harbour master",))


def test_a_verdict_shows_its_own_buttons_first_and_only_its_own_picker() -> None:
    own = Button("Check again", Action("check", "e" * 16, "ada"))
    picker = Picker("Who?", Action("check", "e" * 16), (Choice("fenn", "Ada Fenn"),))
    shown = show_reply(replace(ALTERED, buttons=(own,), picker=picker))
    assert (shown.buttons, shown.choices) == (("Check again", "Another"), ("Ada Fenn",))


def test_a_verdict_without_a_quote_shows_its_text_and_picker() -> None:
    shown = show_reply(Verdict("Not found", "I don't have this quote.", picker=PICKER))
    assert shown.text == "Not found\nI don't have this quote."
    assert shown.choices == ("Ada Quill, Harbour master",)


KINDS: st.SearchStrategy[DiffKind] = st.sampled_from(["same", "old", "new"])
UNSEEN = "\u200b"
"""The renderer may add this character around words, so the generated words have none."""
PIECE = st.builds(DiffSegment, KINDS, STORED.map(lambda text: text.replace(UNSEEN, "").strip()).filter(bool))


@settings(max_examples=60)
@example([DiffSegment("same", "[a"), DiffSegment("new", "](https://example.org)")])
@example([DiffSegment("same", "1."), DiffSegment("same", "b")])
@example([DiffSegment("old", "a~"), DiffSegment("new", "b*")])
@example([DiffSegment("new", "https://example.org/a"), DiffSegment("old", "https://example.org/~~b~~")])
@given(st.lists(PIECE, max_size=8))
def test_a_comparison_strikes_old_words_and_shows_new_words_bold(pieces: list[DiffSegment]) -> None:
    shown = show_reply(Verdict("Altered", "So.", pieces=tuple(pieces)))
    by_kind = {kind: tuple(p.text for p in pieces if p.kind == kind) for kind in ("old", "new")}
    assert (shown.struck, shown.bold) == (by_kind["old"], by_kind["new"])
    assert shown.main.replace(UNSEEN, "") == "\n\n".join(["So.", *filter(None, [" ".join(p.text for p in pieces)])])


def test_a_long_comparison_is_cut_but_keeps_the_changed_words() -> None:
    shared = DiffSegment("same", "the ferries were late " * 300)
    shown = show_reply(
        replace(ALTERED, pieces=(shared, DiffSegment("old", "never"), shared, DiffSegment("new", "always")))
    )
    assert (shown.struck, shown.bold) == (("never",), ("always",))
    assert texts.COMPARISON_CUT in shown.text
    assert between_marks(card_of(ALTERED).main) == FOG.text


@pytest.mark.parametrize("kind", ["same", "old", "new"])
@pytest.mark.parametrize("text", ["*_" * 5000, "fog " * 2500, "https://a.b/" + "c" * 9000])
def test_the_longest_verdict_is_cut_to_fit(kind: DiffKind, text: str) -> None:
    long = Card(replace(FOG, text=text, about="a" * 3000, role="_" * 3000), "superseded", also=(FOG,) * 9, whole=WHOLE)
    few, many = (DiffSegment(kind, text),), tuple(DiffSegment(kind, word) for word in text[:9000:5])
    for pieces in (few, many):
        shown = show_reply(Verdict("h" * 400, "t_" * 900, ("w_" * 900,) * 20, pieces, long, buttons=WHY))
        assert shown.buttons == ("Whole quote", "Why this?")
        assert texts.COMPARISON_CUT in shown.text
        assert texts.TEXT_CUT in shown.text


@example(" fog ")
@example("\nfog\n\n")
@given(STORED.map(lambda text: text[:1500]))
def test_a_text_part_is_shown_word_for_word_above_its_number(text: str) -> None:
    shown = show_reply(TextPart(text, "Part 1 of 2 of fog"))
    assert shown.main == text.strip("\u200b")
    assert shown.text.endswith("\nPart 1 of 2 of fog")
    show_reply(TextPart("*" * 1500, "n" * 3000))


def test_each_speaker_is_listed_with_a_summary() -> None:
    lines = tuple(SpeakerRow(f"Ada_{n}_, Pilot", f"{n} quotations, about *fog*") for n in range(1, 11))
    shown = show_reply(Speakers("Speakers 1 to 10", lines, (Button("Next", Action("page", "-", "2")),), PICKER))
    assert shown.text == "Speakers 1 to 10\n" + "\n".join(f"{line.name}\n{line.summary}" for line in lines)
    assert (shown.buttons, shown.choices) == (("Next",), ("Ada Quill, Harbour master",))
    show_reply(Speakers("_" * 900, (SpeakerRow("_" * 900, "_" * 9000),) * 10))


def _picker(*choices: Choice, label: str = "Choose") -> Picker:
    return Picker(label, Action("speaker", "e" * 16), choices)


@pytest.mark.parametrize("card", [CARD, Speakers("s", ()), ALTERED])
def test_pickers_and_buttons_are_cut_to_the_limits_of_discord(card: Card | Speakers | Verdict) -> None:
    choices = tuple(Choice("v" * 98 + str(n + 10), "l" * 300) for n in range(25))
    buttons = tuple(Button("b" * 99, Action("page", "e" * 16, str(n))) for n in range(18))
    reply: Reply = replace(card, picker=_picker(*choices, label="p " * 300), buttons=buttons)
    shown = show_reply(reply)
    own = len(reply.document().actions.buttons)
    assert (len(shown.choices), len(shown.choices[0]), len(shown.buttons)) == (25, 100, own)


def test_a_picker_without_a_usable_choice_is_left_out() -> None:
    shown = show_reply(Clarification("Who *said* it?", _picker(Choice("v" * 101, "too long"))))
    assert (shown.main, shown.choices) == ("Who *said* it?", ())


def test_markup_in_sources_and_speakers_is_shown_as_text() -> None:
    source = Source("**Report**", "_Office_", dt.date(2026, 1, 2))
    shown = show_reply(Card(Quote("q", "Fog.", "Ada *Q*", source, role="# Pilot", about="<@1>"), "current"))
    assert shown.main == "“Fog.”\n— Ada *Q*, # Pilot\nOn <@1>"
    assert "**Report**\n_Office_, 2 January 2026" in shown.text
    assert shown.bold == ()
    assert read("**x**") == "x"
