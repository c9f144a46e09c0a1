"""The lock files pin and hash every package that the project needs, and contain no address of a server."""

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
    """Read a lock file: return each package name with its pin and its hashes."""
    text = (ROOT / file).read_text(encoding="utf-8").replace("\\\n", " ")
    entries = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            requirement = Requirement(line.partition(" --hash")[0])
            hashes = re.findall(r"--hash=(\S+)", line)
            entries[canonicalize_name(requirement.name)] = (requirement, hashes)
    return {str(name): entry for name, entry in entries.items()}


def needed(extras: list[str]) -> Iterator[Requirement]:
    """Yield the requirements of the project and of its packages that are installed here."""
    listed = PROJECT["dependencies"] + [line for extra in extras for line in PROJECT["optional-dependencies"][extra]]
    queue = [(Requirement(line), "") for line in listed]
    visited: set[tuple[str, str]] = set()
    while queue:
        requirement, extra = queue.pop()
        name = canonicalize_name(requirement.name)
        if name == "factbot" or (requirement.marker and not requirement.marker.evaluate({"extra": extra})):
            continue
        yield requirement
        for each in {"", *requirement.extras} - {
            visited_extra for visited_name, visited_extra in visited if visited_name == name
        }:
            visited.add((name, each))
            queue += [(Requirement(line), each) for line in metadata.requires(name) or ()]


@pytest.mark.parametrize("file", EXTRAS)
def test_every_package_in_a_lock_file_is_pinned_and_hashed(file: str) -> None:
    for requirement, hashes in lock(file).values():
        assert re.fullmatch(r"==[0-9][^,*]*", str(requirement.specifier)), requirement
        assert hashes, requirement
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", one) for one in hashes), requirement


def test_a_package_in_a_lock_file_can_be_installed_on_any_system() -> None:
    """Compiled packages have a file for each system and Python, and often their source."""
    pins = lock("requirements-run.lock")
    assert all(len(pins[name][1]) > 20 for name in ("aiohttp", "numpy", "rapidfuzz", "regex"))


@pytest.mark.parametrize("file", EXTRAS)
def test_a_lock_file_contains_no_address_of_a_server(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-(?!-hash)", text, re.MULTILINE)


@pytest.mark.parametrize("file", EXTRAS)
def test_a_lock_file_contains_every_package_that_is_needed_here(file: str) -> None:
    pins = lock(file)
    for requirement in needed(EXTRAS[file]):
        name = canonicalize_name(requirement.name)
        assert name in pins, f"{file} lacks {name}: {FIX}"
        pin = pins[name][0]
        assert pin.marker is None or pin.marker.evaluate(), f"{file} leaves {name} out here: {FIX}"
        version = str(pin.specifier).removeprefix("==")
        assert requirement.specifier.contains(version, prereleases=True), f"{pin} is not {requirement}: {FIX}"


def test_the_lock_file_for_running_is_part_of_the_full_one() -> None:
    whole, part = (lock(file) for file in EXTRAS)
    assert all(whole[name][1] == hashes for name, (_, hashes) in part.items())
    assert part.keys() < whole.keys()
    assert "pytest" not in part
