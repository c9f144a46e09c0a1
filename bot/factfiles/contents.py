"""What was read from one fact file."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.errors import Problem
from bot.core.models import Audience, NegativeExample, Origin, Source, Statement


@dataclass(frozen=True, slots=True)
class Supersession:
    """One entry of `supersedes`: the fact `successor` supersedes the fact `target`."""

    successor: str
    target: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class FileHead:
    """What a file says once, for all that is in it."""

    source: Source
    topic: str = ""
    audience: Audience = ()


@dataclass(frozen=True, slots=True)
class FactFile:
    """The contents of one file. Values with problems are empty."""

    head: FileHead | None = None
    """None for a file of aliases."""
    statements: tuple[Statement, ...] = ()
    negative_examples: tuple[NegativeExample, ...] = ()
    groups: tuple[tuple[tuple[str, ...], Origin], ...] = ()
    """Groups of names that mean the same, each with its position."""
    links: tuple[Supersession, ...] = ()
    problems: tuple[Problem, ...] = ()
    problem_count: int = 0
    complete: bool = True
    """Whether the file was read to its end, so that every id in it is known."""
