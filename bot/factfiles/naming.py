"""Name the file of a source, in letters that every system and repository accepts."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container, Iterator
from itertools import count
from typing import Final

from bot.factfiles.contents import FileHead

_LONGEST: Final = 60
_MOST_PLACES: Final = 2


def file_name(head: FileHead, taken: Container[str]) -> str:
    """Return the name of a new file with this head: its title, or else its publisher, its date, and who may see it.

    It is none of the `taken` names, which are in small letters.
    """
    return next(name for stem in _stems(head) if (name := f"{stem}.yaml") not in taken)


def _stems(head: FileHead) -> Iterator[str]:
    source = head.source
    title = _slug(source.title) or _slug(source.publisher) or "source"
    stem = "-".join([title, str(source.published), *map(_slug, head.audience[:_MOST_PLACES])])
    yield stem
    yield f"{stem}-{_slug(head.topic) or 'other'}"
    yield f"{stem}-{hashlib.sha256(repr(head).encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
    yield from (f"{stem}-{number}" for number in count(2))


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain)[:_LONGEST].strip("-")
