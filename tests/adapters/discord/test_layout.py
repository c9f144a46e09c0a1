"""Lay out any document with Components V2, within all limits of Discord."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.discord.layout import COLOURS
from bot.adapters.discord.render import render
from bot.core import texts
from bot.core.comparison import Diff, DiffLegend, DiffSegment
from bot.core.controls import Button, Feedback, Link, Picker
from bot.core.document import (
    MOST_BUTTONS,
    Actions,
    Divider,
    Earlier,
    Element,
    Fields,
    Group,
    Heading,
    Items,
    Panel,
    Passage,
    Row,
    SourceLine,
    Text,
    Tone,
    joined,
)  # fmt: skip
from bot.core.events import Action, Choice
from bot.core.words import Moment
from tests.adapters.discord.helpers import AnyReply
from tests.standins.discord import Shown
from tests.standins.discord.checking import problems
from tests.standins.discord.components import CONTAINER, SECTION, SEPARATOR, TEXT, every, makes_discord_fail
from tests.standins.discord.reading import buttons, read, selects, show

CLOCK = Moment(dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC), "Europe/London")


def body_of(*elements: Element, ephemeral: bool = False) -> dict[str, Any]:
    """Render elements, and assert that Discord accepts them."""
    body = render(AnyReply(elements), ephemeral=ephemeral)
    message = {**body, "allowed_mentions": {"parse": [], "replied_user": False}}
    assert problems("POST", "/channels/{channel_id}/messages", message) == []
    assert not makes_discord_fail(body)
    return body


def shown_of(*elements: Element) -> Shown:
    """Return what a person sees of elements."""
    return show("1", "2", body_of(*elements), private=False)


def markup_of(*elements: Element) -> str:
    """Return the markup of the only text display."""
    (component,) = body_of(*elements)["components"]
    return str(component["content"])


def kinds(body: dict[str, Any]) -> list[int]:
    """Return the types of the components that are in no other."""
    return [component["type"] for component in body["components"]]


def press(number: int, label: str = "Press") -> Button:
    """Return a button that no other number has."""
    return Button(label, Action("show", "e" * 16, str(number)))


def picker(number: int, count: int = 2, most: int = 1, chosen: tuple[str, ...] = ()) -> Picker:
    """Return a picker that no other number has."""
    choices = tuple(Choice(f"k{n}", f"Choice {n}") for n in range(count))
    return Picker("Choose", Action(f"pick{number}", "e" * 16), choices, chosen=chosen, most=most)


# ---------------------------------------------------------------- any document

WORDS = st.sampled_from(
    ["fog", "*bold*", "<@1>", "https://x.example/a_b_c", "😀😀", "`code`", "\n", "> q", "# h", "-# s", "1. x", "漢字",
     "[a](http://x)", "नमस्ते", "שלום", "x" * 60, "@everyone", "\\", "  ", "#", "“q”", "/ask"]
)  # fmt: skip


def texts_of(*lengths: int) -> st.SearchStrategy[str]:
    """Make texts of these lengths."""
    beginnings = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
    return st.builds(lambda text, n: (text * (n // len(text) + 1))[:n], beginnings, st.sampled_from(lengths))


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    """Draw a passage, with runs that stand out."""
    text = draw(LONG)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    marked = tuple(zip(cuts[::2], cuts[1::2], strict=False))
    return Passage(text, draw(st.booleans()), draw(SHORT), draw(SHORT), marked)


SHORT, LONG = texts_of(0, 1, 30, 300), texts_of(0, 1, 90, 900, 5_000)
SAID = LONG | st.tuples(SHORT, st.just(CLOCK), SHORT)
SEGMENTS = st.builds(DiffSegment, st.sampled_from(["same", "old", "new", "cut"]), texts_of(1, 10, 300))
ROWS = st.lists(st.builds(Row, SHORT, SAID, SHORT), min_size=1, max_size=9).map(tuple)
INNER = st.one_of(
    st.builds(Heading, LONG, st.sampled_from([1, 2])),
    st.builds(Text, SAID, st.sampled_from(["normal", "strong", "quiet", "warning"])),
    passages(),
    st.builds(Diff, st.lists(SEGMENTS, min_size=1, max_size=30).map(tuple)),
    st.builds(DiffLegend, SHORT, SHORT),
    st.builds(Fields, ROWS, st.booleans()),
    st.builds(SourceLine, SHORT, st.sampled_from([None, "https://x.example/" + "a" * 500]), SHORT, SHORT),
    st.builds(Earlier, SHORT, LONG),
    st.just(Divider()),
)
GROUPS = st.builds(
    Group,
    SHORT,
    st.lists(st.lists(INNER, max_size=3).map(tuple), min_size=1, max_size=9).map(lambda each: (*each,) * 4),
)
ITEMS = st.builds(Items, st.lists(GROUPS, min_size=1, max_size=2).map(tuple), st.just(Action("more", "e" * 16)))
PANELS = st.builds(Panel, st.sampled_from(["good", "caution", "quiet", "closing"]))


@st.composite
def documents(draw: st.DrawFn) -> tuple[Element, ...]:
    """Draw a document with up to as many buttons, links and pickers as it may have, anywhere."""
    elements: list[Element] = draw(st.lists(st.one_of(INNER, INNER, PANELS), max_size=9))
    total = draw(st.sampled_from([0, 1, 5, 12, MOST_BUTTONS - 1]))
    labels = draw(texts_of(1, 30, 200).filter(str.strip))
    number = 0
    while number < total:
        count = min(draw(st.sampled_from([1, 3, 20])), total - number)
        made = tuple(press(number + n, labels) for n in range(count))
        as_rows = draw(st.booleans())
        element: Element = (
            Fields(tuple(Row(labels, "text", "", button) for button in made))
            if as_rows
            else Actions(made, stacked=draw(st.booleans()))
        )
        elements.insert(draw(st.integers(0, len(elements))), element)
        number += count
    pickers = tuple(picker(n, draw(st.sampled_from([1, 25])), draw(st.sampled_from([1, 3]))) for n in range(5))
    if draw(st.booleans()):
        elements.append(Actions(pickers=pickers))
    if draw(st.booleans()):
        elements.append(draw(ITEMS))
    return tuple(elements)


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(max_examples=40)
@given(documents(), st.booleans())
def test_any_document_is_within_all_limits_of_discord(elements: tuple[Element, ...], ephemeral: bool) -> None:
    body = body_of(*elements, ephemeral=ephemeral)
    pressable = joined(elements)
    in_rows = sum(len(e.rows) for e in elements if isinstance(e, Fields) and any(row.button for row in e.rows))
    found = len(buttons(body))
    assert len(pressable.buttons) - in_rows <= found <= len(pressable.buttons) + 1
    assert len(selects(body)) == len(pressable.pickers)
    assert ephemeral or CONTAINER not in kinds(body)


@pytest.mark.parametrize("text", ["漢字" * 3_000, "नमस्ते " * 2_000, "😀" * 4_000, "word " * 2_000])
def test_a_text_in_any_script_is_cut_within_the_bytes_that_discord_takes(text: str) -> None:
    shown = shown_of(Panel(), Passage(text), SourceLine("Report", None, "Office"))
    assert texts.TEXT_CUT in shown.text
    assert "Report" in shown.text
    assert len(shown.text) > 2_300


# ---------------------------------------------------------------- what it looks like


def test_only_what_no_history_keeps_has_containers() -> None:
    panels = (Text("asked", "quiet"), Panel("caution"), Text("a"), Actions((press(1),)), Panel("quiet"), Text("b"))
    assert kinds(body_of(*panels)) == [TEXT, TEXT, 1, SEPARATOR, TEXT]
    ephemeral = body_of(*panels, ephemeral=True)
    assert kinds(ephemeral) == [TEXT, CONTAINER, CONTAINER]
    assert [part["accent_color"] for part in ephemeral["components"][1:]] == [COLOURS["caution"], COLOURS["quiet"]]
    assert [part["type"] for part in ephemeral["components"][1]["components"]] == [TEXT, 1]


def test_texts_that_follow_one_another_are_one_text_display() -> None:
    text = markup_of(Panel(), Heading("Title"), Text("A sentence."), Text("Careful.", "warning"), Heading("Part", 2))
    assert text == "## Title\nA sentence.\n**⚠️ Careful.**\n### Part"


def test_a_row_with_a_button_is_a_section_beside_it() -> None:
    body = body_of(
        Fields((Row("Digest", "off", "", press(1, "Switch on")), Row("Watched", "no"), Row("Time", "9", "x")))
    )
    section, rest = body["components"]
    assert section["type"] == SECTION
    assert section["components"][0]["content"] == "**Digest**: off"
    assert section["accessory"]["label"] == "Switch on"
    assert rest["content"] == "**Watched**: no\n**Time**: 9\n-# x"


def test_buttons_of_many_rows_are_below_all_rows() -> None:
    body = body_of(Fields(tuple(Row(f"Row {n}", "x", "", press(n)) for n in range(12))))
    assert kinds(body) == [TEXT, 1, 1, 1]
    assert len(buttons(body)) == 12


def test_a_divider_is_a_separator() -> None:
    assert kinds(body_of(Text("a"), Divider(), Text("b"))) == [TEXT, SEPARATOR, TEXT]


def test_buttons_have_styles_and_links_and_feedback_share_rows() -> None:
    feedback = Feedback(press(8, "Helpful"), press(9, "Wrong"))
    styled = (Button("Go", Action("go", "-"), "main"), Button("Stop", Action("stop", "-"), "danger"), press(1))
    link = Link("Open the source", "https://example.org")
    (row, second) = body_of(Text("x"), Actions(styled, links=(link,), feedback=feedback))["components"][1:]
    assert [(part["label"], part["style"]) for part in (*row["components"], *second["components"])] == [
        ("Go", 1), ("Stop", 4), ("Press", 2), ("Open the source", 5), ("Helpful", 2), ("Wrong", 2),
    ]  # fmt: skip


def test_feedback_has_a_row_of_its_own_only_if_not_all_buttons_fit_in_one() -> None:
    feedback = Feedback(press(7, "Helpful"), press(8, "Wrong"))
    delete = Button("🗑️ Delete", Action("forget", "-"), only_for="ann")
    link = Link("Source", "https://example.org")
    for shared, kept in ((1, [5]), (2, [3, 3])):
        several = Actions((*map(press, range(shared)), delete), links=(link,), feedback=feedback)
        made = [row["components"] for row in body_of(Text("x"), several)["components"][1:]]
        assert list(map(len, made)) == kept
        assert [part.get("label") for part in made[-1][-3:]] == ["Helpful", "Wrong", None]
        assert made[-1][-1]["emoji"]["name"] == "🗑️"


def test_feedback_has_a_row_of_its_own_if_the_labels_need_more_than_a_line() -> None:
    feedback = Feedback(press(7, "Helpful"), press(8, "Wrong"))
    long = Button("A label that needs most of the room in a line", Action("go", "-"))
    rows = body_of(Text("x"), Actions((long, press(1)), feedback=feedback))["components"][1:]
    assert [len(row["components"]) for row in rows] == [2, 2]


def test_rows_of_different_kinds_have_a_gap_between_them() -> None:
    families = (Fields((Row("/a", "x"), Row("/b", "y"))), Fields((Row("/c", "z"),)))
    assert markup_of(*families) == "**/a**: x\n**/b**: y\n\n**/c**: z"


@pytest.mark.parametrize(("count", "rows"), [(3, 3), (12, 12), (20, 4)])
def test_stacked_buttons_have_a_row_each_as_far_as_there_is_room(count: int, rows: int) -> None:
    body = body_of(Text("Which?"), Actions(tuple(map(press, range(count))), stacked=True))
    assert kinds(body) == [TEXT, *[1] * rows]


def test_a_picker_for_several_choices_has_some_chosen_and_may_have_none() -> None:
    (one, several) = selects(body_of(Actions(pickers=(picker(1), picker(2, 3, 9, ("k0", "k2"))))))
    assert (one["min_values"], one["max_values"], one["custom_id"]) == (1, 1, "pick1:eeeeeeeeeeeeeeee:")
    assert (several["min_values"], several["max_values"]) == (0, 3)
    assert [option["default"] for option in several["options"]] == [True, False, True]


def test_a_moment_is_shown_in_each_readers_own_clock() -> None:
    forms = ("date", "time", "date and time", "relative")
    moments = [Moment(CLOCK.at, "Europe/London", form) for form in forms]  # type: ignore[arg-type]
    stamps = [f"<t:1796029200:{letter}>" for letter in "DtFR"]
    for moment, stamp in zip(moments, stamps, strict=True):
        assert markup_of(Text(("Next: ", moment, "."))) == f"Next: {stamp}."
        assert markup_of(Text(("Next: ", moment), "quiet")) == f"-# Next: {stamp}"
        assert markup_of(Fields((Row("Next", (moment,)),))) == f"**Next**: {stamp}"
    long = Text(("word " * 400, moments[0]))
    assert "<t:" not in markup_of(long)


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Report", "[Report](<https://x.example/%28a%29>)"),
        ("Report\nof *fog*", "[Report of \\*fog\\*](<https://x.example/%28a%29>)"),
        ("Report [1]", "Report [1] · [Link](<https://x.example/%28a%29>)"),
    ],
)
def test_a_source_is_one_line_with_a_link(title: str, written: str) -> None:
    source = SourceLine(title, "https://x.example/(a)", "Office · 2026")
    assert markup_of(source) == f"-# {written} · Office · 2026"
    assert read(markup_of(SourceLine(title, None, "Office"))) == f"{' '.join(title.split())} · Office"


def test_a_document_without_anything_to_show_is_not_empty() -> None:
    assert kinds(body_of(Panel())) == [TEXT]


def test_an_item_has_no_large_text() -> None:
    quote = Passage("Fog.", True, "Ada Quill", "On delays")
    item = (Heading("Title"), Passage("It came in."), quote, SourceLine("Report", None, "Office"))
    assert markup_of(Items((Group("Part", (item, (Passage("More."),))),))) == (
        "**Part**\n• **Title**\nIt came in.\n**Ada Quill**: “Fog.”\n-# On delays\n-# Report · Office\n• More."
    )


TONES: tuple[Tone, ...] = ("good", "caution", "quiet", "closing")


def test_every_tone_of_a_panel_has_a_colour() -> None:
    bodies = [body_of(Panel(tone), Text("x"), ephemeral=True) for tone in TONES]
    assert len({body["components"][0]["accent_color"] for body in bodies}) == len(TONES)
    assert all(len(list(every(body["components"]))) == 2 for body in bodies)
