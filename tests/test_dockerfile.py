"""The Dockerfile works: no image is built, but its COPY, ENV and RUN lines are run in an empty folder."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
import yaml

from bot import settings

ROOT = Path(__file__).parent.parent
KNOWN_INSTRUCTIONS = {"FROM", "ENV", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "HEALTHCHECK", "ENTRYPOINT", "CMD"}


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile, each in one line, without comments."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#")).replace("\\\n", " ").splitlines()
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines if line)]


def compose() -> dict[str, Any]:
    """Return the content of compose.yaml."""
    read: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return read


def test_the_dockerfile_has_only_instructions_that_this_module_tests() -> None:
    assert {word for word, _ in instructions()} == KNOWN_INSTRUCTIONS
    assert all(rest.startswith("pip install ") for word, rest in instructions() if word == "RUN")
    assert [rest for word, rest in instructions() if word == "USER"] == ["10001:10001"]


def test_the_data_folder_belongs_to_the_user_of_the_image() -> None:
    lines = instructions()
    (user,) = [rest for word, rest in lines if word == "USER"]
    made = lines.index(("COPY", f"--chown={user} .env.example /data/"))
    assert made < lines.index(("WORKDIR", "/data")) < lines.index(("VOLUME", "/data"))


def test_dockerignore_admits_exactly_the_files_that_the_dockerfile_copies() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    sent = {line[1:] for line in lines if line.startswith("!")}
    copied = {name for word, rest in instructions() if word == "COPY" for name in _copied(rest)[:-1]}
    assert copied == sent
    assert "*" in lines


def variables() -> dict[str, str]:
    """Return the environment variables of the image."""
    pairs = (pair for word, rest in instructions() if word == "ENV" for pair in shlex.split(rest))
    return {name: value for name, _, value in (pair.partition("=") for pair in pairs)}


class _Answering(BaseHTTPRequestHandler):
    """Answers every request with a status that the test sets, and keeps the path."""

    status = 200
    paths: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.paths.append(self.path)
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Print nothing."""


def test_the_health_check_asks_the_bot_whether_it_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    (check,) = [rest for word, rest in instructions() if word == "HEALTHCHECK"]
    program, *arguments = json.loads(check.partition(" CMD ")[2])
    assert program == "python"
    assert "FACTBOT_HTTP_PORT" in variables()

    def is_healthy(port: int) -> bool:
        # A proxy for all other addresses does not matter.
        env = {"FACTBOT_HTTP_PORT": str(port), "http_proxy": "http://127.0.0.1:1", "PATH": "/usr/bin:/bin"}
        return subprocess.run([sys.executable, *arguments], env=env, capture_output=True).returncode == 0

    with ThreadingHTTPServer(("127.0.0.1", 0), _Answering) as server:
        serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        try:
            assert is_healthy(server.server_port)
            monkeypatch.setattr(_Answering, "status", 503)
            assert not is_healthy(server.server_port)
        finally:
            server.shutdown()
            serving.join()
    assert set(_Answering.paths) == {"/healthz"}
    assert not is_healthy(server.server_port)


@pytest.mark.slow
def test_the_lines_of_the_dockerfile_install_a_working_program(tmp_path: Path) -> None:
    image = tmp_path / "image"
    tools = tmp_path / "python"
    subprocess.run([sys.executable, "-m", "venv", tools], check=True)
    env = {"PATH": f"{tools / 'bin'}:/usr/bin:/bin", "HOME": str(tmp_path)}
    # Keep the package index and the proxy.
    env |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    here = image
    for word, rest in instructions():
        if word == "ENV":
            env |= {name: _inside(image, value) for name, value in (pair.split("=", 1) for pair in shlex.split(rest))}
            env.pop("PIP_NO_CACHE_DIR", None)  # the image keeps no downloads; the test may use cached ones
        elif word == "WORKDIR":
            here = image / rest.lstrip("/")
            here.mkdir(parents=True, exist_ok=True)
        elif word == "COPY":
            _copy(*(_inside(image, name) for name in _copied(rest)), here=here)
        elif word == "RUN":
            done = subprocess.run(shlex.split(rest), cwd=here, env=env, capture_output=True, text=True, timeout=900)
            assert done.returncode == 0, done.stderr
    _assert_answers(here, env)


def _inside(image: Path, value: str) -> str:
    """Move an absolute path into the folder that replaces the image."""
    return re.sub(r"(?<=^)/|(?<=sqlite:///)/", f"{image}/", value)


def _copied(rest: str) -> list[str]:
    """Return the files of a COPY line and their target, without its options."""
    return [word for word in rest.split() if not word.startswith("--")]


def _copy(*names: str, here: Path) -> None:
    *sources, target = names
    if target.endswith("/"):
        (here / target).mkdir(parents=True, exist_ok=True)
    for name in sources:
        source = ROOT / name
        if source.is_dir():
            assert target == f"./{name}"
            shutil.copytree(source, here / target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, here / target)


def _assert_answers(here: Path, env: dict[str, str]) -> None:
    """Check that the installed program answers in the last folder of the image."""
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


def test_compose_starts_the_bot_when_postgresql_is_ready() -> None:
    services = compose()["services"]
    assert services.keys() == {"bot", "postgres"}
    assert services["bot"]["env_file"] == ".env"
    assert services["bot"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert services["postgres"]["healthcheck"]["test"][1] == "pg_isready"
    assert set(services["bot"]["environment"]) <= set(settings.variables())


def test_compose_sets_the_port_of_the_health_check() -> None:
    """An empty line in `.env` would replace the value of the image."""
    bot = compose()["services"]["bot"]
    assert str(bot["environment"]["FACTBOT_HTTP_PORT"]) == variables()["FACTBOT_HTTP_PORT"]
    assert "healthcheck" not in bot  # it has that of the image


def test_compose_keeps_data_in_declared_volumes() -> None:
    content = compose()
    used = [volume.split(":") for service in content["services"].values() for volume in service["volumes"]]
    assert {name for name, *_ in used if not name.startswith(".")} == content["volumes"].keys()
    assert ["data", "/data"] in used
    volume = [rest for word, rest in instructions() if word == "VOLUME"]
    assert volume == ["/data"]
