"""Give each person a key. Only one table says whose key it is, so that a person can be forgotten."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.core.events import Person, Target

NOBODY = ""
"""Key of the operator in the shell, and of nobody in particular."""
FORGOTTEN = "somebody who is forgotten"
_BY_KEY = "key:"


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Whose key it is."""

    platform: str
    person: str
    """The person's id on the platform."""
    name: str

    @property
    def address(self) -> str:
        """Return platform and id, as in `models.Review.owner`."""
        return f"{self.platform}:{self.person}"


class PeopleStorage(Protocol):
    """The only table with names of people. Methods as in `core.storage.Storage`."""

    async def key_of(self, platform: str, person: str, name: str) -> str:
        """Return the key of a person, 16 random characters. An unknown person gets one; a new name is stored."""
        ...

    async def people(self, keys: Collection[str]) -> Mapping[str, KnownPerson]:
        """Return whose keys these are. Those of forgotten people are left out."""
        ...

    async def find_people(self, platform: str, person: str) -> Mapping[str, KnownPerson]:
        """Return the person with an id, or all people with exactly this name, by their keys; empty platform for any."""
        ...

    async def forget_person(self, platform: str, person: str) -> int:
        """Delete the name and the questions of a person. Return how many rows were deleted.

        What the person saved stays; nobody knows any more whose it was.
        """
        ...


def owned_by(key: str) -> str:
    """Return the owner of a statement, as in `models.Review.owner`, by the person's key."""
    return f"{_BY_KEY}{key}"


def key_in(owner: str) -> str:
    """Return the key of a person in the owner of a statement; empty if a fact file names the owner."""
    return owner.removeprefix(_BY_KEY) if owner.startswith(_BY_KEY) else ""


async def key_of(storage: PeopleStorage, person: Person, place: Target) -> str:
    """Return the key of the author of an event."""
    return await storage.key_of(place.platform, person.id, person.name)


def names(people: Mapping[str, KnownPerson], key: str, *, operator: str = "the operator") -> str:
    """Return the name of a person by their key."""
    if key == NOBODY:
        return operator
    known = people.get(key)
    return (known.name or known.address) if known else FORGOTTEN
