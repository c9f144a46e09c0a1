"""Write statements as fact files: change the entries of the files that exist, and add those that are in no file.

Only what changed is written. Each result is read again before it is returned, so it says exactly what it should.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO

from bot.core.errors import ConfigurationError, FactFilesError
from bot.core.models import Fact, FactCollection, Quote, Review, Statement
from bot.factfiles.checks import combine, superseded_ids, with_links
from bot.factfiles.contents import FactFile, FileHead
from bot.factfiles.entries import LISTS, ORDER, changes, entry_values, fits, head_lines, source_values
from bot.factfiles.formats.yaml_editor import AddedEntry, FileEntry, YamlEditor
from bot.factfiles.loader import read_content
from bot.factfiles.naming import file_name
from bot.factfiles.schema import SECTIONS, SOURCE_KEYS


def write_files(files: Mapping[str, bytes], live: Iterable[Statement]) -> dict[str, bytes]:
    """Return the contents of all files of an export, by name.

    `files` has the fact files that exist, by their path in the folder with "/" between its parts. `live` has all
    statements, each with another id. One that is in no file goes to the file of its source, topic and audience, which
    may be new. What is in a file and not in `live` stays as it is.

    Raises FactFilesError if a file or a statement has problems, and ConfigurationError if a file can't be changed.
    """
    read = {name: _read(name, files[name]) for name in sorted(files)}
    before = _combined(read)
    existing = {each.id: each for file in read.values() for each in file.statements}
    wanted = {**existing, **{each.id: _tidy(each) for each in live}}
    linked = superseded_ids(wanted.values())
    targets = {id_: _as_written(each, existing.get(id_), linked) for id_, each in wanted.items()}

    opened = {name: _OpenFile(files[name], file, file.head) for name, file in read.items() if file.head}
    moving = [arrival for file in opened.values() for arrival in file.edit(targets)]
    moving += [_Arrival(each) for id_, each in targets.items() if id_ not in existing]
    _settle(moving, opened, taken={name.lower() for name in files})

    changed = {name: file.content() for name, file in opened.items() if file.changed}
    after = _combined(read | {name: _read(name, content) for name, content in changed.items()})
    _check(before, after, with_links(targets.values()), changed)
    return dict(sorted({**files, **changed}.items()))


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A statement that comes to a file, with the text of its entry if it comes from another file."""

    statement: Statement
    text: str = ""

    @property
    def home(self) -> FileHead:
        """Return the head of the file that it comes to."""
        return FileHead(self.statement.source, self.statement.topic, self.statement.audience)


class _OpenFile:
    """A fact file that may be changed."""

    def __init__(self, content: bytes, read: FactFile, head: FileHead) -> None:
        self.head = head
        self.changed = False
        self._content = content
        self._read = read
        self._leaving: dict[type[Statement], list[FileEntry]] = {Fact: [], Quote: []}

    @cached_property
    def _editor(self) -> YamlEditor:
        self.changed = True
        return YamlEditor(self._content)

    def content(self) -> bytes:
        """Return the file with all changes."""
        return self._editor.content()

    def edit(self, targets: Mapping[str, Statement]) -> Iterator[_Arrival]:
        """Change all entries to what they must say. Yields those that can't stay in this file."""
        now = {each.id: each for each in self._read.statements}
        then = {id_: targets[id_] for id_ in now}
        if then == now:
            return
        self._change_head(list(then.values()))
        for kind, section in LISTS.items():
            for entry in self._editor.entries(section):
                id_ = entry.texts["id"].value.strip()
                yield from self._edit_entry(kind, entry, now[id_], then[id_])

    def _change_head(self, statements: Sequence[Statement]) -> None:
        """Change the source and the topic, if they changed for all statements alike."""
        new = FileHead(statements[0].source, statements[0].topic, self.head.audience)
        if new != self.head and all((each.source, each.topic) == (new.source, new.topic) for each in statements):
            old_source, new_source = source_values(self.head.source), source_values(new.source)
            changed = {key: value for key, value in new_source.items() if value != old_source[key]}
            self._editor.change_section("source", changed, tuple(SOURCE_KEYS))
            if new.topic != self.head.topic:
                self._editor.change_top({"topic": new.topic or None}, SECTIONS)
            self.head = new

    def _edit_entry(
        self, kind: type[Statement], entry: FileEntry, now: Statement, then: Statement
    ) -> Iterator[_Arrival]:
        if isinstance(then, kind) and fits(then, self.head):
            self._editor.change(entry, changes(entry.keys, entry.texts, now, then, self.head), ORDER[kind])
            return
        arrival = _Arrival(then)
        self._leaving[kind].append(entry)
        if isinstance(then, kind):
            self._editor.change(entry, changes(entry.keys, entry.texts, now, then, arrival.home), ORDER[kind])
            arrival = _Arrival(then, self._editor.take(LISTS[kind], entry))
        yield arrival

    def settle(self, arrivals: Sequence[_Arrival]) -> None:
        """Remove the entries that can't stay, and add those that come, in the order of their ids."""
        for kind, section in LISTS.items():
            here = {each.statement.id: each for each in arrivals if isinstance(each.statement, kind)}
            added = [AddedEntry(entry_values(each.statement, self.head), each.text) for _, each in sorted(here.items())]
            if added or self._leaving[kind]:
                self._editor.rearrange(section, self._leaving[kind], added, SECTIONS)


def _settle(arrivals: Iterable[_Arrival], opened: dict[str, _OpenFile], taken: set[str]) -> None:
    """Bring the statements that come to a file into it. Adds new files to `opened`, with names that are not taken."""
    homes: dict[FileHead, _OpenFile] = {}
    for file in opened.values():
        homes.setdefault(file.head, file)
    by_home: dict[FileHead, list[_Arrival]] = defaultdict(list)
    for arrival in arrivals:
        by_home[arrival.home].append(arrival)
    for head in sorted(by_home.keys() - homes.keys(), key=_in_order):
        name = file_name(head, taken)
        taken.add(name)
        homes[head] = opened[name] = _OpenFile(head_lines(head).encode(), FactFile(), head)
    for file in opened.values():
        file.settle(by_home[file.head] if homes[file.head] is file else [])


def _in_order(head: FileHead) -> tuple[str, ...]:
    source = head.source
    return head.topic, str(source.published), source.title, source.publisher, source.url or "", *head.audience


def _read(name: str, content: bytes) -> FactFile:
    return read_content(BytesIO(content), name)


def _combined(files: Mapping[str, FactFile]) -> FactCollection:
    collection, problems = combine([files[name] for name in sorted(files)])
    if problems:
        raise FactFilesError(problems)
    return collection


def _tidy(statement: Statement) -> Statement:
    """Leave out a review that says nothing, as no file can say that."""
    return replace(statement, review=None) if statement.review == Review() else statement


def _as_written(statement: Statement, now: Statement | None, superseded: Collection[str]) -> Statement:
    """Return a statement with the status that its entry needs: one that follows from another fact is not written."""
    plain = ("active", "superseded")
    if statement.status not in plain or statement.id not in superseded or not isinstance(statement, Fact):
        return statement
    return replace(statement, status=now.status if now and now.status in plain else "active")


def _kept(collection: FactCollection) -> tuple[object, ...]:
    """Return what no export changes. The audience of `stay_silent` follows from the entries beside it."""
    return [each.question for each in collection.negative_examples], collection.aliases


def _check(
    before: FactCollection, after: FactCollection, expected: Iterable[Statement], changed: Collection[str]
) -> None:
    """Raise ConfigurationError if the files that changed would say anything else than they should."""
    found = {each.id: each for each in after.statements}
    wanted = {each.id: each for each in expected}
    if found == wanted and _kept(before) == _kept(after):
        return
    wrong = {origin.file for id_, each in found.items() if each != wanted.get(id_) and (origin := each.origin)}
    raise ConfigurationError(
        f"I can't change {', '.join(sorted(wrong or changed))}, because something in it is written in an unusual way. "
        "Write each key of an entry on a line of its own. Nothing was changed."
    )
