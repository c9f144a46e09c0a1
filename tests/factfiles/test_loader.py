"""Load correct fact files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.core.errors import ConfigurationError, FactFilesError
from bot.core.models import Fact, FactCollection, NegativeExample, Origin, Quote, Source
from bot.factfiles import FactFolder
from bot.factfiles.formats import FORMATS
from tests.factfiles.folders import BRIDGE, HEAD, folder_with, load, parser  # noqa: F401 - a fixture

HERALD = Source("Bridge opens", "The Herald", dt.date(2025, 10, 22), "https://herald.example/bridge?id=1")
EXPECTED = FactCollection(
    statements=(
        Fact(
            id="bridge-cost",
            text="The bridge cost 40 million euros.",
            source=HERALD,
            as_of=dt.date(2025, 10, 20),
            topic="Bridges",
            questions=("What did the bridge cost?", "bridge price"),
            paragraph=3,
            valid_from=dt.date(2025, 1, 1),
            valid_until=dt.date(2025, 12, 31),
            tags=("money", "no"),
        ),
        Fact("bridge-length", "It's 1:20:30 long", HERALD, dt.date(2025, 10, 22), "Bridges", status="draft"),
        Quote(
            id="mayor-proud",
            text="We are proud.\nVery proud – “yes”.",
            speaker="Ana Novak",
            source=HERALD,
            role="Mayor",
            topic="Bridges",
            about="the opening",
            said=dt.date(2025, 10, 21),
            where="at the bridge",
            questions=("What did the mayor say?",),
            paragraph=4,
            status="retired",
            tags=("mayor",),
        ),
    ),
    negative_examples=(NegativeExample("Who built the tunnel?"),),
    aliases=(("UK", "United Kingdom", "Britain"),),
)


@pytest.mark.usefixtures("parser")
def test_every_key_is_read(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, {"b.yaml": BRIDGE, "aliases.yaml": "- [UK, United Kingdom, Britain]\n"})
    assert FactFolder(folder).load() == EXPECTED


@pytest.mark.usefixtures("parser")
def test_each_statement_has_its_file_line_and_column(tmp_path: Path) -> None:
    collection = load(tmp_path, BRIDGE, "sub/b.yml")
    origins = [each.origin for each in (*collection.statements, *collection.negative_examples)]
    assert origins == [Origin("facts/sub/b.yml", line, 5) for line in (9, 19, 21, 36)]


def test_keys_may_come_in_any_order(tmp_path: Path) -> None:
    facts = "facts:\n  - text: It is red.\n    id: red\ntopic: Colour\n"
    (fact,) = load(tmp_path, facts + HEAD).statements
    assert (fact.source.title, fact.topic, fact.as_of) == ("Bridge opens", "Colour", dt.date(2025, 10, 22))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("plain words\n      over two lines", "plain words over two lines"),
        (">\n      folded\n      words\n\n      and a gap\n", "folded words\nand a gap"),
        ("|+\n      kept\n       indented\n\n", "kept\n indented"),
        ("'single ''quoted'' # no comment'", "single 'quoted' # no comment"),
        (r'"  \u0160paji\u0107: yes\n"', "Špajić: yes"),
        ("no", "no"),
        ("'~'", "~"),
        ("0x10", "0x10"),
        ("🙂 مرحبا\u200f", "🙂 مرحبا\u200f"),
    ],
)
def test_every_yaml_style_of_text_is_read(tmp_path: Path, written: str, read: str) -> None:
    (fact,) = load(tmp_path, f"{HEAD}facts:\n  - id: a\n    text: {written}\n").statements
    assert fact.text == read


def test_several_places_may_be_named_for_a_whole_file(tmp_path: Path) -> None:
    content = f"audience: [slack:T1, discord:2]\n{HEAD}facts:\n  - {{id: a, text: b}}\nstay_silent: [Who?]\n"
    collection = load(tmp_path, content)
    assert [s.audience for s in collection.statements] == [("slack:T1", "discord:2")]
    assert [s.audience for s in collection.negative_examples] == [("slack:T1", "discord:2")]


def test_windows_line_ends_and_a_byte_order_mark_are_accepted(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + BRIDGE.replace("\n", "\r\n").encode()
    assert load(tmp_path, content).statements == EXPECTED.statements


def test_a_character_that_is_split_between_two_chunks_is_read(tmp_path: Path) -> None:
    for shift in range(4):
        comment = "#" + "x" * shift + "🙂" * 20_000 + "\n"
        assert load(tmp_path, comment + BRIDGE).statements == EXPECTED.statements


def test_a_superseded_fact_gets_the_status_superseded(tmp_path: Path) -> None:
    facts = """facts:
  - {id: old, text: One., supersedes: [older, draft-old]}
  - {id: new, text: Two., supersedes: old}
  - {id: older, text: Three.}
  - {id: draft-old, text: Four., status: draft}
  - {id: planned, text: Five., status: draft, supersedes: new}
"""
    statements = load(tmp_path, HEAD + facts).statements
    assert {each.id: each.status for each in statements} == {
        "old": "superseded",
        "new": "active",  # its successor is only a draft
        "older": "superseded",
        "draft-old": "draft",
        "planned": "draft",
    }


def test_only_visible_yaml_files_are_loaded(tmp_path: Path) -> None:
    fact = HEAD + "facts:\n  - {id: NAME, text: It is red.}\n"
    names = ["b.yaml", "a.yml", "deep/er/c.YAML", "x.yaml~", ".hidden.yaml", ".git/d.yaml", "notes.txt", "readme.md"]
    folder = folder_with(tmp_path, {name: fact.replace("NAME", f"f{at}") for at, name in enumerate(names)})
    assert [each.origin and each.origin.file for each in FactFolder(folder).load().statements] == [
        "facts/a.yml",
        "facts/b.yaml",
        "facts/deep/er/c.YAML",
    ]


def test_an_empty_folder_gives_an_empty_collection(tmp_path: Path) -> None:
    assert FactFolder(tmp_path).load() == FactCollection()


def test_symbolic_links_are_followed_as_in_a_kubernetes_config_map(tmp_path: Path) -> None:
    real = folder_with(tmp_path / "volume" / "..2025", {"b.yaml": BRIDGE}).rename(tmp_path / "volume" / "..2025_11")
    (tmp_path / "volume" / "..data").symlink_to(real)
    (tmp_path / "volume" / "b.yaml").symlink_to(Path("..data") / "b.yaml")
    (tmp_path / "volume" / "round").symlink_to(tmp_path / "volume")
    (tmp_path / "mounted").symlink_to(tmp_path / "volume")
    (fact, *_) = FactFolder(tmp_path / "mounted").load().statements
    assert fact.origin == Origin("mounted/b.yaml", 9, 5)


def test_a_missing_folder_raises_a_configuration_error(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for folder, reason in [(tmp_path / "none", "No such file or directory"), (file, "is not a folder")]:
        with pytest.raises(ConfigurationError, match=reason) as caught:
            FactFolder(folder).load()
        assert not isinstance(caught.value, FactFilesError)
        assert str(folder) in str(caught.value)
        assert " or ".join(f"*{suffix}" for suffix in FORMATS) in str(caught.value)


def test_progress_is_reported_in_order_and_ends_at_the_total(tmp_path: Path) -> None:
    folder = FactFolder(folder_with(tmp_path, {"a.yaml": BRIDGE + "#" * 200_000, "aliases.yaml": "[]"}))
    total = len(BRIDGE.encode()) + 200_002
    for _ in range(2):  # the second time from memory
        steps: list[tuple[int, int]] = []
        folder.load(lambda done, of, steps=steps: steps.append((done, of)))  # type: ignore[misc]
        assert steps == sorted(steps)
        assert {of for _, of in steps} == {total}
        assert steps[-1][0] == total


@pytest.mark.parametrize(
    ("file", "entries", "silent_for"),
    [
        ("", ("", ""), ()),
        ("slack:T1", (), ("slack:T1",)),
        ("slack:T1", ("", ""), ("slack:T1",)),
        ("slack:T1", ("", "[discord:4, slack:T1]"), ("slack:T1", "discord:4")),
        ("", ("slack:T1", "slack:T2"), ("slack:T1", "slack:T2")),
        ("", ("slack:T1", ""), ()),
    ],
)
def test_a_file_stays_silent_for_all_who_may_see_some_of_it(
    tmp_path: Path, file: str, entries: tuple[str, ...], silent_for: tuple[str, ...]
) -> None:
    lines = [f"  - {{id: f{n}, text: x, audience: {audience}}}" for n, audience in enumerate(entries) if audience]
    lines += [f"  - {{id: f{n}, text: x}}" for n, audience in enumerate(entries) if not audience]
    top = [f"audience: {file}"] if file else []
    content = "\n".join([*top, "stay_silent: [Who?]", *(["facts:", *lines] if lines else []), ""])
    (negative,) = load(tmp_path, HEAD + content).negative_examples
    assert sorted(negative.audience) == sorted(silent_for)
