"""Render quote cards, verdicts, text parts and speakers for Discord, with every quote word for word."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.adapters.discord.render import render
from bot.core import texts
from bot.core.comparison import Diff, DiffKind, DiffLegend, DiffSegment
from bot.core.controls import Button, Picker
from bot.core.document import Actions, Heading, Panel, Passage, Text
from bot.core.events import Action, Choice
from bot.core.models import Quote, Source
from bot.core.replies import Card, Reply
from bot.features.full_text.replies import TextPart
from bot.features.quotes.replies import Clarification, SpeakerRow, Speakers
from tests.adapters.discord.helpers import AnyReply, show_reply
from tests.samples.discord import SOURCE, WHY
from tests.standins.discord import reading
from tests.standins.discord.reading import read

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


def without_sides(text: str) -> str:
    """Return a text without the marks around its lines that are written from right to left."""
    return re.sub("^\u2067(.*)\u2069$", r"\1", text, flags=re.MULTILINE)


def words_of(text: str) -> str:
    """Return the words that follow the speaker and that the small print follows."""
    lines = text.split("\n")
    assert lines[0] == "### Ada Quill, Harbour master"
    quoted = [line for line in lines if line.startswith("> ")]
    assert lines[1 : 1 + len(quoted)] == quoted
    assert all(line.startswith("-# ") for line in lines[1 + len(quoted) :])
    words = without_sides("\n".join(line.removeprefix("> ") for line in quoted))
    assert (words[0], words[-1]) == ("“", "”")
    return words[1:-1]


def markup(reply: Reply) -> str:
    """Return the markup of all texts of a reply that Discord accepts."""
    show_reply(reply)
    return reading.shown(render(reply))


def test_a_quote_card_shows_speaker_text_occasion_and_source() -> None:
    shown = show_reply(CARD)
    assert shown.text.splitlines() == [
        "Ada Quill, Harbour master",
        "“Fog does not read _timetables_.”",
        "On delays · said on 14 February 2026 · the harbour office",
        "Annual report · Harbour office · 2 March 2026",
    ]
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
@example("a\n\n\nb")
@given(STORED)
def test_a_quote_is_shown_word_for_word_in_a_block_quote(text: str) -> None:
    card = Card(replace(FOG, text=text), "current", whole=WHOLE)
    assert read(words_of(markup(card)), strict=True) == text
    assert "Whole quote" not in show_reply(card).buttons


@settings(max_examples=15)
@given(LONG)
def test_a_long_quote_is_cut_with_a_note_and_a_full_text_button(text: str) -> None:
    card = Card(replace(FOG, text=text), "current", whole=WHOLE, buttons=(ANOTHER,))
    shown, words = show_reply(card), read(words_of(markup(card)), strict=True)
    if words != text:
        assert words.endswith("…")
        assert text.startswith(words[:-1].rstrip())
        assert len(words) > 300
        assert texts.TEXT_CUT not in shown.text  # the button says it
    assert shown.buttons[:1] == (("Whole quote",) if words != text else ("Another",))


@pytest.mark.parametrize(
    ("text", "marked", "bold"),
    [
        ("Fog never reads.", ((4, 9),), ("never",)),
        ("Fog never\nreads timetables.", ((4, 15),), ("never", "reads")),
        ("a*b_c", ((1, 4),), ("*b_",)),
        ("ab", ((0, 1), (1, 2)), ("a", "b")),
        ("[see](https://example.org)", ((5, 26),), ("(https://example.org)",)),
        ("a fog b", ((1, 6),), ("fog",)),
    ],
)
def test_runs_of_a_quote_that_stand_out_are_bold(
    text: str, marked: tuple[tuple[int, int], ...], bold: tuple[str, ...]
) -> None:
    shown = show_reply(AnyReply((Panel(), Passage(text, True, marked=marked))))
    assert shown.bold == bold
    assert shown.text.replace(UNSEEN, "") == f"“{text}”"
    assert shown.links == ()


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
    shown = show_reply(AnyReply((Text("So."), Diff(tuple(pieces)))))
    by_kind = {kind: tuple(p.text for p in pieces if p.kind == kind) for kind in ("old", "new")}
    assert (shown.struck, shown.bold) == (by_kind["old"], by_kind["new"])
    words = without_sides(shown.main.replace(UNSEEN, ""))
    assert words == "\n\n".join(["So.", *filter(None, [" ".join(p.text for p in pieces)])])


def test_the_legend_of_a_comparison_shows_its_marks() -> None:
    shown = show_reply(AnyReply((DiffLegend("said, but missing in your text", "only in your text"),)))
    assert shown.text == "struck out said, but missing in your text · bold only in your text"
    assert (shown.struck, shown.bold) == (("struck out",), ("bold",))


def test_a_long_comparison_is_cut_but_keeps_the_changed_words() -> None:
    shared = DiffSegment("same", "the ferries were late " * 300)
    comparison = Diff((shared, DiffSegment("old", "never"), shared, DiffSegment("new", "always")))
    shown = show_reply(AnyReply((comparison, *CARD.elements())))
    assert (shown.struck, shown.bold) == (("never",), ("always",))
    assert texts.COMPARISON_CUT in shown.text
    assert FOG.text in shown.text


@pytest.mark.parametrize("kind", ["same", "old", "new"])
@pytest.mark.parametrize("text", ["*_" * 5000, "fog " * 2500, "https://a.b/" + "c" * 9000])
def test_the_longest_verdict_is_cut_to_fit(kind: DiffKind, text: str) -> None:
    long = Card(replace(FOG, text=text, about="a" * 3000, role="_" * 3000), "superseded", also=(FOG,) * 9, whole=WHOLE)
    few, many = (DiffSegment(kind, text),), tuple(DiffSegment(kind, word) for word in text[:9000:5])
    warnings = (Text("w_" * 900, "warning"),) * 8
    for pieces in (few, many):
        elements = (Panel("caution"), Heading("h" * 400), Text("t_" * 900), *warnings, Diff(pieces), *long.elements())
        shown = show_reply(AnyReply((*elements, Actions(WHY))))
        assert shown.buttons == ("Whole quote", "Why this?")
        assert texts.COMPARISON_CUT in shown.text
        assert texts.TEXT_CUT in shown.text


@example(" fog ")
@example("\nfog\n\n")
@given(STORED.map(lambda text: text[:1500]).filter(lambda text: text.strip(f"{UNSEEN} \n")))
def test_a_text_part_is_shown_word_for_word_above_its_number(text: str) -> None:
    shown = show_reply(TextPart(text, "Part 1 of 2 of fog"))
    words = without_sides(shown.text.removesuffix("\nPart 1 of 2 of fog").replace(UNSEEN, ""))
    assert words == text.replace(UNSEEN, "")
    show_reply(TextPart("*" * 1500, "n" * 3000))


def test_each_speaker_is_listed_with_a_summary() -> None:
    lines = tuple(SpeakerRow(f"Ada_{n}_, Pilot", f"{n} quotations, about *fog*") for n in range(1, 11))
    shown = show_reply(Speakers("Speakers 1 to 10", lines, (Button("Next", Action("page", "-", "2")),), PICKER))
    assert shown.text == "Speakers 1 to 10\n" + "\n".join(f"{line.name}\n{line.summary}" for line in lines)
    assert (shown.buttons, shown.choices) == (("Next",), ("Ada Quill, Harbour master",))
    show_reply(Speakers("_" * 900, (SpeakerRow("_" * 900, "_" * 9000),) * 10))


def _picker(*choices: Choice, label: str = "Choose") -> Picker:
    return Picker(label, Action("speaker", "e" * 16), choices)


@pytest.mark.parametrize("card", [CARD, Speakers("s", ())])
def test_pickers_and_buttons_are_cut_to_the_limits_of_discord(card: Card | Speakers) -> None:
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
    assert shown.text == "Ada *Q*, # Pilot\n“Fog.”\nOn <@1>\n**Report** · _Office_ · 2 January 2026"
    assert shown.bold == ()
    assert read("**x**") == "x"
