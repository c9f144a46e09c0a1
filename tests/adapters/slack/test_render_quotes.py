"""Render quote cards, verdicts, speakers and pickers as blocks, word for word and within the limits."""

from __future__ import annotations

import datetime as dt
import html
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.pressables import read_select
from bot.core import texts
from bot.core.comparison import DiffLegend, DiffSegment
from bot.core.controls import Button, CompletedOption, Picker
from bot.core.document import MOST_BUTTONS, Passage
from bot.core.events import Action, Choice
from bot.core.models import Quote
from bot.core.replies import Card, Reply
from bot.features.full_text.replies import TextPart
from bot.features.quotes.replies import Clarification, SpeakerRow, Speakers
from bot.features.verify import texts as verify_texts
from bot.features.verify.replies import Verdict
from tests.adapters.slack.helpers import AnyReply, quoted, shown
from tests.samples.slack import FACT, HOSTILE, LONG, QUOTE, SOURCE
from tests.standins.slack import kit

WHOLE = Button("Full text", Action("whole", "0" * 16, QUOTE.id))
OTHER = Button("Another", Action("another", "0" * 16, QUOTE.id))
PICKER = Picker("Who said it?", Action("speaker", "0" * 16), (Choice("ana-example", "Ana Example, Minister"),))
VERDICT = Verdict("Altered", "This is close to what was said, but not what was said.")
BY = texts.attribution(QUOTE)

odd = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(
    "\n\t\u00a0\u2003\u200f\u202e\u2066\u200d*_~`<>&:@“”👩🏽‍🚀"
)
any_texts = st.text(odd, min_size=1, max_size=200).filter(str.strip)
long_texts = st.builds(lambda text, times: text * times, any_texts, st.integers(20, 400))


def replies(text: str) -> list[Reply]:
    """Return the replies that show a stored quote."""
    card = Card(replace(QUOTE, text=text), "current", whole=WHOLE, buttons=(OTHER,))
    pieces = DiffSegment("same", text), DiffSegment("old", text), DiffSegment("new", "x")
    return [card, replace(VERDICT, card=card, pieces=pieces, buttons=(OTHER,))]


@given(any_texts)
def test_a_quote_is_shown_word_for_word_between_quotation_marks(text: str) -> None:
    for reply in replies(text):
        message = shown(reply)
        assert quoted(message) == f"“{text}”"
        assert message.labels == ["Another"]
        assert BY in message.paragraphs


@given(long_texts)
def test_a_long_quote_is_cut_with_a_note_and_a_full_text_button(text: str) -> None:
    for reply in replies(text):
        message = shown(reply)
        visible = quoted(message)
        if visible == f"“{text}”":
            assert message.labels == ["Another"]
            continue
        assert visible.startswith("“")
        assert visible.endswith("…”")
        assert text.startswith(visible[1:-2].rstrip())
        assert texts.TEXT_CUT not in message.paragraphs  # the button says it
        assert message.labels == ["Full text", "Another"]


def test_a_quote_without_a_button_for_the_whole_is_cut_after_more_than_9000_characters() -> None:
    message = shown(Card(replace(QUOTE, text=LONG * 3), "current"))
    assert len(quoted(message)) > 9_000
    assert texts.TEXT_CUT in message.paragraphs


def test_a_quote_has_its_speaker_above_and_its_circumstances_and_source_below() -> None:
    quote = replace(QUOTE, about="return hubs", said=dt.date(2025, 10, 21), where="Belgrade")
    message = shown(Card(quote, "current"))
    assert message.paragraphs == [
        BY,
        f"“{QUOTE.text}”",
        "On return hubs · said on 21 October 2025 · Belgrade",
        "Six neighbours, one table · The Lamp · 22 October 2025",
    ]
    assert message.bold == [QUOTE.speaker]
    assert message.links == {SOURCE.title: SOURCE.url}
    assert [block["type"] for block in message.blocks] == ["rich_text", "context"]


def test_marked_words_of_a_quote_are_bold_and_its_paragraphs_stay() -> None:
    passage = Passage("Never in Albania.\n\nNever.", True, "Ana Example", marked=((9, 16), (19, 24)))
    message = shown(AnyReply((passage,)))
    assert quoted(message) == "“Never in Albania.\n\nNever.”"
    assert message.bold == ["Ana Example", "Albania", "Never"]


def test_the_marks_of_a_comparison_are_explained_with_examples() -> None:
    message = shown(AnyReply((DiffLegend("was said", "is only in your *text*"),)))
    [block] = message.blocks
    assert block["elements"][0]["text"].startswith("~struck out~ was said · *bold* is only in your")
    assert message.reading.endswith("bold is only in your *text*")


def test_a_text_part_is_shown_word_for_word_above_its_number() -> None:
    message = shown(TextPart(HOSTILE, "Piece 2 of 3 of rails"))
    assert message.paragraphs == [HOSTILE, "Piece 2 of 3 of rails"]


# ---------------------------------------------------------------- verdicts

PIECES = (
    DiffSegment("same", "We will"),
    DiffSegment("old", "never"),
    DiffSegment("same", "build"),
    DiffSegment("old", "two"),
    DiffSegment("new", "*three*"),
    DiffSegment("same", "<piers>,"),
    DiffSegment("cut", "we said,"),
    DiffSegment("same", "here."),
)


def test_a_verdict_shows_its_warnings_then_the_comparison_then_the_quote() -> None:
    card = Card(QUOTE, "current", buttons=(OTHER,))
    verdict = replace(VERDICT, warnings=("A “never” is gone.", "A number changed."), pieces=PIECES, card=card)
    message = shown(verdict)
    assert message.paragraphs[:8] == [
        "Altered",
        VERDICT.explanation,
        "⚠️ A “never” is gone.",
        "⚠️ A number changed.",
        "We will never build two *three* <piers>, […] here.",
        f"~struck out~ {verify_texts.ONLY_SAID} · bold {verify_texts.ONLY_TYPED}",
        BY,
        f"“{QUOTE.text}”",
    ]
    assert message.struck == ["never", "two"]
    assert message.bold == ["⚠️ A “never” is gone.", "⚠️ A number changed.", "*three*", QUOTE.speaker]


def test_the_fallback_text_of_a_verdict_shows_the_comparison_in_signs() -> None:
    assert html.unescape(shown(replace(VERDICT, pieces=PIECES)).text) == (
        f"Altered\n{VERDICT.explanation}\nWe will [-never-] build [-two-]{{+*three*+}} <piers>, […] here."
        f"\n[-…-] {verify_texts.ONLY_SAID} · {{+…+}} {verify_texts.ONLY_TYPED}"
    )


def test_a_verdict_without_a_quote_shows_its_text_and_picker() -> None:
    blank = (DiffSegment("same", " "),)
    message = shown(Verdict("Not found", "I don't have this quote.", pieces=blank, buttons=(OTHER,), picker=PICKER))
    assert message.paragraphs == ["Not found", "I don't have this quote."]
    assert (message.labels, message.choices) == (["Another"], ["Ana Example, Minister"])


def test_a_verdict_shows_only_its_own_buttons_and_picker() -> None:
    card = Card(QUOTE, "current", buttons=(OTHER,), picker=replace(PICKER, label="Never"))
    own = Button("More", Action("show", "0" * 16, "more"))
    message = shown(replace(VERDICT, card=card, buttons=(own,), picker=PICKER))
    assert message.labels == ["More"]
    assert [select["placeholder"]["text"] for select in kit.selects(message.blocks)] == ["Who said it?"]


def test_struck_and_bold_words_may_have_spaces_or_markup_at_the_ends() -> None:
    pieces = (DiffSegment("old", " x y\nz*"), DiffSegment("new", "<!here> "), DiffSegment("same", "~"))
    message = shown(replace(VERDICT, pieces=pieces))
    assert (message.struck, message.bold) == (["x y\nz*"], ["<!here>"])


def test_a_long_comparison_shows_every_change() -> None:
    around = "Words that nobody changed stand here. " * 100
    pieces = (
        DiffSegment("new", " "),
        DiffSegment("same", around),
        DiffSegment("old", "never"),
        DiffSegment("same", around),
        DiffSegment("new", "really"),
    )
    message = shown(replace(VERDICT, pieces=pieces, card=Card(replace(QUOTE, text=around * 2), "current")))
    assert (message.struck, message.bold) == (["never"], ["really", QUOTE.speaker])
    assert quoted(message) == f"“{around * 2}”"


@given(
    st.lists(
        st.builds(DiffSegment, st.sampled_from(["same", "old", "new", "cut"]), any_texts | long_texts), max_size=60
    )
)
def test_any_comparison_fits_beside_the_complete_quote(pieces: list[DiffSegment]) -> None:
    message = shown(replace(VERDICT, pieces=tuple(pieces), card=Card(QUOTE, "current", whole=WHOLE)))
    assert quoted(message) == f"“{QUOTE.text}”"


@pytest.mark.parametrize("mark", list("&<😀*x"))
def test_the_longest_card_and_verdict_fit(mark: str) -> None:
    source = replace(SOURCE, title=mark * 500, publisher=mark * 500, url="https://x.example/" + "&" * 130)
    worst = Quote(
        "q" * 64,
        mark * 20_000,
        mark * 300,
        source,
        mark * 300,
        about=mark * 900,
        said=SOURCE.published,
        where=mark * 900,
    )
    buttons = tuple(Button(mark * 200, Action("show", "0" * 16, f"s{n}")) for n in range(MOST_BUTTONS - 1))
    choices = tuple(Choice("v" * 75, mark * 200) for _ in range(25))
    picker = Picker(mark * 400, Action("check", "0" * 16), choices)
    card = Card(worst, "superseded", also=(worst,) * 9, whole=WHOLE, buttons=buttons, picker=picker)
    pieces = tuple(DiffSegment(kind, mark * 200) for kind in ("same", "old", "new", "cut")) * 50
    verdict = Verdict(mark * 300, mark * 2_000, (mark * 600,) * 20, pieces, card, picker=picker)
    for reply in (card, verdict, replace(verdict, card=None, buttons=buttons)):
        message = shown(reply)
        assert message.choices
    assert shown(verdict).struck
    assert quoted(shown(verdict)).startswith(f"“{mark * 50}")
    assert shown(verdict).labels[0] == "Full text"


# ---------------------------------------------------------------- speakers and pickers


def test_each_speaker_is_listed_with_a_summary() -> None:
    lines = (SpeakerRow("Ana *Example*, Minister <b>", "3 quotes on piers"), SpeakerRow(" Ben Example ", "1 quote"))
    message = shown(Speakers("Who is quoted here", lines, (OTHER,), PICKER))
    assert message.paragraphs == [
        "Who is quoted here",
        "Ana *Example*, Minister <b>\n3 quotes on piers",
        "Ben Example\n1 quote",
    ]
    assert message.bold == ["Ana *Example*, Minister <b>", "Ben Example"]
    assert (message.labels, message.choices) == (["Another"], ["Ana Example, Minister"])


@pytest.mark.parametrize("mark", list("&<😀"))
def test_the_longest_list_of_speakers_fits(mark: str) -> None:
    lines = (SpeakerRow(mark * 600, mark * 900),) * 10
    buttons = tuple(Button(mark * 200, Action("page", "0" * 16, str(n))) for n in range(3))
    assert shown(Speakers(mark * 400, lines, buttons, PICKER))


def test_a_clarification_shows_its_picker() -> None:
    message = shown(Clarification(HOSTILE, PICKER))
    assert message.paragraphs == [HOSTILE]
    [select] = kit.selects(message.blocks)
    assert (select["type"], select["options"][0]["value"]) == ("static_select", "ana-example")
    assert read_select(select["action_id"]) == (PICKER.action.code, "", "")


def test_a_picker_with_completion_is_a_search_field() -> None:
    message = shown(
        Clarification("Whom?", replace(PICKER, label="L" * 400, completes=CompletedOption("quote", "speaker")))
    )
    [select] = kit.selects(message.blocks)
    assert (select["type"], select["min_query_length"]) == ("external_select", 0)
    assert read_select(select["action_id"]) == (PICKER.action.code, "quote", "speaker")


def test_a_picker_without_choices_is_left_out() -> None:
    assert list(kit.selects(shown(Clarification("Whom?", replace(PICKER, choices=()))).blocks)) == []


def test_long_choices_are_shortened() -> None:
    choices = tuple(Choice(f"v{n}", "Somebody with a long role " * 9) for n in range(25))
    message = shown(Card(FACT, "current", picker=replace(PICKER, choices=choices)))
    assert len(message.choices) == 25
    assert all(len(label) <= 75 and label.endswith("…") for label in message.choices)
