"""Show any document on every platform: nothing is lost silently, and nothing is refused."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from bot.adapters.discord.render import render as discord
from bot.adapters.slack import render as slack
from bot.adapters.slack.message_body import message_body
from bot.adapters.terminal.render import render as terminal
from bot.core import texts
from bot.core.comparison import Diff, DiffLegend, DiffSegment
from bot.core.controls import Button, Feedback, Link, Picker
from bot.core.document import (
    MOST_BUTTONS,
    Actions,
    Divider,
    Document,
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
)  # fmt: skip
from bot.core.events import Action, Choice
from bot.core.replies import Reply
from tests.samples.documents import PICKER, WHOLE
from tests.standins.discord.checking import problems
from tests.standins.discord.reading import Shown as DiscordShown
from tests.standins.discord.reading import show
from tests.standins.slack import Shown, kit


@dataclass(frozen=True)
class AnyReply:
    """A reply with any elements."""

    elements: tuple[Element, ...]
    private: bool = False

    def document(self) -> Document:
        """Return them."""
        return Document.of(*self.elements, private=self.private)


def press(number: int, label: str = "Press") -> Button:
    """Return a button that no other number has."""
    return Button(label, Action("show", "e" * 16, str(number)))


def presses(count: int, label: str = "Press") -> tuple[Button, ...]:
    """Return different buttons."""
    return tuple(press(number, label) for number in range(count))


def on_slack(reply: Reply) -> Shown:
    """Render a reply, assert that Slack accepts it, and return what a person sees."""
    body = message_body(reply)
    assert kit.problems(body["blocks"]) == []
    assert kit.characters(body["blocks"], body["text"]) <= kit.MOST_CHARACTERS
    return Shown("1.1", "C1", "U1", body["text"], body["blocks"])


def on_discord(reply: Reply) -> DiscordShown:
    """Render a reply, assert that Discord accepts it, and return what a person sees."""
    body = discord(reply)
    message: dict[str, Any] = {**body, "allowed_mentions": {"parse": [], "replied_user": False}}
    assert problems("POST", "/channels/{channel_id}/messages", message) == []
    return show("1", "2", body, private=False)


def on_terminal(reply: Reply) -> str:
    """Print a reply."""
    screen = io.StringIO()
    Console(file=screen, width=200).print(terminal(reply), soft_wrap=True)
    return screen.getvalue()


def on_all(reply: Reply) -> tuple[str, str, str]:
    """Return all that is read on Slack, on Discord and in the terminal, with the labels of the buttons."""
    slack_shown, discord_shown = on_slack(reply), on_discord(reply)
    return (
        "\n".join((slack_shown.reading, *slack_shown.labels)),
        "\n".join((discord_shown.text, *discord_shown.buttons)),
        on_terminal(reply),
    )


# ---------------------------------------------------------------- any document

words = st.sampled_from(
    ["fog", "*bold*", "_x_", "<@1>", "https://x.example/a_b_c", "😀😀", "`code`", "||s||", "a\nb", "\n\n", "> q", "- l",
     "1. x", "[a](http://x)", "~~", "漢字", "x" * 60, "@everyone", ":smile:", "\\", "  ", "&<>"]
)  # fmt: skip


def texts_of(*lengths: int) -> st.SearchStrategy[str]:
    """Make any texts of these lengths."""
    beginnings = st.lists(words, min_size=1, max_size=8).map(" ".join)
    return st.builds(lambda text, n: (text * (n // len(text) + 1))[:n], beginnings, st.sampled_from(lengths))


def some(each: st.SearchStrategy[Any], most: int, *times: int) -> st.SearchStrategy[tuple[Any, ...]]:
    """Make tuples of up to `most` different elements, repeated so many times."""
    several = st.lists(each, min_size=1, max_size=most).map(tuple)
    return st.builds(lambda elements, n: elements * n, several, st.sampled_from(times))


def passage(text: str, quoted: bool, attribution: str, subject: str) -> Passage:
    """Make a passage, with its beginning marked."""
    marked = ((0, 3), (5, len(text))) if len(text) > 5 else ()
    return Passage(text, quoted, attribution, subject, marked)


FEEDBACK = Feedback(press(98, "👍 Helpful"), press(99, "👎 Wrong"))
short, long = texts_of(0, 1, 20, 300), texts_of(0, 1, 90, 900, 5_000, 12_000)
labels = texts_of(1, 20, 90, 400).filter(str.strip)
addresses = st.sampled_from([None, "https://x.example/" + "a" * 500])
segments = st.builds(DiffSegment, st.sampled_from(["same", "old", "new", "cut"]), texts_of(1, 10, 100, 3_000))
rows = st.builds(Row, short, texts_of(0, 10, 300, 2_000), texts_of(0, 50, 500))
inner = st.one_of(
    st.builds(Heading, long, st.sampled_from([1, 2])),
    st.builds(Text, long, st.sampled_from(["normal", "strong", "quiet", "warning"])),
    st.builds(passage, long, st.booleans(), short, short),
    st.builds(Diff, some(segments, 4, 1, 10, 200)),
    st.builds(Fields, some(rows, 3, 1, 5, 20)),
    st.builds(SourceLine, short, addresses, short, short),
    st.builds(Earlier, short, long),
    st.builds(DiffLegend, short, short),
    st.just(Divider()),
)
groups = st.builds(Group, short, some(some(inner, 4, 1), 3, 1, 40))
items = st.builds(Items, some(groups, 2, 1), st.just(Action("more", "e" * 16)))
panels = st.builds(Panel, st.sampled_from(["good", "caution", "quiet", "closing"]))
pickers = st.builds(
    lambda count, label: Picker(label, PICKER.action, tuple(Choice(f"k{n}", label) for n in range(count))),
    st.sampled_from([1, 25]),
    labels,
)
buttons = st.builds(presses, st.sampled_from([0, 1, 5, 6, MOST_BUTTONS - 4]), labels)
links = st.sampled_from([(), (Link("Open source", "https://x.example/a?b=1&c=2"),)])
actions = st.builds(
    Actions, buttons, st.just(()) | st.tuples(pickers), links, st.sampled_from([None, FEEDBACK]), st.booleans()
)
endings = st.tuples(items, actions) | st.tuples(actions) | st.just(())
replies = st.builds(lambda elements, end: AnyReply((*elements, *end)), st.lists(inner | panels, max_size=12), endings)


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # a failing example may be long
@settings(max_examples=10)
@given(replies)
def test_both_platforms_accept_any_document(reply: AnyReply) -> None:
    shown = reply.document().actions
    expected = len(shown.buttons)
    most = len(shown.pressable) + len(shown.links) + 1  # one more for items that are left out
    slack_shown, discord_shown = on_slack(reply), on_discord(reply)
    for count in (len(slack_shown.labels), len(discord_shown.buttons)):
        assert expected <= count <= most
    assert len(discord_shown.choices) == len(slack_shown.choices)


@settings(max_examples=5)  # it shows everything, so long documents take long
@given(replies)
def test_the_terminal_shows_any_document(reply: AnyReply) -> None:
    shown = on_terminal(reply)
    assert all(str(number) in shown for number, _ in enumerate(reply.document().actions.buttons, 1))


# ---------------------------------------------------------------- what was lost or refused once


@pytest.mark.parametrize("stacked", [False, True])
def test_every_platform_shows_as_many_buttons_as_a_document_may_have(stacked: bool) -> None:
    numbered = tuple(press(n, f"Press {n}.") for n in range(MOST_BUTTONS))
    for shown in on_all(AnyReply((Text("Which?"), Actions(numbered, (PICKER,), stacked=stacked)))):
        assert all(f"Press {n}." in shown for n in range(MOST_BUTTONS))


def test_five_stacked_buttons_and_a_picker_are_all_shown() -> None:
    assert len(on_discord(AnyReply((Text("Which?"), Actions(presses(5), (PICKER,), stacked=True)))).buttons) == 5


def test_panels_that_do_not_fit_are_left_out_with_a_line_that_says_so() -> None:
    reply = AnyReply(tuple(e for n in range(30) for e in (Panel(), Heading(f"Title {n}."), Text(f"Text {n}."))))
    shown = on_discord(reply).text
    assert ("Title 6." in shown, "Title 29." in shown, texts.TEXT_CUT in shown) == (True, False, True)


def test_fields_in_items_are_shown_on_every_platform() -> None:
    fields = Fields((Row("Shelf", "Third from the door", "Look up"),))
    reply = AnyReply((Panel(), Items((Group("Tools", ((fields, Text("After")),)),))))
    for shown in on_all(reply):
        for text in ("Tools", "Shelf", "Third from the door", "Look up", "After"):
            assert text in shown
    assert "Shelf: Third from the door" in slack.fallback(reply)


@pytest.mark.parametrize("count", [1, 800])
def test_a_long_comparison_is_cut_alone_and_in_an_item(count: int) -> None:
    comparison = Diff((DiffSegment("new", "now " * 1_800), *(DiffSegment("old", "x") for _ in range(count))))
    for element in (comparison, Items((Group("Part", ((comparison,),)),))):
        assert texts.COMPARISON_CUT in on_slack(AnyReply((Panel(), element))).reading


def test_a_comparison_with_many_differences_is_cut() -> None:
    comparison = Diff(tuple(DiffSegment("new" if n % 2 else "same", "x") for n in range(600)))
    assert texts.COMPARISON_CUT in on_slack(AnyReply((Panel(), comparison))).reading


def test_a_passage_that_is_cut_always_says_so() -> None:
    reply = AnyReply((Panel(), Passage("word " * 4_000)))
    assert texts.TEXT_CUT in on_slack(reply).reading
    assert texts.TEXT_CUT in on_discord(reply).text


def test_small_print_is_shortened_at_a_word() -> None:
    made = discord(AnyReply((Panel(), Text("Before"), Text("small " * 200, "quiet"))))
    assert made["components"][0]["content"].endswith("small…")


# ---------------------------------------------------------------- what is no document

ITEM_WITH_BUTTON = Items((Group("", ((Passage("x"), Actions(presses(1))),)),))


@pytest.mark.parametrize(
    ("elements", "problem"),
    [
        ((Actions(presses(MOST_BUTTONS + 1)),), "21 buttons"),
        ((Passage("x", whole=WHOLE), Actions(presses(MOST_BUTTONS))), "21 buttons"),
        ((Actions(presses(1)), Text("x"), Actions(presses(1, "Another label"))), "do the same"),
        ((Actions(pickers=(PICKER,)), Actions(pickers=(PICKER,))), "do the same"),
        ((ITEM_WITH_BUTTON,), "an item has no Actions"),
    ],
)
def test_a_document_that_a_platform_could_not_show_is_refused(elements: tuple[Element, ...], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Document.of(*elements, private=False)


def test_a_button_needs_a_label_and_a_picker_has_few_choices() -> None:
    with pytest.raises(ValueError, match="no label"):
        press(1, " \n")
    with pytest.raises(ValueError, match="26 choices"):
        Picker("Choose", PICKER.action, (Choice("a", "A"),) * 26)
