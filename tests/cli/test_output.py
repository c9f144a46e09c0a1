"""What the commands print: nothing that others typed controls the terminal, and no encoding or pipe is an error."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.program import OURS, factbot, records
from tests.waiting import PATIENCE

ODD = "\x1b]0;pwn\x07\x9b8m\u202e\x7f\r\udcff"
"""A title for the window, a hidden style, a change of direction, DEL, CR, and a byte that is not UTF-8."""
HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

COMMANDS = {
    "a question": ("ask", f"Who {ODD}owns the harbour?"),
    "a question and why": ("ask", "--why", f"How many buoys{ODD} mark the reef of {ODD}?"),
    "a question and JSON": ("ask", "--why", "--json", f"How many buoys{ODD} mark {ODD}?"),
    "words to verify": ("verify", f"Nobody {ODD} tows the {ODD} tug."),
    "words to verify and JSON": ("verify", "--json", f"Nobody {ODD} tows the tug.", "--speaker", f"Bo{ODD} Reed"),
    "a speaker": ("verify", "Nobody tows a tug.", "--speaker", f"Ann {ODD}Quill"),
    "an unknown speaker": ("quote", "--speaker", f"Ann {ODD}", "--about", ODD),
    "a topic": ("digest", "preview", "--topics", f"x{ODD}"),
    "a date": ("digest", "preview", "--date", ODD),
    "a command": (f"as{ODD}k",),
    "an option": ("ask", f"--li{ODD}mit", "x"),
    "a value of an option": ("ask", "x", "--limit", ODD),
    "too many words": ("quotes", ODD),
    "a folder of facts": ("quotes", "--facts", ODD),
    "a new folder": ("init", f"new{ODD}"),
    "a new folder for facts": ("init", "--facts", f"odd{ODD}"),
    "a folder with odd names": ("lint", "--facts", f"odd{ODD}"),
}


@pytest.fixture
def odd_place(place: Path) -> Path:
    """A folder that also has a folder of facts with an odd name, in which a file with an odd name is wrong."""
    folder = place / f"odd{ODD}"
    folder.mkdir()
    (folder / f"log{ODD}.yaml").write_text(OURS.replace("text:", "txt:"), encoding="utf-8")
    return place


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_arguments_and_names_of_files_cannot_control_the_terminal(odd_place: Path, arguments: tuple[str, ...]) -> None:
    done = factbot(odd_place, *arguments)
    assert done.stdout + done.stderr
    assert HARMFUL.findall(done.stdout + done.stderr) == []


def test_settings_and_piped_lines_cannot_control_the_terminal(place: Path) -> None:
    odd = ODD[:-1].replace("\r", "")
    lines = [f"who is {odd}?", f"/verify Nobody {odd} tows a tug.", f"/quote {odd}", f"/{odd}", f"/digest on {odd}"]
    chat = factbot(place, given="\n".join(lines))
    wrong = factbot(place, "ask", "x", FACTBOT_FLOOD_LIMIT=odd, FACTBOT_LOG_LEVEL=odd)
    lost = factbot(place, "doctor", FACTBOT_FACTS_DIR=f"nowhere{odd}")
    for done in (chat, wrong, lost):
        assert HARMFUL.findall(done.stdout + done.stderr) == []
    assert "FACTBOT_LOG_LEVEL" in wrong.stderr
    assert "nowhere" in lost.stdout


def test_json_has_the_text_that_was_typed(place: Path) -> None:
    (record,) = records(factbot(place, "ask", "--json", "who \x9b \u202e \x1b \x7f is \udcff").stdout)
    assert record["question"] == "who \x9b \u202e \x1b \x7f is \ufffd"


def run(
    place: Path, *arguments: str, shell: str = "", given: str = "", **env: str
) -> subprocess.CompletedProcess[bytes]:
    """Run `factbot` in a Python of its own, or in a line for the shell, where "$@" is the command."""
    command = [sys.executable, "-m", "bot", *arguments]
    line = ["bash", "-c", shell, "bash", *command] if shell else command
    settings = {"PATH": os.environ["PATH"], "HOME": str(place), **env}
    done = subprocess.run(line, cwd=place, input=given.encode(), capture_output=True, timeout=PATIENCE, env=settings)
    assert b"Traceback" not in done.stderr, done.stderr
    assert b"Exception ignored" not in done.stderr, done.stderr
    return done


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "ascii:strict"])
def test_output_in_another_encoding_is_readable(place: Path, encoding: str) -> None:
    lines = "/quote Bo Reed\n/help\n/verify Nobody tows the tug.\nwho is Đinđić 👍?\n/dänce→\n"
    done = run(place, given=lines, PYTHONIOENCODING=encoding)
    printed = done.stdout.decode(encoding.partition(":")[0])
    assert done.returncode == 0
    assert "Nobody tows a tug." in printed.replace("“", "").replace("”", "").replace('"', "")
    assert "There is no command /d" in printed


def test_errors_logs_and_json_in_another_encoding_are_readable(place: Path) -> None:
    wrong = run(place, "ask", "x", FACTBOT_LOG_LEVEL="“→👍", PYTHONIOENCODING="ascii")
    assert (wrong.returncode, b"FACTBOT_LOG_LEVEL is '\"->?" in wrong.stderr) == (2, True), wrong.stderr
    usage = run(place, "ask", "x", "--“→👍", PYTHONIOENCODING="latin-1")
    assert (usage.returncode, b'"->?' in usage.stderr) == (2, True), usage.stderr
    quote = run(place, "ask", "--json", "what “is” → 👍", PYTHONIOENCODING="ascii")
    assert records(quote.stdout.decode("ascii"))[0]["question"] == "what “is” → 👍"


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        (("quotes",), ""),
        (("ask", "-"), "who is it?\n"),
        (("ask", "--json", "-"), "x\n"),
        ((), "/help\n"),
        (("--help",), ""),
    ],
    ids=["quotes", "ask", "json", "chat", "help"],
)
def test_a_closed_pipe_ends_the_program_quietly(place: Path, arguments: tuple[str, ...], given: str) -> None:
    done = run(place, *arguments, given=given * 5_000, shell='"$@" | true; exit ${PIPESTATUS[0]}')
    assert (done.returncode, done.stderr) == (141, b"")


def test_closed_streams_are_no_error(place: Path) -> None:
    asked = ("ask", "How many buoys mark the channel?")
    assert run(place, *asked, shell='"$@" >&-').returncode == 0
    assert b"nine buoys" in run(place, *asked, shell='"$@" 2>&-').stdout
    assert run(place, *asked, shell='"$@" <&- >&- 2>&-').returncode == 0
    assert run(place, shell='"$@" <&-').returncode == 0
    assert run(place, "ask", "x", "--nope", shell='"$@" 2> >(true)').returncode == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_named(place: Path) -> None:
    done = run(place, "quotes", shell='"$@" >/dev/full')
    assert (done.returncode, done.stderr) == (1, b"The output can't be written: No space left on device.\n")
