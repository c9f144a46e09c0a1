"""The shown benchmarks run and print their tables, here with a few cases of our own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FACTS = [
    {"id": f"pier-{n}", "text": f"Pier {n} closes at {n} o'clock.", "questions": [f"When does pier {n} close?"] * 2}
    for n in range(2, 8)
]
QUESTIONS = [
    {"q": f"closing time of pier {n}", "typo1": f"closing tim of pier {n}", "typo2": f"closng tim of pier {n}",
     "gold": f"pier-{n}", "kind": "in", "part": "test"}
    for n in range(2, 8)
] + [
    {"q": f"who painted boat {n}", "typo1": f"who paintd boat {n}", "typo2": f"wo paintd boat {n}",
     "gold": None, "kind": "out", "part": "test"}
    for n in range(2, 8)
]  # fmt: skip


def run(module: str, *arguments: object) -> str:
    """Run a benchmark as a command, and return what it prints."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_benchmark_of_asking_prints_its_table(tmp_path: Path) -> None:
    piers = tmp_path / "curated-piers.json"
    piers.write_text(json.dumps({"name": "piers", "facts": FACTS, "asks": QUESTIONS}), encoding="utf-8")
    shown = run(
        "tests.benchmarks.asking", "curated", "--sets", piers, "--phrasings", 1, "--baselines", "", "--encoder", "off"
    )
    assert "| piers (6 + 6) | ours |" in shown


@pytest.mark.slow
def test_the_benchmark_of_quotes_prints_its_table() -> None:
    shown = run("tests.benchmarks.quotes", "--size", 60, "--each", 1, "--no-speed")
    assert "| verbatim | verbatim |" in shown


@pytest.mark.slow
def test_the_benchmark_of_grouping_prints_its_table() -> None:
    shown = run("tests.benchmarks.grouping", "--worlds", 1, "--no-speed")
    assert "| developing (61) | ours, words alone |" in shown


@pytest.mark.slow
def test_the_benchmark_of_load_prints_its_table() -> None:
    shown = run("tests.benchmarks.load", "--seconds", 2, 10)
    assert "ack p99" in shown
    assert "10/s  slack" in shown


@pytest.mark.slow
def test_the_benchmark_of_saving_prints_its_table() -> None:
    shown = run("tests.benchmarks.saving", "--rounds", 1, 20)
    assert "saved p50" in shown
    assert "20 facts" in shown
