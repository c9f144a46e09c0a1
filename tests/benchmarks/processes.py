"""How much a process of a benchmark has to do. Linux only."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

_LOOK = 3.0
"""Seconds between two looks."""


def cpu(pid: int) -> float:
    """Return the CPU seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def until_idle(*pids: int, share: float = 0.1) -> None:
    """Wait until each process uses less than this share of a processor for some seconds."""
    while True:
        before = [cpu(pid) for pid in pids]
        await asyncio.sleep(_LOOK)
        if all(cpu(pid) - spent < share * _LOOK for pid, spent in zip(pids, before, strict=True)):
            return
