"""A change of an entry changes its lines in the file, and nothing else: no comment, no style and no line end."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest

from bot.core.models import Review, Statement
from bot.factfiles.loader import read_content
from bot.factfiles.writer import write_files
from tests.factfiles.folders import HEAD, parser  # noqa: F401 - a fixture

DAY = dt.date(2025, 10, 22)


def statements(content: bytes) -> dict[str, Statement]:
    return {each.id: each for each in read_content(BytesIO(content), "a.yaml").statements}


def edited(content: bytes, **changes: Any) -> bytes:
    """Change the entry `a` of a file, and return the file."""
    live = statements(content)
    live["a"] = replace(live["a"], **changes)
    (written,) = write_files({"a.yaml": content}, live.values()).values()
    return written


NEW = {"text": "New."}
LINES = {"text": "One.\nTwo."}
RETIRED = {"status": "retired"}
NO_TAGS = {"tags": ()}
ASKED = {"questions": ("One?", "Two?", "Three?")}
LAYOUTS: list[tuple[str, dict[str, Any], str]] = [
    # comments
    ("- id: a\n  text: Old. # why\n", NEW, "- id: a\n  text: New. # why\n"),
    ("- id: a # i\n  # above\n  text: 'Old.'  # why\n", NEW, "- id: a # i\n  # above\n  text: New.  # why\n"),
    ("# first\n- id: a\n  text: Old.\n# last\n", NEW, "# first\n- id: a\n  text: New.\n# last\n"),
    ("- # first\n  id: a\n\n  # t\n\n  text: Old.\n\n\n", NEW, "- # first\n  id: a\n\n  # t\n\n  text: New.\n\n\n"),
    ("- id: a\n  text: Old.\n  # end\n", RETIRED, "- id: a\n  text: Old.\n  status: retired\n  # end\n"),
    ("- id: a\n  text: Old.\n    # of it\n", RETIRED, "- id: a\n  text: Old.\n    # of it\n  status: retired\n"),
    ("- id: a\n  text: b # 1\n  # 2\n  tags: [c] # 3\n", NO_TAGS, "- id: a\n  text: b # 1\n  # 2\n"),
    ("- id: a\n  tags: # 1\n  - b # 2\n  text: c # 3\n", NO_TAGS, "- id: a\n  text: c # 3\n"),
    # texts with several lines
    ("- id: a\n  text: Old. # why\n", LINES, "- id: a\n  text: |- # why\n    One.\n    Two.\n"),
    (
        "- id: a\n  text: >2 # why\n    Old\n    one.\n\n  paragraph: 1\n",
        NEW,
        "- id: a\n  text: New. # why\n\n  paragraph: 1\n",
    ),
    ("- id: a\n  text: Old\n    one. # why\n  paragraph: 1\n", NEW, "- id: a\n  text: New. # why\n  paragraph: 1\n"),
    ("- id: a\n  text:\n    'Old\n\n    one.'\n", LINES, "- id: a\n  text:\n    |-\n    One.\n    Two.\n"),
    ("- id: a\n  text: Old.\n     # deep\n", LINES, '- id: a\n  text: "One.\\nTwo."\n     # deep\n'),
    ("- id: a\n  text: |+\n   Old.\n\n\n- {id: b, text: c}\n", NEW, "- id: a\n  text: New.\n\n\n- {id: b, text: c}\n"),
    # indentation and line ends
    ("-   id: a\n    text: Old.", RETIRED, "-   id: a\n    text: Old.\n    status: retired"),
    ("    - id: a\n      text: Old.\n", RETIRED, "    - id: a\n      text: Old.\n      status: retired\n"),
    ("- id: a\r\n  text: Old. # why\r\n", LINES, "- id: a\r\n  text: |- # why\r\n    One.\r\n    Two.\r\n"),
    ("- ? id\n  : a\n  ? text\n  : Old.\n", NEW | RETIRED, "- ? id\n  : a\n  ? text\n  : New.\n  status: retired\n"),
    # the first key of an entry
    ("- status: draft # 1\n  # 2\n  id: a\n  text: b\n", {"status": "active"}, "  # 2\n- id: a\n  text: b\n"),
    # lists
    ("- id: a\n  text: b\n", ASKED, "- id: a\n  text: b\n  questions:\n    - One?\n    - Two?\n    - Three?\n"),
    (
        "- id: a\n  text: b\n  questions: # q\n  - Zero? # 0\n  # one\n  - 'One?' # 1\n  - Four? # 4\n",
        ASKED,
        "- id: a\n  text: b\n  questions: # q\n  # one\n  - 'One?' # 1\n  - Two? # 4\n  - Three?\n",
    ),
    (
        "- id: a\n  questions:\n      - Two? # 2\n\n      # later\n  text: b\n",
        ASKED,
        "- id: a\n  questions:\n      - One?\n      - Two? # 2\n      - Three?\n\n      # later\n  text: b\n",
    ),
    (
        "- id: a\n  text: b\n  questions: [\n    Zero, # 0\n    'One?', # 1\n    'Two?' ]\n",
        ASKED,
        "- id: a\n  text: b\n  questions: [\n    # 0\n    'One?', # 1\n    'Two?', 'Three?' ]\n",
    ),
    ("- id: a\n  text: b\n  tags: [c, d, e]\n", {"tags": ("c", "x y")}, "- id: a\n  text: b\n  tags: [c, x y]\n"),
    ("- id: a\n  tags: [d]\n  text: b\n", {"tags": ("c", "d")}, "- id: a\n  tags: [c, d]\n  text: b\n"),
    ("- id: a\n  text: b\n  tags: []\n", {"tags": ("c", "d")}, "- id: a\n  text: b\n  tags: [c, d]\n"),
    ("- id: a\n  text: b\n  audience: slack\n", {"audience": ("x", "y")}, "- id: a\n  text: b\n  audience: [x, y]\n"),
    ("- id: a\n  text: b\n  audience: [slack]\n", {"audience": ("x",)}, "- id: a\n  text: b\n  audience: [x]\n"),
    # in brackets
    ("- {id: a, text: Old.} # why\n", NEW | RETIRED, "- {id: a, text: New., status: retired} # why\n"),
    ("- {tags: [b], id: a, text: Old.}\n", NO_TAGS | LINES, '- {id: a, text: "One.\\nTwo."}\n'),
    ("- {id: a, text: Old., # 1\n  tags: [b], # 2\n  }\n", NO_TAGS | NEW, "- {id: a, text: New., # 1\n  # 2\n  }\n"),
    (
        "- {id: a, text: Old.,\n  tags: [b]}\n",
        ASKED,
        "- {id: a, text: Old., questions: ['One?', 'Two?', 'Three?'],\n  tags: [b]}\n",
    ),
]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "with a byte order mark"])
@pytest.mark.parametrize(("before", "changes", "after"), LAYOUTS)
def test_only_the_lines_of_what_changed_are_written(
    mark: bytes, before: str, changes: dict[str, Any], after: str
) -> None:
    content = mark + f"{HEAD}facts: # all\n{before}".encode()
    assert edited(content, **changes).decode() == (mark + f"{HEAD}facts: # all\n{after}".encode()).decode()


def test_tabs_before_comments_stay() -> None:
    content = f"{HEAD}facts:\n- id: a\n  text: 'Old.'\t# why\n"  # the parser in Python refuses it
    assert edited(content.encode(), **NEW).decode() == content.replace("'Old.'", "New.")


def test_a_number_of_days_stays_if_it_still_says_when_to_check_again() -> None:
    entry = "- id: a\n  text: b\n  checked: {}\n  review: {} # days\n"
    content = (HEAD + "facts:\n" + entry.format("2026-01-01", 90)).encode()
    checked = dt.date(2026, 4, 1)
    for due, review in ((checked + dt.timedelta(days=90), "90"), (checked, "2026-04-01")):
        written = edited(content, review=Review("", checked, due))
        assert written.decode() == HEAD + "facts:\n" + entry.format(checked, review)


@pytest.mark.parametrize(
    ("entry", "changes", "written"),
    [
        ("as_of: 2020-01-01", {"as_of": DAY}, ""),
        ("as_of: 2020-01-01", {"as_of": dt.date(2021, 1, 1)}, "as_of: 2021-01-01"),
        ("as_of: 2025-10-22", NEW, "as_of: 2025-10-22"),
        ("status: active", NEW, "status: active"),
        ("status: superseded", {"status": "active"}, ""),
        ("owner: x", {"review": None}, ""),
        ("owner: x", {"review": Review()}, ""),
        ("owner: x", {"review": Review("y", None, DAY)}, "owner: y\n  review: 2025-10-22"),
    ],
)
def test_what_follows_from_the_file_is_not_written(entry: str, changes: dict[str, Any], written: str) -> None:
    content = f"{HEAD}facts:\n- id: a\n  text: b\n  {entry}\n".encode()
    text = changes.get("text", "b")
    expected = f"{HEAD}facts:\n- id: a\n  text: {text}\n" + (f"  {written}\n" if written else "")
    assert edited(content, **changes).decode() == expected


def test_a_place_that_is_named_for_the_whole_file_is_not_repeated() -> None:
    content = f"{HEAD}audience: [slack:T1]\nfacts:\n- id: a\n  text: b\n  audience: slack:T2\n".encode()
    assert edited(content, audience=("slack:T1",)).decode().endswith("- id: a\n  text: b\n")
