"""Checks across all fact files: repeated ids, links between facts, and names that are in two groups of aliases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.core.audience import MOST_SIGHTS, count_sights
from bot.core.errors import Problem
from bot.core.models import Fact, FactCollection, NegativeExample, Origin, Statement
from bot.factfiles.contents import FactFile, Supersession
from bot.factfiles.fields import suggestion
from bot.factfiles.schema import MAX_PROBLEMS

_MAX_CANDIDATES = 1_000  # ids among which to look for a similar one; more would take seconds


def combine(files: Sequence[FactFile]) -> tuple[FactCollection, tuple[Problem, ...]]:
    """Combine files into one collection, and return it with all problems, sorted by file and position.

    If there are problems, do not use the collection.
    """
    by_id, problems = _by_id(files)
    links = [link for file in files for link in file.links]
    complete = all(file.complete for file in files)
    problems += _wrong_links(links, by_id, complete=complete)
    problems += _cycles(links)
    problems += _shared_names(files)
    problems += _too_many_audiences(files)
    collection = FactCollection(
        statements=with_links(each for file in files for each in file.statements),
        negative_examples=_negative_examples(files),
        aliases=tuple(names for file in files for names, _ in file.groups),
    )
    return collection, tuple(_in_order(files, problems))


def _by_id(files: Sequence[FactFile]) -> tuple[dict[str, Statement], list[Problem]]:
    by_id: dict[str, Statement] = {}
    problems = []
    for file in files:
        for statement in file.statements:
            first = by_id.setdefault(statement.id, statement)
            if first is not statement and statement.id:  # an empty id has been reported already
                message = f"the id `{statement.id}` is already used at {first.origin}; every id must be unique"
                problems.append(Problem(_origin(statement), message))
    return by_id, problems


def _wrong_links(links: Sequence[Supersession], by_id: Mapping[str, Statement], *, complete: bool) -> list[Problem]:
    """Report links to unknown ids, to quotes and to the fact itself.

    If some file could not be read to its end (not `complete`), an unknown id is no problem.
    """
    problems = []
    known = [key for key, statement in by_id.items() if isinstance(statement, Fact)]
    for link in links:
        target = by_id.get(link.target)
        message = None
        if link.target == link.successor:
            message = f"the fact `{link.target}` supersedes itself"
        elif target is None and complete:
            hint = suggestion(link.target, known) if len(known) <= _MAX_CANDIDATES else ""
            message = f"`supersedes` names `{link.target}`, but there is no fact with that id{hint}"
        elif target is not None and not isinstance(target, Fact):
            message = f"`supersedes` names the quote `{link.target}`; only facts can be superseded"
        if message:
            problems.append(Problem(link.origin, message))
    return problems


def _cycles(links: Sequence[Supersession]) -> list[Problem]:
    """Report every link that closes a cycle. Walks depth-first from each fact to the facts that it supersedes."""
    followed: dict[str, list[Supersession]] = {}
    for link in links:
        if link.target != link.successor and link.successor:
            followed.setdefault(link.successor, []).append(link)
    problems = []
    done: set[str] = set()
    for start in followed:
        path: dict[str, Iterator[Supersession]] = {} if start in done else {start: iter(followed[start])}
        while path:  # a stack instead of recursion: a chain can be as long as the number of facts
            fact, remaining = next(reversed(path.items()))
            step = next(remaining, None)
            if step is None:
                done.add(fact)
                del path[fact]
            elif step.target in path:
                cycle = [*list(path)[list(path).index(step.target) :], step.target]
                problems.append(Problem(step.origin, f"`supersedes` runs in a circle: {_chain(cycle)}"))
                if len(problems) == MAX_PROBLEMS:  # describing a cycle takes time in proportion to its length
                    return problems
            elif step.target not in done:
                path[step.target] = iter(followed.get(step.target, ()))
    return problems


def _chain(ids: Sequence[str]) -> str:
    shown = [*ids[:4], "…", *ids[-2:]] if len(ids) > 7 else ids
    return " → ".join(shown)


def _shared_names(files: Sequence[FactFile]) -> list[Problem]:
    first: dict[str, Origin] = {}
    problems = []
    for file in files:
        for names, origin in file.groups:
            for name in names:
                if first.setdefault(name, origin) is not origin:
                    message = f"the name `{name}` is already in another group, at {first[name]}"
                    problems.append(Problem(origin, message))
    return problems


def _too_many_audiences(files: Sequence[FactFile]) -> list[Problem]:
    """Report, at the first audience, that the audiences make too many groups of places."""
    items = (item for file in files for item in (*file.statements, *file.negative_examples))
    restricted = [item for item in items if item.audience]
    count = count_sights({item.audience for item in restricted})
    if count <= MOST_SIGHTS:
        return []
    message = (
        f"the `audience` keys make {count} groups of places that see different facts, and {MOST_SIGHTS} is the most; "
        "name workspaces instead of channels"
    )
    return [Problem(_origin(restricted[0]), message)]


def with_links(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return all statements. An active fact becomes superseded if another fact supersedes it that is not a draft."""
    everything = tuple(statements)
    superseded = superseded_ids(everything)
    return tuple(
        replace(each, status="superseded")
        if each.id in superseded and each.status == "active" and isinstance(each, Fact)
        else each
        for each in everything
    )


def superseded_ids(statements: Iterable[Statement]) -> frozenset[str]:
    """Return the ids of the facts that another fact supersedes which is not a draft."""
    facts = (each for each in statements if isinstance(each, Fact) and each.status != "draft")
    return frozenset(target for fact in facts for target in fact.supersedes)


def _negative_examples(files: Sequence[FactFile]) -> tuple[NegativeExample, ...]:
    return tuple(example for file in files for example in file.negative_examples)


def _in_order(files: Sequence[FactFile], cross: Sequence[Problem]) -> Iterator[Problem]:
    """Sort the problems by file and position. Each file shows at most a hundred, and then the number of the others."""
    by_file: dict[str, list[Problem]] = {}
    counts: dict[str, int] = {}
    for file in files:
        for problem in file.problems:
            by_file.setdefault(problem.origin.file, []).append(problem)
            counts[problem.origin.file] = file.problem_count
    for problem in cross:
        by_file.setdefault(problem.origin.file, []).append(problem)
        counts[problem.origin.file] = counts.get(problem.origin.file, 0) + 1
    for name in sorted(by_file):
        problems = sorted(by_file[name], key=lambda each: (each.origin.line, each.origin.column))
        yield from problems[:MAX_PROBLEMS]
        if counts[name] > MAX_PROBLEMS:
            end = problems[MAX_PROBLEMS - 1].origin
            yield Problem(end, f"… and {counts[name] - MAX_PROBLEMS:,} more problems in this file")


def _origin(item: Statement | NegativeExample) -> Origin:
    assert item.origin is not None  # noqa: S101 - the schema sets it for each statement and negative example
    return item.origin
