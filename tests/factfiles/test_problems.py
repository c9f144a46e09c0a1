"""Each kind of problem in a fact file is reported with its position and a message."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.call_count import calls
from tests.factfiles.folders import HEAD, folder_with, problems, problems_of

FACT = "facts:\n  - id: a\n    text: One.\n"
"""Lines 5 to 7 after HEAD."""


IN_A_FACT = [
    ("txt: One.", "8:5: unknown key `txt`; did you mean `text`?"),
    ("qestions: [x]", "8:5: unknown key `qestions`; did you mean `questions`?"),
    ("colour: red", "8:5: unknown key `colour`; a fact has the keys id, text, questions, paragraph, as_of, valid_"),
    ("said: 2025-10-22", "8:5: unknown key `said`; did you mean `id`?"),
    ("<<: {text: One.}", "8:5: unknown key `<<`; a fact has"),
    (r'"\e[31m": red', "8:5: unknown key `\\x1b[31m`; a fact has"),
    ("text: Two.", "8:5: the key `text` is repeated; it is already in line 7"),
    ("? [a, b]\n    : c", "8:7: expected a word as key, but found a list"),
    ("as_of: 22.10.2025", "8:12: `as_of` `22.10.2025` is not a date; write it as YYYY-MM-DD, such as 2025-10-22"),
    ("as_of: 2025-10-22T10:00", "8:12: `as_of` `2025-10-22T10:00` is not a date; write it as YYYY-MM-DD"),
    ("as_of: 2025-W43-3", "8:12: `as_of` `2025-W43-3` is not a date"),
    ("as_of: ２025-10-22", "8:12: `as_of` `２025-10-22` is not a date"),
    ("as_of: 2025-02-29", "8:12: `as_of` `2025-02-29` is a day that does not exist"),
    ("as_of: 0000-01-01", "8:12: `as_of` `0000-01-01` is a day that does not exist"),
    ("as_of: [2025-10-22]", "8:12: `as_of` must be a text, but is a list"),
    ("as_of:", "8:11: `as_of` is empty; expected a text"),
    (
        "valid_from: 2025-10-22\n    valid_until: 2025-10-21",
        "9:18: `valid_until` 2025-10-21 is before `valid_from` 2025-10-22",
    ),
    ("paragraph: 0", "8:16: `paragraph` `0` must be a whole number from 1 to 999999"),
    ("paragraph: -3", "8:16: `paragraph` `-3` must be a whole number from 1 to 999999"),
    ("paragraph: ３", "8:16: `paragraph` `３` must be a whole number from 1 to 999999"),
    ("paragraph: " + "9" * 5000, "8:16: `paragraph` has 5,000 characters; at most 300 are allowed"),
    ("status: actve", "8:13: `status` `actve` is unknown; did you mean `active`?"),
    ("status: no", "8:13: `status` `no` is unknown; expected one of active, draft, superseded, retired"),
    ("review: 0", "8:13: `review` `0` must be a day such as 2026-10-22, or a number of days"),
    ("review: soon", "8:13: `review` `soon` must be a day such as 2026-10-22, or a number of days"),
    ("review: 2026-02-30", "8:13: `review` `2026-02-30` is a day that does not exist"),
    ("audience: Slack", "8:15: `audience` `Slack` must be a platform with a workspace and maybe a channel, such as"),
    ("audience: [slack:T1, 'a:b:c:d']", "8:26: the place `a:b:c:d` must be a platform with a workspace"),
    ("tags: money", "8:11: `tags` must be a list, each entry after a hyphen, but is the text `money`"),
    ("tags: {money: yes}", "8:11: `tags` must be a list, each entry after a hyphen, but is keys with values"),
    ("tags: ['']", "8:12: the tag is empty; expected a text"),
    ("tags: [a, ~]", "8:15: `~` means no value; write a text, or put quotes around it"),
    ("questions:\n      - null", "9:9: `null` means no value; write a text, or put quotes around it"),
    ("questions: NULL", "8:16: `NULL` means no value; write a text, or put quotes around it"),
    ("tags: [" + "x" * 301 + "]", "8:12: the tag has 301 characters; at most 300 are allowed"),
    ("questions: What?", "8:16: `questions` must be a list, each entry after a hyphen, but is the text `What?`"),
    ("questions:", "8:15: `questions` must be a list, each entry after a hyphen, but is nothing"),
    (
        "questions:\n      - Who said: yes?",
        "9:9: the question must be a text, but is keys with values (a text that contains `: ` must be in quotes)",
    ),
    ("questions: [[What?]]", "8:17: the question must be a text, but is a list"),
    (
        "questions:\n      - What?\n      - 'What? '",
        "10:9: the question `What?` is repeated; it is already in line 9",
    ),
    ("questions: [" + "x" * 501 + "]", "8:17: the question has 501 characters; at most 500 are allowed"),
    (
        "questions:\n      - |\n       One\n       two?",
        "9:9: the question must be on one line; use `>-` instead of `|`",
    ),
    ('tags: ["a\\tb"]', "8:12: the tag contains the character U+0009 TAB, which is not allowed; delete it"),
    ('tags: ["a\\0b"]', "8:12: the tag contains the character U+0000 NUL, which is not allowed; delete it"),
    ('tags: ["a\\u202Eb"]', "8:12: the tag contains the character U+202E RIGHT-TO-LEFT OVERRIDE, which is not allowed"),
    ("tags: [a\u2066b]", "8:12: the tag contains the character U+2066 LEFT-TO-RIGHT ISOLATE, which is not allowed"),
    ("tags: ['a\u2028b']", "8:12: the tag contains the character U+2028 LINE SEPARATOR, which is not allowed"),
    ("tags: [\u200b\u00a0\u200d]", "8:12: the tag has no visible character; expected a text"),
    (r'tags: ["\ud800"]', "8:15: not readable as YAML: found invalid Unicode character escape code"),
    ("tags: &x [a]", "8:11: the anchor `&x` is not allowed here; delete it"),
    ("status: &x draft", "8:13: the anchor `&x` is not allowed here; delete it"),
    ("status: *x", "8:13: the alias `*x` is not allowed here; write the value itself"),
    ("status: !!str draft", "8:13: the tag `tag:yaml.org,2002:str` is not allowed here; every value is a text"),
    ("tags: !python/object:os.system [a]", "8:11: the tag `!python/object:os.system` is not allowed here"),
    ("&x tags: [a]", "8:5: the anchor `&x` is not allowed here; delete it"),
    ("supersedes: b", "8:17: `supersedes` names `b`, but there is no fact with that id"),
    ("supersedes: a", "8:17: the fact `a` supersedes itself"),
    ("supersedes: [Aa]", "8:18: the id `Aa` must be 1 to 64 lower-case letters a–z, digits and hyphens, such as `aa`"),
]


@pytest.mark.parametrize(("written", "expected"), IN_A_FACT, ids=[case[0][:30] for case in IN_A_FACT])
def test_a_problem_in_a_fact_is_reported_with_its_position(tmp_path: Path, written: str, expected: str) -> None:
    (problem,) = problems(tmp_path, f"{HEAD}{FACT}    {written}\n")
    assert problem.startswith(f"facts/a.yaml:{expected}")


IN_A_FILE = [
    ("", "1:1: the file is empty"),
    ("# only a comment\n", "1:1: the file is empty"),
    ("---\n", "2:1: expected keys with values (`source:`, `facts:` …) at the top of the file, but found nothing"),
    ("just words", "1:1: expected keys with values (`source:`, `facts:` …) at the top of the file, but found a text"),
    ("- a\n", "1:1: expected keys with values (`source:`, `facts:` …) at the top of the file, but found a list"),
    ("*x", "1:1: expected keys with values (`source:`, `facts:` …) at the top of the file, but found an alias"),
    (FACT, "1:1: the key `source` is missing; say where the facts of this file come from"),
    ("source: The Herald\n", "1:9: `source` must be keys with values, but is the text `The Herald`"),
    ("source: [a]\n", "1:9: `source` must be keys with values, but is a list"),
    (
        "source:\n  title: A\n  published: 2025-01-01\n",
        "2:3: the key `publisher` is missing; a source needs title, publisher and published",
    ),
    (HEAD + "  link: x\n", "5:3: unknown key `link`; a source has the keys title, publisher, published, url"),
    (HEAD + "  url: herald.example\n", "5:8: `url` `herald.example` must be an address that begins with https://"),
    (HEAD + "  url: javascript:alert(1)\n", "5:8: `url` `javascript:alert(1)` must be an address that begins with"),
    (HEAD + "  url: http://[::1\n", "5:8: `url` `http://[::1` must be an address that begins with https:// or http://"),
    (HEAD + "  url: https://a b\n", "5:8: `url` `https://a b` must be an address that begins with https:// or http://"),
    (HEAD + "  url: https://\n", "5:8: `url` `https://` must be an address that begins with https:// or http://"),
    (HEAD + "  url: http://a:99999\n", "5:8: `url` `http://a:99999` must be an address that begins with"),
    (HEAD + "fact: []\n", "5:1: unknown key `fact`; did you mean `facts`?"),
    (HEAD + "notes: x\n", "5:1: unknown key `notes`; did you mean `quotes`?"),
    (HEAD + "topic: null\n", "5:8: `null` means no value; write a text, or put quotes around it"),
    (HEAD + "topic: [a]\n", "5:8: `topic` must be a text, but is a list"),
    (HEAD + "topic: a\ntopic: b\n", "6:1: the key `topic` is repeated; it is already in line 5"),
    (HEAD + "facts: []\nfacts: [a]\n", "6:1: the key `facts` is repeated; it is already in line 5"),
    (HEAD + "facts: none\n", "5:8: `facts` must be a list, each entry after a hyphen, but is the text `none`"),
    (HEAD + "facts:\n", "5:7: `facts` must be a list, each entry after a hyphen, but is nothing"),
    (HEAD + "facts:\n  id: a\n", "6:3: `facts` must be a list, each entry after a hyphen, but is keys with values"),
    (HEAD + "facts:\n  - It is red.\n", "6:5: a fact must be keys with values, but is the text `It is red.`"),
    (HEAD + "facts:\n  - text: It is red.\n", "6:5: the key `id` is missing; a fact needs id and text"),
    (HEAD + "facts:\n  - {id: a, text: ''}\n", "6:19: `text` is empty; expected a text"),
    (HEAD + f"facts:\n  - {{id: a, text: {'x' * 20_001}}}\n", "6:19: `text` has 20,001 characters; at most 20,000"),
    (HEAD + "facts:\n  - {id: -a, text: b}\n", "6:10: `id` `-a` must be 1 to 64 lower-case letters a–z, digits and"),
    (HEAD + f"facts:\n  - {{id: {'a' * 65}, text: b}}\n", f"6:10: `id` `{'a' * 59}…` must be 1 to 64 lower-case"),
    (HEAD + "quotes:\n  - {id: a, text: b}\n", "6:5: the key `speaker` is missing; a quote needs id, speaker and text"),
    (HEAD + "quotes:\n  - {id: a, text: b, speaker: c, as_of: d}\n", "6:34: unknown key `as_of`; a quote has the keys"),
    (HEAD + "stay_silent: [{a: b}]\n", "5:15: the question must be a text, but is keys with values"),
    (HEAD + "stay_silent: !x [a]\n", "5:14: the tag `!x` is not allowed here; every value is a text"),
    (
        HEAD + FACT + "    text",
        "9:1: not readable as YAML: could not find expected ':' while scanning a simple key that",
    ),
    (HEAD + "topic: a: b\n", "5:9: not readable as YAML: mapping values are not allowed in this context; a text that"),
    (
        HEAD + "topic:\n\t- a\n",
        "6:1: not readable as YAML: found character that cannot start any token while scanning for",
    ),
    (HEAD + "topic: 'a\n", "5:8: not readable as YAML: found unexpected end of stream while scanning a quoted scalar"),
    (HEAD + "facts: [\ntopic: [a\n", "7:1: not readable as YAML: did not find expected ',' or ']' while parsing"),
    (
        HEAD + "  - a\n",
        "5:3: not readable as YAML: did not find expected key while parsing a block mapping that begins",
    ),
    (
        HEAD + 'topic: "\\q"\n',
        "5:9: not readable as YAML: found unknown escape character while parsing a quoted scalar",
    ),
    ("%YAML 3.0\n---\n" + HEAD, "1:1: not readable as YAML: found incompatible YAML document"),
    (HEAD + "---\n" + HEAD, "5:1: a second document begins here; a file may have only one document"),
    (
        HEAD.encode() + b"topic: caf\xe9\n",
        "5:11: the file is not UTF-8: byte 88 is 0xE9, which is not valid there; save",
    ),
    (HEAD.encode() + b"topic: caf\xc3", "5:11: the file is not UTF-8: byte 88 is 0xC3, which is not valid there; save"),
    (HEAD.encode() + b"topic: \xed\xa0\x80\n", "5:8: the file is not UTF-8: byte 85 is 0xED, which is not valid there"),
    (HEAD.encode("utf-16"), "1:1: the file is in UTF-16 or UTF-32; save it as UTF-8"),
    (HEAD.encode("utf-16-be"), "1:1: the character U+0000 NUL is not allowed in a YAML file; delete it"),
    (HEAD + "topic: a\0b\n", "5:9: the character U+0000 NUL is not allowed in a YAML file; delete it"),
    (HEAD + "topic: é\x9b\n", "5:9: the character U+009B is not allowed in a YAML file; delete it"),
]


@pytest.mark.parametrize(("content", "expected"), IN_A_FILE, ids=[case[1][:50] for case in IN_A_FILE])
def test_a_problem_in_a_file_is_reported_with_its_position(tmp_path: Path, content: str | bytes, expected: str) -> None:
    (problem,) = problems(tmp_path, content)
    assert problem.startswith(f"facts/a.yaml:{expected}")


DEEP = 500
"""Far deeper than a fact file can be, but less than the limit of the YAML reader."""


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "[" * DEEP,
            "1:1: expected keys with values (`source:`, `facts:` …) at the top of the file, but found a list",
        ),
        (HEAD + "topic: " + "[" * DEEP, "5:27: nested more than 20 levels deep"),
        (HEAD + "facts: " + "[" * DEEP, "5:27: nested more than 20 levels deep"),
        (HEAD + "topic: " + "{a: " * DEEP, "5:84: nested more than 20 levels deep"),
        (HEAD + "facts:\n" + "- " * DEEP, "6:39: nested more than 20 levels deep"),
        (HEAD + "? " * DEEP, "5:41: nested more than 20 levels deep"),
        (HEAD + "facts:\n- [" + "a," * 30_000 + "]", "6:40002: one entry has more than 20,000 values"),
    ],
    ids=lambda value: value[-30:],
)
def test_extreme_nesting_or_size_is_the_last_problem_reported(tmp_path: Path, content: str, expected: str) -> None:
    assert problems(tmp_path, content)[-1] == f"facts/a.yaml:{expected}"


@pytest.mark.parametrize("opening", ["[", "- "])
def test_unlimited_nesting_is_reported_with_its_line(tmp_path: Path, opening: str) -> None:
    """Since 6.0.4 PyYAML has its own limit, which may come first."""
    (problem,) = problems(tmp_path, HEAD + "topic: a\nfacts:\n" + opening * 100_000)
    assert problem.startswith("facts/a.yaml:7:")
    assert "nest" in problem


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "UK: Britain\n",
            "1:1: expected a list of groups of names such as `- [UK, United Kingdom, Britain]`, but found",
        ),
        ("- UK\n", "1:3: a group must be a list, each entry after a hyphen, but is the text `UK`"),
        ("- [UK]\n", "1:3: a group needs at least two names that mean the same"),
        ("- [UK, '']\n", "1:8: the name is empty; expected a text"),
        ("- [UK, Britain, UK]\n", "1:17: the name `UK` is repeated; it is already in line 1"),
        (
            "- [UK, Britain]\n- [GB, UK]\n",
            "2:3: the name `UK` is already in another group, at facts/aliases.yaml:1:3",
        ),
        ("- [[UK, GB], a]\n", "1:4: the name must be a text, but is a list"),
    ],
)
def test_a_problem_in_the_aliases_is_reported_with_its_position(tmp_path: Path, content: str, expected: str) -> None:
    (problem,) = problems(tmp_path, content, "aliases.yaml")
    assert problem.startswith(f"facts/aliases.yaml:{expected}")


def test_problems_before_an_invalid_byte_are_also_reported(tmp_path: Path) -> None:
    content = (HEAD + FACT + "    colour: red\n").encode() + b"quotes:\n- \xff"
    first, second = problems(tmp_path, content)
    assert first.startswith("facts/a.yaml:8:5: unknown key `colour`")
    assert second.startswith("facts/a.yaml:10:3: the file is not UTF-8: byte ")


def test_an_invalid_byte_far_into_a_file_is_reported_with_its_position(tmp_path: Path) -> None:
    content = (HEAD + "# ünnütz\n" * 20_000).encode() + "# é".encode() + b"\xff"
    (problem,) = problems(tmp_path, content)
    assert problem.startswith(f"facts/a.yaml:20005:4: the file is not UTF-8: byte {len(content) - 1} is 0xFF, which")


def test_at_most_a_hundred_problems_of_a_file_are_reported(tmp_path: Path) -> None:
    wrong = HEAD + "facts:\n" + "  - x\n" * 2_345
    reported = problems_of(folder_with(tmp_path, {"a.yaml": wrong, "b.yaml": "x"}))
    assert len(reported) == 102
    assert reported[99].startswith("facts/a.yaml:105:5: a fact must be")
    assert reported[100] == "facts/a.yaml:105:5: … and 2,245 more problems in this file"
    assert reported[101].startswith("facts/b.yaml:1:1: expected keys")


def test_reading_stops_after_too_many_problems(tmp_path: Path) -> None:
    steps = []
    for size in (100_000, 1_000_000):
        folder = tmp_path / str(size)
        folder.mkdir()
        reported: list[str] = []
        steps.append(calls(lambda: reported.extend(problems(folder, HEAD + "facts: [" + "a," * size + "]"))))  # noqa: B023
        assert reported[-1] == "facts/a.yaml:5:207: … and 9,901 more problems in this file"
    assert steps[1] < 1.1 * steps[0]
