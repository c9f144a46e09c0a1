"""The sentence encoder works on this machine alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ENCODE = "from bot.matching.encoder import Encoder; print(Encoder().encode(['Where is the ferry?']).shape)"


def test_the_encoder_leaves_no_telemetry_files_in_the_home_folder(tmp_path: Path) -> None:
    # With its telemetry on, onnxruntime writes an id of the machine into ~/.cache before it sends anything.
    ours = {"ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME", "LOCALAPPDATA"}
    environment = {name: value for name, value in os.environ.items() if name not in ours} | {"HOME": str(tmp_path)}
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", ENCODE], cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout == "(1, 384)\n"
    assert list(tmp_path.rglob("*")) == []
