"""Write the locks: pins and SHA-256 hashes, for Python 3.11 to 3.13.

`requirements.lock` has all that the program, its tests and CI need; `requirements-run.lock` is the part of it that the
program needs with its extra `postgres`, for images and servers.

Run it in an environment with `factbot[dev]`, after a change of the dependencies and whenever they should move on:

    .venv/bin/python .ci/lock.py

It asks nobody but pip, which resolves for the Python that runs this (take the oldest supported one, as a newer release
may have dropped it). What other systems and Pythons need beside that is found by the markers of the packages.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKS = {"requirements.lock": ("postgres", "test", "dev"), "requirements-run.lock": ("postgres",)}
"""Each lock with the extras whose needs stand in it."""
PYTHONS = ("3.11", "3.12", "3.13")
SYSTEMS: dict[str, tuple[dict[str, str], list[str]]] = {
    "Linux x86_64": (
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
        [*(f"manylinux_2_{minor}_x86_64" for minor in range(34, 16, -1)), "manylinux2014_x86_64"],
    ),
    "Linux aarch64": (
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "aarch64"},
        [*(f"manylinux_2_{minor}_aarch64" for minor in range(34, 16, -1)), "manylinux2014_aarch64"],
    ),
    "macOS arm64": (
        {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
        ["macosx_14_0_arm64"],
    ),
    "Windows x86_64": (
        {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
        ["win_amd64"],
    ),
}
"""Each system with the values of its markers, and the tags of its wheels."""


HEAD = "# Pins and hashes for Python 3.11 to 3.13. Written by .ci/lock.py; do not edit."

Target: TypeAlias = tuple[str, str]
"""A Python and a system."""


@dataclass
class Package:
    """One pin."""

    name: str
    version: str
    requires: list[Requirement]
    hashes: set[str] = field(default_factory=set)


def main() -> None:
    """Resolve once for everything, and write each lock."""
    packages = dict(_packages(_pip([f"{ROOT}[{','.join(LOCKS['requirements.lock'])}]"])))
    packages.pop("factbot", None)
    targets = [(python, system) for python in PYTHONS for system in SYSTEMS]
    whole = {target: _needed(_project(LOCKS["requirements.lock"]), packages, target) for target in targets}
    for target, needed in whole.items():
        _add_hashes(packages, target, needed)
    for file, extras in LOCKS.items():
        part = {target: whole[target] & _needed(_project(extras), packages, target) for target in targets}
        lines = [_entry(packages[name], part) for name in sorted(packages)]
        (ROOT / file).write_text("\n".join([HEAD, *filter(None, lines)]) + "\n", encoding="utf-8")


def _project(extras: Iterable[str]) -> Package:
    """Return the project itself, which needs what `pyproject.toml` lists."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = project["dependencies"] + [line for extra in extras for line in project["optional-dependencies"][extra]]
    return Package("factbot", project["version"], [Requirement(line) for line in listed])


def _pip(arguments: Iterable[str]) -> dict[str, Any]:
    """Let pip resolve without installing anything; gives its report."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report", "-"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 (our own words)
    if done.returncode:
        raise LookupError(done.stderr)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _packages(report: Mapping[str, Any]) -> Iterator[tuple[str, Package]]:
    for item in report["install"]:
        metadata, archive = item["metadata"], item["download_info"].get("archive_info", {})
        requires = [Requirement(line) for line in metadata.get("requires_dist", ())]
        hashes = {archive["hashes"]["sha256"]} if archive.get("hashes") else set()
        name = canonicalize_name(metadata["name"])
        yield name, Package(name, metadata["version"], requires, hashes)


def _needed(root: Package, packages: dict[str, Package], target: Target) -> set[str]:
    """Return the names of all packages that a target needs; those that only it needs are added to `packages`."""
    environment = {"python_version": target[0], "python_full_version": f"{target[0]}.0", "extra": ""}
    environment |= {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
    environment |= SYSTEMS[target[1]][0]
    open_: list[tuple[Package, str]] = [(root, "")]
    seen = set()
    while open_:
        package, extra = open_.pop()
        if (package.name, extra) in seen:
            continue
        seen.add((package.name, extra))
        for requirement in package.requires:
            if requirement.marker and not requirement.marker.evaluate(environment | {"extra": extra}):
                continue
            name = canonicalize_name(requirement.name)
            if name == root.name:
                continue
            if name not in packages:
                only = Requirement(f"{requirement.name}{requirement.specifier}")
                packages |= dict(_packages(_pip([*_options(target), str(only)])))
            open_ += [(packages[name], each) for each in ("", *requirement.extras)]
    return {name for name, _ in seen} - {root.name}


def _options(target: Target) -> list[str]:
    """Let pip look for the wheels of another Python or system."""
    with TemporaryDirectory() as folder:  # pip wants one, and writes nothing to it in a dry run
        options = ["--no-deps", "--only-binary=:all:", "--implementation=cp", f"--python-version={target[0]}"]
        options += ["--ignore-requires-python"]  # pip compares it with the Python that runs this
        return [*options, f"--target={folder}", *(f"--platform={tag}" for tag in SYSTEMS[target[1]][1])]


def _add_hashes(packages: dict[str, Package], target: Target, needed: set[str]) -> None:
    """Add the hash of each wheel that a target would take; one that has none is named and taken out of `needed`."""
    while True:
        try:
            report = _pip([*_options(target), *(f"{name}=={packages[name].version}" for name in sorted(needed))])
        except LookupError as error:
            missing = re.search(r"No matching distribution found for ([A-Za-z0-9._-]+)==", str(error))
            if not missing:
                raise
            name: str = canonicalize_name(missing[1])
            sys.stderr.write(f"{name}: no wheel for Python {target[0]} on {target[1]}\n")
            needed.discard(name)
        else:
            break
    for name, package in _packages(report):
        packages[name].hashes |= package.hashes


def _entry(package: Package, needed: dict[Target, set[str]]) -> str:
    """Return the lines of one package; empty if nothing needs it."""
    targets = [target for target, names in needed.items() if package.name in names]
    if not targets:
        return ""
    marker = "" if len(targets) == len(needed) else f" ; {_marker(targets)}"
    first = f"{package.name}=={package.version}{marker}"
    return " \\\n".join([first, *(f"    --hash=sha256:{one}" for one in sorted(package.hashes))])


def _marker(targets: list[Target]) -> str:
    """Say for which Pythons and systems something is needed."""
    pythons = [python for python in PYTHONS if any(target[0] == python for target in targets)]
    if len(targets) == len(pythons) * len(SYSTEMS):
        return _versions(pythons)
    parts = []
    for system, (values, _) in SYSTEMS.items():
        of_it = [python for python in PYTHONS if (python, system) in targets]
        where = f"sys_platform == '{values['sys_platform']}' and platform_machine == '{values['platform_machine']}'"
        if of_it:
            parts.append(where if len(of_it) == len(PYTHONS) else f"{where} and {_versions(of_it)}")
    return " or ".join(parts)


def _versions(pythons: list[str]) -> str:
    """Say which Pythons; they follow each other."""
    if pythons[-1] == PYTHONS[-1]:
        return f"python_version >= '{pythons[0]}'"
    return f"python_version >= '{pythons[0]}' and python_version <= '{pythons[-1]}'"


if __name__ == "__main__":
    main()
