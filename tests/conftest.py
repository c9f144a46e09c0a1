"""What the tests of the program share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shell import OURS


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder as an operator has it: with facts of its own."""
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "log.yaml").write_text(OURS, encoding="utf-8")
    return tmp_path
