"""The locks hold what the project needs, pinned and hashed, and nothing that points to a server."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = {"requirements.lock": ["postgres", "test", "dev"], "requirements-run.lock": ["postgres"]}
FIX = "run .venv/bin/python .ci/lock.py"


def lock(file: str) -> dict[str, tuple[Requirement, list[str]]]:
    """Read a lock: each name with its pin and its hashes."""
    text = (ROOT / file).read_text(encoding="utf-8").replace("\\\n", " ")
    entries = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            requirement = Requirement(line.partition(" --hash")[0])
            hashes = re.findall(r"--hash=(\S+)", line)
            entries[canonicalize_name(requirement.name)] = (requirement, hashes)
    return {str(name): entry for name, entry in entries.items()}


def needed(extras: list[str]) -> Iterator[Requirement]:
    """Yield all that the project needs here, as far as it is installed here."""
    listed = PROJECT["dependencies"] + [line for extra in extras for line in PROJECT["optional-dependencies"][extra]]
    open_ = [(Requirement(line), "") for line in listed]
    seen: set[tuple[str, str]] = set()
    while open_:
        requirement, extra = open_.pop()
        name = canonicalize_name(requirement.name)
        if name == "factbot" or (requirement.marker and not requirement.marker.evaluate({"extra": extra})):
            continue
        yield requirement
        for each in {"", *requirement.extras} - {one for known, one in seen if known == name}:
            seen.add((name, each))
            open_ += [(Requirement(line), each) for line in metadata.requires(name) or ()]


@pytest.mark.parametrize("file", EXTRAS)
def test_every_entry_is_pinned_and_hashed(file: str) -> None:
    for requirement, hashes in lock(file).values():
        assert re.fullmatch(r"==[0-9][^,*]*", str(requirement.specifier)), requirement
        assert hashes, requirement
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", one) for one in hashes), requirement


@pytest.mark.parametrize("file", EXTRAS)
def test_no_address_stands_in_it(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-(?!-hash)", text, re.MULTILINE)


@pytest.mark.parametrize("file", EXTRAS)
def test_all_that_is_needed_here_stands_in_it(file: str) -> None:
    pins = lock(file)
    for requirement in needed(EXTRAS[file]):
        name = canonicalize_name(requirement.name)
        assert name in pins, f"{file} lacks {name}: {FIX}"
        pin = pins[name][0]
        assert pin.marker is None or pin.marker.evaluate(), f"{file} leaves {name} out here: {FIX}"
        version = str(pin.specifier).removeprefix("==")
        assert requirement.specifier.contains(version, prereleases=True), f"{pin} is not {requirement}: {FIX}"


def test_what_an_image_needs_is_a_part_of_the_whole() -> None:
    whole, part = (lock(file) for file in EXTRAS)
    assert all(whole[name][1] == hashes for name, (_, hashes) in part.items())
    assert part.keys() < whole.keys()
    assert "pytest" not in part
