"""The parts of the Web API for agents, and the check of blocks: prompts, status, titles and `blocks.validate`."""

from __future__ import annotations

import json
from typing import Any

from tests.standins.slack import blocks as kit
from tests.standins.slack import modals
from tests.standins.slack.world import RefusedError, Shown

MOST_PROMPTS = 4


class AgentApi:
    """What Slack shows of the app around a conversation."""

    scopes: str
    messages: list[Shown]
    channels: dict[str, dict[str, Any]]
    problems: list[str]

    def __init__(self) -> None:
        self.prompts: dict[str, list[dict[str, str]]] = {}
        """What is suggested in each conversation, as it was sent: title and message of each prompt."""
        self.statuses: list[tuple[str, str, str]] = []
        """Every status that was set: channel, thread and words, empty where it was taken away."""
        self.status: dict[tuple[str, str], str] = {}
        """What stands beneath a thread now. A message of the bot in the thread takes it away."""
        self.titles: dict[tuple[str, str], str] = {}
        self.validates = True
        """Slack knows `blocks.validate`, which is new."""

    async def do_assistant_threads_setSuggestedPrompts(self, body: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        channel = self._conversation(body)
        prompts = body.get("prompts")
        if isinstance(prompts, str):
            prompts = json.loads(prompts)
        if found := list(prompt_problems(prompts)):
            self.problems += [f"assistant.threads.setSuggestedPrompts: {problem}" for problem in found]
            raise RefusedError("invalid_arguments")
        if body.get("thread_ts"):
            # Slack says that such a call of an agent fails silently.
            self.problems.append("assistant.threads.setSuggestedPrompts: a thread_ts, so nothing is suggested")
            return {}
        self.prompts[channel] = prompts or []
        return {}

    async def do_assistant_threads_setStatus(self, body: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        key = self._thread(body)
        words = body.get("status")
        if not isinstance(words, str):
            raise RefusedError("invalid_arguments")
        self.statuses.append((*key, words))
        self.status[key] = words
        if not words:
            del self.status[key]
        return {}

    async def do_assistant_threads_setTitle(self, body: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        key = self._thread(body)
        if not body.get("title"):
            raise RefusedError("invalid_arguments")
        self.titles[key] = str(body["title"])
        return {}

    async def do_blocks_validate(self, body: dict[str, Any]) -> dict[str, Any]:
        """Check blocks, a message or a view, given as JSON; exactly one of them."""
        if not self.validates:
            raise RefusedError("unknown_method")
        given = [kind for kind in ("blocks", "message", "view") if body.get(kind)]
        if len(given) != 1:
            raise RefusedError("invalid_arguments")
        (kind,) = given
        value = body[kind] if isinstance(body[kind], dict | list) else json.loads(body[kind])
        if found := _problems_in(kind, value):
            errors = [{"pointer": "/", "code": "failed_constraint", "message": problem} for problem in found]
            raise RefusedError(f"invalid_{kind}", errors=errors)
        return {}

    def _conversation(self, body: dict[str, Any]) -> str:
        if "assistant:write" not in self.scopes.replace(" ", "").split(","):
            raise RefusedError("missing_scope", needed="assistant:write", provided=self.scopes)
        if body.get("channel_id") not in self.channels:
            raise RefusedError("channel_not_found")
        return str(body["channel_id"])

    def _thread(self, body: dict[str, Any]) -> tuple[str, str]:
        channel, thread = self._conversation(body), str(body.get("thread_ts"))
        if not any((m.channel, m.ts) == (channel, thread) and not m.deleted for m in self.messages):
            raise RefusedError("invalid_thread_ts")
        return channel, thread


def prompt_problems(prompts: Any) -> list[str]:
    """Everything that Slack would refuse in prompts that are suggested, here or in a manifest."""
    if not isinstance(prompts, list) or len(prompts) > MOST_PROMPTS:
        return [f"prompts must be a list of at most {MOST_PROMPTS}"]
    fine = [
        isinstance(prompt, dict)
        and prompt.keys() == {"title", "message"}
        and all(isinstance(words, str) and words.strip() for words in prompt.values())
        for prompt in prompts
    ]
    return [f"not a prompt: {prompt!r}" for prompt, ok in zip(prompts, fine, strict=True) if not ok]


def _problems_in(kind: str, value: Any) -> list[str]:
    if kind == "blocks":
        return kit.problems(value)
    if kind == "message":
        return kit.problems(value.get("blocks"))
    return modals.problems(value) if value.get("type") == "modal" else kit.problems(value.get("blocks"), "home")
