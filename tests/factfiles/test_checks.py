"""Problems of ids and `supersedes` are reported, within a file and across files."""

from __future__ import annotations

from pathlib import Path

from tests.factfiles.folders import HEAD, folder_with, load, problems, problems_of

FACT = "facts:\n  - id: a\n    text: One.\n"


def test_all_problems_of_all_files_are_reported_together(tmp_path: Path) -> None:
    files = {
        "a.yaml": HEAD + "facts:\n  - {id: x, text: One., txt: two}\n  - {id: y}\nquotes: [",
        "b.yaml": HEAD + "facts:\n  - {id: x, text: One.}\n",
        "c.yaml": "",
    }
    assert problems_of(folder_with(tmp_path, files)) == [
        "facts/a.yaml:6:25: unknown key `txt`; did you mean `text`?",
        "facts/a.yaml:7:5: the key `text` is missing; a fact needs id and text",
        "facts/a.yaml:9:1: not readable as YAML: did not find expected node content while parsing a flow node",
        "facts/b.yaml:6:5: the id `x` is already used at facts/a.yaml:6:5; every id must be unique",
        "facts/c.yaml:1:1: the file is empty",
    ]


def test_a_repeated_id_is_reported_with_both_positions(tmp_path: Path) -> None:
    quote = HEAD + "quotes:\n  - {id: a, text: b, speaker: c}\n"
    assert problems_of(folder_with(tmp_path, {"a.yaml": HEAD + FACT, "b.yaml": quote})) == [
        "facts/b.yaml:6:5: the id `a` is already used at facts/a.yaml:6:5; every id must be unique"
    ]


def test_cycles_of_supersedes_are_reported_with_all_ids(tmp_path: Path) -> None:
    facts = "facts:\n" + "".join(
        f"  - {{id: {name}, text: x, supersedes: {target}}}\n"
        for name, target in [("a", "b"), ("b", "[c, d]"), ("c", "a"), ("d", "b"), ("e", "a")]
    )
    assert problems(tmp_path, HEAD + facts) == [
        "facts/a.yaml:8:34: `supersedes` runs in a circle: a → b → c → a",
        "facts/a.yaml:9:34: `supersedes` runs in a circle: b → d → b",
    ]


def test_a_long_chain_of_supersedes_is_not_a_cycle(tmp_path: Path) -> None:
    chain = "".join(f"  - {{id: f{at}, text: x, supersedes: f{at - 1}}}\n" for at in range(1, 5_000))
    statements = load(tmp_path, HEAD + "facts:\n  - {id: f0, text: x}\n" + chain).statements
    assert {each.status for each in statements[:-1]} == {"superseded"}
    assert statements[-1].status == "active"


def test_superseding_an_unknown_id_or_a_quote_is_reported(tmp_path: Path) -> None:
    quote = "quotes:\n  - {id: said, text: b, speaker: c}\n"
    facts = "facts:\n  - id: a\n    text: x\n    supersedes: [said, bb]\n  - {id: bbb, text: x}\n"
    assert problems(tmp_path, HEAD + quote + facts) == [
        "facts/a.yaml:10:18: `supersedes` names the quote `said`; only facts can be superseded",
        "facts/a.yaml:10:24: `supersedes` names `bb`, but there is no fact with that id; did you mean `bbb`?",
    ]


def test_supersedes_is_not_checked_if_another_file_is_unreadable(tmp_path: Path) -> None:
    new = HEAD + "facts:\n  - {id: new, text: x, supersedes: old}\n"
    (problem,) = problems_of(folder_with(tmp_path, {"new.yaml": new, "old.yaml": "'"}))
    assert problem.startswith("facts/old.yaml:1:1: not readable as YAML")


def test_too_many_groups_of_places_are_reported(tmp_path: Path) -> None:
    def facts(count: int) -> str:
        one = "  - {{id: f{n}, text: x, audience: [slack:T1:C{n}, discord:{n}]}}\n"
        return HEAD + "facts:\n  - {id: a, text: x}\n" + "".join(one.format(n=n) for n in range(count))

    assert len(load(tmp_path / "fitting", facts(49)).statements) == 50
    (problem,) = problems(tmp_path, facts(50))
    assert problem.startswith("facts/a.yaml:7:5: the `audience` keys make 51 groups of places that see different facts")
