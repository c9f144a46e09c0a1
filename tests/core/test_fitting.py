"""A document that is too long is cut, and what is dropped is counted. Length is measured in characters."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import texts
from bot.core.comparison import Diff, DiffSegment
from bot.core.controls import Button
from bot.core.cutting import NOTE, Size, total
from bot.core.document import (
    LEAST_PREVIEW,
    PREVIEW,
    Actions,
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
from bot.core.events import Action
from bot.core.fitting import fit
from bot.core.plain_text import diff_text, plain_text
from bot.core.words import plain

MORE = Action("more", "d" * 16)
WHOLE = Button("Show the whole", Action("whole", "d" * 16, "fog"))
SOURCE = SourceLine("Annual report", None, "Harbour office · 2 March 2026", "as of 1 March 2026")
OTHER = replace(SOURCE, title="Said elsewhere", other=True)
LONG = "Fog comes in. " * 200


def measure(element: Element) -> Size:
    """Count the characters that an element shows, and its parts: one or, for items and fields, one for each inside."""
    match element:
        case Items(groups=groups):
            inner = [part for group in groups for item in group.items for part in item]
            return total(inner, measure) + Size(sum(len(group.heading) for group in groups))
        case Actions(buttons=buttons):
            return Size(sum(len(button.label) for button in buttons), 1)
        case SourceLine():
            return Size(sum(map(len, (element.title, element.details))), 1)
        case Earlier():
            return Size(len(element.label + element.text), 1)
        case Fields(rows=rows):
            return Size(sum(len(row.label + plain(row.text)) for row in rows), len(rows))
        case Passage():
            note = element.if_cut if element.is_cut else ""
            return Size(len(element.shown + element.attribution + element.subject + note), 1)
        case Diff():
            return Size(len(diff_text(element.segments)), 1)
        case Heading() | Text():
            return Size(len(element.text), 1)
    return Size()


def fitted(*elements: Element, room: int = 1_000, parts: int = 100) -> tuple[Element, ...]:
    """Fit elements into the room, and check that they fit."""
    shown = fit(elements, Size(room, parts), measure)
    assert total(shown, measure).fits(Size(room, parts))
    return shown


def passages(elements: tuple[Element, ...]) -> list[Passage]:
    return [element for element in elements if isinstance(element, Passage)]


def items_of(count: int, length: int = 100) -> Items:
    return Items((Group("New", tuple((Passage(f"{n} ".ljust(length, "x")),) for n in range(count))),), MORE, first=7)


def test_elements_that_fit_are_not_changed() -> None:
    elements = (Panel(), Heading("Fog"), Passage(LONG), SOURCE, OTHER, items_of(3), Actions((WHOLE,)))  # no preview
    assert fitted(*elements, room=5_000) == elements


def test_a_long_passage_is_cut_at_a_word_and_gets_a_button() -> None:
    button = Button("Another", Action("another", "-", "fog"))
    long = Passage(LONG, True, "Ada Quill", if_cut="Cut.", whole=WHOLE)
    (cut, source, actions) = fitted(long, SOURCE, Actions((button,)), room=500)
    assert isinstance(cut, Passage)
    assert cut.is_cut
    assert LONG.startswith(cut.text[:-1] + " ")
    assert cut.text.endswith("…")
    assert 300 < len(cut.text) < 400
    assert source == SOURCE
    assert actions == Actions((WHOLE, button))


ROOMY = Size(100_000, 100)


@given(
    st.text(st.sampled_from("abc é字😀.!? \n"), max_size=1_500)
    | st.lists(st.text(st.sampled_from("abcde."), min_size=1, max_size=40), max_size=200).map(" ".join)
)
def test_the_preview_of_a_long_text_is_its_beginning(text: str) -> None:
    (shown,) = passages(fit((Passage(text, whole=WHOLE),), ROOMY, measure))
    if len(text) <= PREVIEW:
        assert shown == Passage(text, whole=WHOLE)
        return
    assert shown.is_cut
    beginning = shown.text.removesuffix("…")
    assert text.startswith(beginning)
    assert len(shown.text) <= PREVIEW
    has_space = any(map(str.isspace, text[LEAST_PREVIEW : PREVIEW - 1]))
    if has_space:
        assert text[len(beginning)].isspace()  # no word is cut
        assert len(beginning) >= LEAST_PREVIEW or text[len(beginning) : LEAST_PREVIEW + 1].isspace()
    else:
        assert len(beginning) >= LEAST_PREVIEW - 1


def test_a_preview_ends_with_a_sentence_if_one_ends_late_enough() -> None:
    text = f"{'Fog comes in. ' * 33}And then {'it stays ' * 40}."
    (shown,) = passages(fit((Passage(text, whole=WHOLE),), ROOMY, measure))
    assert shown.text.endswith("Fog comes in. …")
    assert len(shown.text) == len("Fog comes in. " * 33 + "…")


def test_a_long_text_without_a_button_is_not_only_previewed() -> None:
    assert passages(fit((Passage(LONG),), ROOMY, measure)) == [Passage(LONG)]


def test_a_long_text_without_spaces_is_cut_too() -> None:
    (cut,) = passages(fitted(Passage("x" * 5_000)))
    assert len(cut.text) > 900


def test_long_passages_share_the_room_and_a_short_one_stays_whole() -> None:
    short, first, second = Passage("x" * 200), Passage(LONG, whole=WHOLE), Passage(LONG, whole=WHOLE)
    shown = fitted(first, short, second)
    one, middle, two = passages(shown)
    assert middle == short
    assert one.is_cut
    assert two.is_cut
    assert abs(len(one.text) - len(two.text)) < 100
    assert shown[-1] == Actions((WHOLE,))


def test_items_that_do_not_fit_are_counted_and_get_a_button() -> None:
    (shown, note, actions) = fitted(items_of(30))
    assert isinstance(shown, Items)
    assert 5 <= len(shown) < 30
    assert note == Text(texts.left_out(30 - len(shown)), "quiet")
    button = Button(texts.more(30 - len(shown)), replace(MORE, value=str(7 + len(shown))))
    assert actions == Actions((button,))
    assert isinstance(fitted(replace(items_of(30), more=None))[-1], Text)


def test_items_are_left_out_if_there_are_too_many_parts() -> None:
    shown = fitted(items_of(30, length=5), parts=12)[0]
    assert isinstance(shown, Items)
    assert len(shown) == 9  # of twelve parts, one is the count, one the button, and one kept for a line


def test_a_first_item_that_is_too_long_is_cut_but_keeps_its_source() -> None:
    items = Items((Group("New", ((Passage(LONG, if_cut="Cut."), SOURCE), (Passage("Fog."),))),), MORE)
    shown = fitted(items)[0]
    assert isinstance(shown, Items)
    first = shown.groups[0].items[0]
    assert isinstance(first[0], Passage)
    assert first[0].is_cut
    assert first[1] == SOURCE


def test_a_short_first_item_stays_whole_if_only_its_small_print_has_no_room() -> None:
    item = Passage("The fog comes in at four.")
    items = Items((Group("New", ((item, Text("x" * 500, "quiet")),)),), MORE)
    shown = [fitted(items, Passage("y" * 300), room=room)[0] for room in range(300, 500)]
    first_items = [element.groups[0].items[0] for element in shown if isinstance(element, Items)]
    assert len(first_items) > 100
    assert all(first[0] == item for first in first_items)


def test_a_passage_after_items_leaves_room_for_them() -> None:
    shown = fitted(items_of(3), Passage(LONG))
    assert shown[0] == items_of(3)
    assert len(passages(shown)[0].text) > 600
    shown = fitted(items_of(30), Passage("Fog."))
    assert isinstance(shown[0], Items)
    assert len(shown[0]) >= 7


def test_other_sources_and_earlier_texts_are_dropped_if_room_is_short() -> None:
    earlier = Earlier("Superseded", "It was less.")
    short = Passage("Fog. " * 120)
    assert fitted(short, SOURCE, OTHER, earlier) == (short, SOURCE, OTHER, earlier)
    shown = fitted(short, SOURCE, *[OTHER] * 9, earlier)
    assert shown[:3] == (short, SOURCE, OTHER)
    assert shown[-1] == NOTE
    (cut, source) = fitted(Passage(LONG, if_cut="Cut."), SOURCE, OTHER, earlier)
    assert isinstance(cut, Passage)  # the passage has its own note that it is cut
    assert source == SOURCE


def test_an_earlier_text_is_shortened_before_it_is_dropped() -> None:
    shown = fitted(Passage("Fog."), Earlier("Superseded", LONG))[-1]
    assert isinstance(shown, Earlier)
    assert 250 < len(shown.text) <= 300


def test_the_first_rows_stay_if_not_all_fit() -> None:
    rows = tuple(Row(f"Row {n}", "x" * 90) for n in range(30))
    shown, note = fitted(Fields(rows))
    assert isinstance(shown, Fields)
    assert shown.rows == rows[: len(shown.rows)]
    assert len(shown.rows) > 7
    assert note == NOTE


def test_the_unchanged_text_of_a_diff_is_shortened_first() -> None:
    same = DiffSegment("same", LONG)
    changed = [DiffSegment("old", "never"), DiffSegment("new", "always")]
    (shown,) = fitted(Diff((same, changed[0], same, changed[1], same)))
    assert isinstance(shown, Diff)
    assert shown.is_cut
    assert [segment for segment in shown.segments if segment.kind != "same"] == changed
    (shown,) = fitted(Diff((DiffSegment("old", LONG), *changed)))
    assert isinstance(shown, Diff)
    assert shown.segments[-1] == DiffSegment("same", "…")
    assert LONG.startswith(shown.segments[0].text)


def test_if_headings_do_not_fit_the_last_are_dropped_but_buttons_stay() -> None:
    shown = fitted(*[Heading("x" * 300)] * 9, Actions((WHOLE,)))
    assert shown == (*[Heading("x" * 300)] * 3, NOTE, Actions((WHOLE,)))


WORDS = st.builds(lambda text, times: text * times, st.text(min_size=1, max_size=20), st.integers(1, 300))
SOURCES = st.sampled_from([SOURCE, OTHER])
PASSAGES = st.builds(Passage, WORDS, st.booleans(), st.just("Ada Quill"), whole=st.sampled_from([None, WHOLE]))
PARTS = st.lists(SOURCES | st.builds(Earlier, st.just("Before"), WORDS) | st.just(Text("Asked twice", "quiet")))
GROUPS = st.lists(st.builds(lambda first, rest: (first, *rest), PASSAGES, PARTS), min_size=1, max_size=6).map(tuple)
ITEMS = st.lists(st.builds(Group, st.just("New"), GROUPS), min_size=1, max_size=3).map(
    lambda groups: Items(tuple(groups), MORE)
)
SEGMENTS = st.builds(DiffSegment, st.sampled_from(["same", "old", "new", "cut"]), WORDS)
DIFFS = st.lists(SEGMENTS, min_size=1).map(lambda segments: Diff(tuple(segments)))
ROWS = st.lists(st.builds(Row, st.just("Next"), WORDS), min_size=1).map(lambda rows: Fields(tuple(rows)))
ENDS = st.lists(PASSAGES | SOURCES | DIFFS | ROWS, max_size=3)


@settings(max_examples=60)
@given(st.none() | ITEMS, ENDS, PARTS)
def test_any_document_fits_and_every_item_is_shown_or_counted(
    items: Items | None, ends: list[Element], parts: list[Element]
) -> None:
    shown = fitted(Heading("Fog"), *([items] if items else []), *ends, *parts, room=2_500)
    for passage in passages(shown):
        assert passage.text.strip("…") or passage.is_cut
    if items:
        kept = next(element for element in shown if isinstance(element, Items))
        left = len(items) - len(kept)
        assert left == 0 or Text(texts.left_out(left), "quiet") in shown
    assert len(shown) > 1 or not (items or ends or parts)


def test_a_document_is_written_as_plain_text_up_to_a_length() -> None:
    document = Document.of(
        Panel(),
        Heading("Altered"),
        Text(""),
        Text("A number was changed.", "warning"),
        Diff((DiffSegment("old", "two"), DiffSegment("new", "three"))),
        Passage("Fog.", True, "Ada Quill"),
        SOURCE,
        OTHER,
        Fields((Row("Next", "Monday"),)),
        Items((Group("New", ((Passage("Ferries."), SOURCE),)),)),
        Actions((WHOLE,)),
        private=False,
    )
    source = f"{SOURCE.title} · {SOURCE.details}"
    assert plain_text(document).splitlines() == [
        "Altered", "⚠️ A number was changed.", "[-two-]{+three+}", "Ada Quill:", "“Fog.”", source,
        "Next: Monday", "New", "Ferries.", source,
    ]  # fmt: skip
    assert plain_text(document, 9) == "Altered\n⚠️"
