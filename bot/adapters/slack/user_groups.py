"""The user groups of a workspace and who is in them, asked of Slack and cached for some seconds."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Final, TypeAlias

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.payloads import listing, mapping
from bot.adapters.slack.scopes import GROUPS
from bot.adapters.slack.tokens import UNANSWERED
from bot.adapters.slack.web_api import describe, error_code
from bot.core.errors import DeliveryError, UserError
from bot.core.mentions import Mention

log = logging.getLogger(__name__)

_NO_SCOPE: Final = (
    f"I can't see the user groups, because the Slack app does not have the scope {GROUPS}. A manager of the app can "
    "paste the output of `factbot manifest` at api.slack.com/apps, and install the app again."
)


_SOONER: Final = 10
"""How many times sooner Slack is asked again if it did not answer."""


@dataclass(frozen=True, slots=True)
class UserGroup:
    """A user group with its members."""

    mention: Mention
    people: frozenset[str]


_Answer: TypeAlias = tuple[UserGroup, ...] | UserError | DeliveryError


class UserGroups:
    """Asks Slack for all user groups at once, so that a person's groups need no request of their own."""

    def __init__(self, ttl: float) -> None:
        """Cache each answer for `ttl` seconds, also one that says that the app may not see them."""
        self._ttl = ttl
        self._asking = asyncio.Lock()
        self._known: dict[str, tuple[_Answer, float]] = {}
        """By workspace: the last answer or error, and until when it counts, on the clock of the loop."""

    async def all(self, web: AsyncWebClient, team: str) -> tuple[UserGroup, ...]:
        """Return the groups of a workspace.

        Raises UserError if the app may not see them, and DeliveryError if Slack does not answer.
        """
        clock = asyncio.get_running_loop().time
        async with self._asking:
            found, until = self._known.get(team, ((), float("-inf")))
            if clock() >= until:
                found = await _ask(web)
                # Those who wait meanwhile need not ask again what Slack has just not answered.
                ttl = self._ttl / _SOONER if isinstance(found, DeliveryError) else self._ttl
                self._known[team] = found, clock() + ttl
        if isinstance(found, UserError | DeliveryError):
            raise found
        return found

    async def of(self, web: AsyncWebClient, team: str, person: str) -> frozenset[str]:
        """Return the ids of the groups that a person is in; none if that can't be found out."""
        try:
            return frozenset(group.mention.id for group in await self.all(web, team) if person in group.people)
        except (UserError, DeliveryError) as error:
            log.info("The user groups of a person are not known: %s", error)
            return frozenset()


async def _ask(web: AsyncWebClient) -> _Answer:
    """Ask Slack for all groups with their members; return an error if it does not say them."""
    try:
        answer = await web.usergroups_list(include_users=True)
    except UNANSWERED as error:
        if error_code(error) == "missing_scope":
            return UserError(_NO_SCOPE)
        return DeliveryError(f"Slack does not list the user groups: {describe(error)}")
    groups = map(mapping, listing(answer.get("usergroups")))
    return tuple(
        UserGroup(
            Mention("group", str(group["id"]), str(group.get("handle") or group.get("name") or "")),
            frozenset(map(str, listing(group.get("users")))),
        )
        for group in groups
        if group.get("id") and not group.get("date_delete")
    )
