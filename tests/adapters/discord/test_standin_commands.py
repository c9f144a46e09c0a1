"""Test the stand-in of Discord: what it refuses of commands and of what is offered while one is typed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.adapters.discord.standin_requests import Json, calling
from tests.standins.discord.checking import problems
from tests.standins.discord.place import BOT, FOREIGN, GENERAL, GROUP, TWO_PEOPLE

ROUTE = "/applications/{application_id}/commands"
PATH = f"/applications/{BOT}/commands"


def option(**parts: Any) -> Json:
    """Return an option that differs from a valid one."""
    return {"type": 3, "name": "question", "description": "What to ask", **parts}


def command(*options: Json, **parts: Any) -> Json:
    """Return a command that differs from a valid one."""
    return {"type": 1, "name": "ask", "description": "Ask something", "options": list(options), **parts}


def subcommand(*options: Json, **parts: Any) -> Json:
    """Return a subcommand that differs from a valid one."""
    return {"type": 1, "name": "on", "description": "Begin", "options": list(options), **parts}


def menu(name: str = "Check quote", **parts: Any) -> Json:
    """Return an entry in the menu of messages that differs from a valid one."""
    return {"type": 3, "name": name, **parts}


LONG = [option(name=f"o{n}", description="x" * 100, choices=[{"name": "n" * 90, "value": "v"}]) for n in range(25)]
CHOICES = [{"name": str(n), "value": str(n)} for n in range(26)]


@pytest.mark.parametrize(
    "commands",
    [
        [command()],
        [command(option(max_length=6_000, autocomplete=True)), menu(), menu() | {"type": 2}],
        [command(name="frage", name_localizations={"de": "frage"}), command(name="質問"), command(name="सवाल")],
        [command(option(choices=CHOICES[:25]), option(name="private", type=5))],
        [command(contexts=[0, 1, 2], integration_types=[0, 1])],
        [command(subcommand(option(required=True), option(name="b")))],
        [*(command(name=f"c{n}") for n in range(100)), *(menu(str(n)) for n in range(15))],
    ],
)  # fmt: skip
def test_valid_commands_are_accepted(commands: list[Json]) -> None:
    assert problems("PUT", ROUTE, commands) == []


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ([command(name="Ask")], "'Ask' is not the name"),
        ([command(name="ask me")], "is not the name"),
        ([command(name="x" * 33)], "is not the name"),
        ([command(name="")], "is not the name"),
        ([command(description="")], "1 to 100"),
        ([command(description=" ")], "1 to 100"),
        ([command(description="x" * 101)], "1 to 100"),
        ([command(option(name="Question"))], "'Question' is not the name"),
        ([command(option(description="x" * 101))], "1 to 100"),
        ([command(option(), option())], "two options have the same name"),
        ([command(*[option(name=f"o{n}") for n in range(26)])], "26 options"),
        ([command(option(), option(name="b", required=True))], "comes after one that is not"),
        ([command(option(max_length=6_001))], "0 to 6001 characters"),
        ([command(option(min_length=5, max_length=4))], "5 to 4 characters"),
        ([command(option(choices=CHOICES))], "too many choices"),
        ([command(option(choices=[CHOICES[0]] * 2))], "two of the same name"),
        ([command(option(choices=CHOICES[:1], autocomplete=True))], "has choices and is completed"),
        ([command(subcommand(), option())], "subcommands stand beside options"),
        ([command(subcommand(option(name="B")))], "'B' is not"),
        ([command(*LONG, option(name="o24"))], "26 options"),
        ([command(*(subcommand(*LONG, name=f"s{n}") for n in range(2)))], "9710 characters in a command"),
        ([command(), command()], "same name ask"),
        ([menu(), menu()], "same name Check quote"),
        ([menu(str(n)) for n in range(16)], "16 commands of the type 3"),
        ([menu(str(n)) | {"type": 2} for n in range(16)], "16 commands of the type 2"),
        ([command(name=f"c{n}") for n in range(101)], "101 commands of the type 1"),
        ([menu(description="Check it")], "neither description nor options"),
        ([menu("x" * 33)], "1 to 32"),
        ([command(contexts=[3])], "contexts are [3]"),
        ([command(contexts=[])], "contexts are []"),
        ([command(integration_types=[2])], "integration_types are [2]"),
        ([command(integration_types=[0, 0])], "integration_types are [0, 0]"),
        ([command(colour="red")], "colour"),
    ],
)  # fmt: skip
def test_what_discord_refuses_of_commands_is_reported(commands: list[Json], expected: str) -> None:
    assert expected in "; ".join(problems("PUT", ROUTE, commands))


async def test_commands_are_remembered_with_ids_and_offered_where_they_are_meant() -> None:
    async with calling() as caller:
        everywhere = command(contexts=[0, 1, 2], integration_types=[0, 1])
        own = menu(contexts=[0], integration_types=[1])
        here = command(name="watch", contexts=[0], integration_types=[0])
        assert (await caller.send("PUT", PATH, [command(contexts=[7])]))[0] == 400
        status, told = await caller.send("PUT", PATH, [everywhere, own, here])
        assert status == 200
        assert len({one["id"] for one in told}) == 3
        assert told == caller.standin.rest.commands
        assert [one["contexts"] for one in told] == [[0, 1, 2], [0], [0]]
        offers = caller.standin.offers
        assert [offers("ask", 1, place) for place in (GENERAL, FOREIGN, GROUP, TWO_PEOPLE)] == [True] * 4
        assert [offers("watch", 1, place) for place in (GENERAL, FOREIGN, GROUP)] == [True, False, False]
        assert [offers("Check quote", 3, place) for place in (GENERAL, FOREIGN, GROUP)] == [False, True, False]
        with pytest.raises(AssertionError, match="not offered there"):
            await caller.standin.invoke("watch on", channel=FOREIGN)


@pytest.mark.parametrize(
    ("choices", "status"),
    [
        (CHOICES[:25], 204),
        (CHOICES, 400),
        ([{"name": "x" * 101, "value": "v"}], 400),
        ([{"name": "n", "value": "v" * 101}], 400),
        ([{"name": "", "value": "v"}], 400),
        ([{"name": "n", "value": " "}], 400),
    ],
)
async def test_what_is_offered_while_somebody_types_has_limits(choices: list[Json], status: int) -> None:
    async with calling() as caller:
        asked = await caller.standin.interact(4, {"id": "1", "type": 1, "name": "ask"})
        assert (await caller.answer(asked, 8, {"choices": choices}))[0] == status
