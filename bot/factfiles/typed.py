"""Read what a person typed into a form by the rules of the same key of a fact file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.factfiles.fields import Read
from bot.factfiles.nodes import Mark, Node, Scalar
from bot.factfiles.nodes import Sequence as ListNode


class _Typed(Scalar):
    """A text without a position in a file."""

    def __init__(self, value: str) -> None:
        self.value = value
        self.start_mark: Mark | None = None


class _FirstProblem:
    """Keeps the first problem, without its position."""

    def __init__(self) -> None:
        self.problem = ""

    def add(self, line: int, column: int, message: str) -> None:
        """Note a problem, if it is the first."""
        self.problem = self.problem or message


def read_typed(read: Read, typed: str | Sequence[str], name: str) -> tuple[Any, str]:
    """Read a text or a list of texts. Return the value, and what is wrong with it, which is empty if it is fine."""
    report = _FirstProblem()
    return read(_node(typed), name, report), report.problem


def _node(typed: str | Sequence[str]) -> Node:
    if isinstance(typed, str):
        return _Typed(typed)
    node = ListNode(None)
    node.entries += map(_Typed, typed)
    return node
