"""Values are written so that they are readable and read back exactly."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.factfiles.contents import FactFile
from bot.factfiles.formats.yaml_text import Value, mapping, written
from bot.factfiles.loader import read_content
from tests.factfiles.folders import HEAD, parser  # noqa: F401 - a fixture
from tests.factfiles.strategies import any_texts

LONG = "The harbour has four ferries, and each of them crosses the bay eleven times a day from April to October"
SIGNS = [
    *"-?:,[]{}#&*!|>'\"%@`~=<.\\ \n",
    ": ",
    " #",
    "null",
    "2025-10-22",
    "no",
    "---",
    "...",
    "a",
    "é",
    "\ufeff",
    "\uffff",
]
AWKWARD = st.lists(st.sampled_from(SIGNS), min_size=1, max_size=12).map("".join).map(str.strip).filter(str.strip)
LINES = (any_texts(300, lines=True) | AWKWARD).filter(lambda text: any(c.isprintable() and c != " " for c in text))
LINE = LINES.map(lambda text: " ".join(text.split("\n")))


def read(entry: str) -> FactFile:
    return read_content(BytesIO((HEAD + entry).encode()), "a.yaml")


@pytest.mark.usefixtures("parser")
@settings(max_examples=150)
@given(text=LINES, question=LINE, tags=st.lists(LINE, max_size=2).map(tuple))
@example(text="a\n   \n  b", question="Is it “so”: 'yes', or \"no\"?", tags=("null", "1e5"))
def test_texts_read_back_exactly_in_every_place(text: str, question: str, tags: tuple[str, ...]) -> None:
    values: dict[str, Value] = {"id": "a", "text": text, "questions": (question,), "tags": tags}
    file = read(f"facts:\n  - {mapping(values, 4)}\n  - {written(values | {'id': 'b'})}\n")
    assert [problem.message for problem in file.problems] == []
    for statement in file.statements:
        assert (statement.text, statement.questions, statement.tags) == (text, (question,), tags)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ferry costs 4 euros, or 3 with a card.", "The ferry costs 4 euros, or 3 with a card."),
        ("The price: 4 euros", "'The price: 4 euros'"),
        ("It's #1: yes", '"It\'s #1: yes"'),
        ('It\'s "new": yes', "'It''s \"new\": yes'"),
        ("slack:T1", "slack:T1"),
        ("null", "'null'"),
        ("yes", "'yes'"),
        ("2025", "'2025'"),
        ("2025-10-22", "'2025-10-22'"),
        ("- a", "'- a'"),
        ("One line.\n\n  Another # line: it", "|-\n    One line.\n\n      Another # line: it"),
        ("a\ufeffb", r'"a\ufeffb"'),
        (f"{LONG}.", f"{LONG}."),
        (f"{LONG}: and back again.", f">-\n    {LONG}: and back\n    again."),
        ("x" * 150, "x" * 150),
        (f"{LONG} and back \nagain.", f"|-\n    {LONG} and back \n    again."),
    ],
)
def test_a_text_is_written_in_the_most_readable_style(text: str, expected: str) -> None:
    assert written(text, 2, 8) == expected
    (fact,) = read(f"facts:\n- id: a\n  text: {expected}\n").statements
    assert fact.text == text


def test_a_folded_text_has_no_more_lines_than_it_needs() -> None:
    text = " ".join(f"word{number}" for number in range(60))
    lines = written(text, 4, 10).split("\n")[1:]
    assert len(lines) == 4
    assert all(100 < len(line) <= 120 for line in lines[:-1])
