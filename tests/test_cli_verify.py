"""`factbot verify`, for people and for scripts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.core.checking import GIVE_WORDS
from tests.shell import factbot, records

WANTED = ["verbatim", "wrong_speaker", "verbatim", "verbatim"]  # what is no UTF-8 becomes a sign that is no word
KEYS = ["verdict", "similarity", "flags", "diff", "quote", "claimed_speaker"]


@pytest.mark.parametrize(
    ("arguments", "code", "lines"),
    [
        (["nobody tows a TUG"], 0, ["Verbatim", "This is what Bo Reed said, word for word."]),
        (["tows a tug", "--speaker", "the mate"], 0, ["Excerpt", "tows a tug."]),
        (["Somebody tows a tug"], 1, ["Altered", "[-Nobody-]{+Somebody+} tows a tug."]),
        (["Nobody tows a tug", "--speaker", "Ann Oakes"], 1, ["Wrong speaker", "not of Ann Oakes."]),
        (["The lamps went out at noon"], 1, ["Not held", "We hold no such quote."]),
        (["tug"], 2, [GIVE_WORDS]),
        (["a b " * 2_500], 2, ["at most 5,000 characters"]),
        (["-"], 2, [GIVE_WORDS]),
    ],
)
def test_a_line_gets_its_verdict_and_exit_code(place: Path, arguments: list[str], code: int, lines: list[str]) -> None:
    done = factbot(place, "verify", *arguments)
    assert done.returncode == code
    for line in lines:
        assert line in done.stdout
    if code < 2 and "Not held" not in done.stdout:
        assert "“Nobody tows a tug.”\n— Bo Reed, Mate\n" in done.stdout
        assert "https://example.org/log" in done.stdout


def test_one_line_as_json(place: Path) -> None:
    done = factbot(place, "verify", "Somebody tows a tug", "--speaker", "Bo Reed", "--json")
    assert done.returncode == 1
    (record,) = records(done.stdout)
    assert list(record)[:6] == KEYS
    assert record["verdict"] == "altered"
    assert 0 < record["similarity"] < 1
    assert record["flags"] == ["negation", "hedge"]
    assert record["diff"] == [
        {"op": "replace", "old": "Nobody", "new": "Somebody"},
        {"op": "equal", "old": "tows a tug.", "new": "tows a tug"},
    ]
    assert record["claimed_speaker"] == "Bo Reed"
    assert {key: record["quote"][key] for key in ("id", "text", "speaker")} == {
        "id": "mate", "text": "Nobody tows a tug.", "speaker": "Bo Reed",
    }  # fmt: skip
    assert record["quote"]["source"]["title"] == "Log"
    (refused,) = records(factbot(place, "verify", "tug", "--json").stdout)
    assert refused["verdict"] is None
    assert refused["error"] == GIVE_WORDS


def test_many_lines_as_json_each_with_its_verdict(place: Path) -> None:
    asked: list[bytes] = [
        json.dumps({"text": "Nobody tows a tug."}).encode(),
        json.dumps({"text": "Nobody tows a tug.", "speaker": "Ann Oakes"}).encode(),
        json.dumps({"text": "Nobody tows a tug.", "speaker": None}).encode(),
        b'{"text": "Nobody tows \xff a tug."}',
        b"", b"no json", b"[]", b'{"text": 5}', b'{"text": "Nobody tows a tug.", "speaker": 5}', b"[" * 5_000,
        json.dumps({"text": "word " * 2_000}).encode(),
        json.dumps({"text": "The lamps went out."}).encode(),
    ]  # fmt: skip
    done = factbot(place, "verify", "--json", "-", given=b"\n".join(asked) + b"\n")
    assert done.returncode == 0
    found = records(done.stdout)
    assert [record["verdict"] for record in found] == [*WANTED, *[None] * 7, "not_held"]
    assert all(set(KEYS) <= set(record) for record in found)
    assert all(("error" in record) == (record["verdict"] is None) for record in found)
    assert found[1]["claimed_speaker"] == "Ann Oakes"
