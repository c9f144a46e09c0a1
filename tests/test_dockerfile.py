"""The Dockerfile, done by hand: no image is built, but its COPY, ENV and RUN lines work in an empty folder."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import settings

ROOT = Path(__file__).parent.parent
KNOWN = {"FROM", "ENV", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "ENTRYPOINT", "CMD"}


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, each in one line, without comments."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#")).replace("\\\n", " ").splitlines()
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines if line)]


def compose() -> dict[str, Any]:
    """What `docker compose` reads."""
    read: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return read


def test_only_what_is_done_here_stands_in_it() -> None:
    assert {word for word, _ in instructions()} == KNOWN
    assert all(rest.startswith("pip install ") for word, rest in instructions() if word == "RUN")
    assert [rest for word, rest in instructions() if word == "USER"] == ["10001:10001"]


def test_only_what_it_copies_is_sent_to_the_builder() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    sent = {line[1:] for line in lines if line.startswith("!")}
    copied = {name for word, rest in instructions() if word == "COPY" for name in rest.split()[:-1]}
    assert copied == sent
    assert "*" in lines


@pytest.mark.slow
def test_its_lines_make_a_program_that_answers(tmp_path: Path) -> None:
    image = tmp_path / "image"
    tools = tmp_path / "python"
    subprocess.run([sys.executable, "-m", "venv", tools], check=True)
    env = {"PATH": f"{tools / 'bin'}:/usr/bin:/bin", "HOME": str(tmp_path)}
    env |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}  # which index, which proxy
    here = image
    for word, rest in instructions():
        if word == "ENV":
            env |= {name: _inside(image, value) for name, value in (pair.split("=", 1) for pair in shlex.split(rest))}
            env.pop("PIP_NO_CACHE_DIR", None)  # an image keeps no downloads, this machine may
        elif word == "WORKDIR":
            here = image / rest.lstrip("/")
            here.mkdir(parents=True, exist_ok=True)
        elif word == "COPY":
            _copy(*rest.split(), here=here)
        elif word == "RUN":
            done = subprocess.run(shlex.split(rest), cwd=here, env=env, capture_output=True, text=True, timeout=900)
            assert done.returncode == 0, done.stderr
    _answers(here, env)


def _inside(image: Path, value: str) -> str:
    """Let an absolute path begin in the folder that stands for the image."""
    return re.sub(r"(?<=^)/|(?<=sqlite:///)/", f"{image}/", value)


def _copy(*names: str, here: Path) -> None:
    *sources, target = names
    for name in sources:
        source = ROOT / name
        if source.is_dir():
            assert target == f"./{name}"
            shutil.copytree(source, here / target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, here / target)


def _answers(here: Path, env: dict[str, str]) -> None:
    """Run what the image would run, in its last folder."""
    (start,) = [rest for word, rest in instructions() if word == "ENTRYPOINT"]
    (command,) = [rest for word, rest in instructions() if word == "CMD"]
    assert (start, command) == ('["factbot"]', '["run"]')

    def factbot(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["factbot", *arguments], cwd=here, env=env, capture_output=True, text=True, timeout=120)

    assert factbot("--version").returncode == 0
    assert "Angela Merkel" in factbot("ask", "Who set up the Berlin Process?").stdout
    assert factbot("run").stderr.startswith("No platform has tokens")
    doctor = factbot("doctor").stdout
    assert str(here / "factbot.db") in doctor
    assert (here / "cache").is_dir()
    driver = subprocess.run(["python", "-c", "import psycopg"], env=env, capture_output=True)
    assert driver.returncode == 0, driver.stderr
    assert factbot("init", "mine").returncode == 0


def test_compose_has_the_bot_and_a_postgresql_that_is_ready() -> None:
    services = compose()["services"]
    assert services.keys() == {"bot", "postgres"}
    assert services["bot"]["env_file"] == ".env"
    assert services["bot"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert services["postgres"]["healthcheck"]["test"][1] == "pg_isready"
    assert set(services["bot"]["environment"]) <= set(settings.variables())


def test_compose_keeps_what_must_last_in_volumes() -> None:
    content = compose()
    used = [volume.split(":") for service in content["services"].values() for volume in service["volumes"]]
    assert {name for name, *_ in used if not name.startswith(".")} == content["volumes"].keys()
    assert ["data", "/data"] in used
    volume = [rest for word, rest in instructions() if word == "VOLUME"]
    assert volume == ["/data"]
