"""Text objects of Block Kit, checked: their length, whom they ping, and the dates in them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

PING = re.compile(r"<(?:@|!(?!date\^))|@(?:here|channel|everyone)\b", re.IGNORECASE)
DATE = re.compile(r"<!date\^(-?\d{1,11})\^([^<>|^]+)(?:\^(https?://[^<>|^]+))?\|([^<>|]+)>")
"""A moment in mrkdwn: its time stamp, its format, an address, and what is shown if the format fails."""
TOKENS = {
    "date_num": "%Y-%m-%d", "date_slash": "%d/%m/%Y", "date": "%B %d, %Y", "date_pretty": "%B %d, %Y",
    "date_short": "%b %d, %Y", "date_short_pretty": "%b %d, %Y", "date_long": "%A, %B %d, %Y",
    "date_long_pretty": "%A, %B %d, %Y", "date_long_full": "%B %d, %Y", "day_divider_pretty": "%A, %B %d",
    "time": "%H:%M", "time_secs": "%H:%M:%S", "ago": "%Y-%m-%d %H:%M",
}  # fmt: skip
"""What a format may hold in braces. The reader's own clock is that of UTC here."""
_TOKEN = re.compile(r"\{(\w*)\}")


def units(text: str) -> int:
    """Count a text's characters as Slack may: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def moment(timestamp: int, form: str, fallback: str) -> str:
    """Show a moment in UTC as a person sees it, or the fallback if the format is none."""
    if format_problem(form):
        return fallback
    at = dt.datetime.fromtimestamp(timestamp, dt.UTC)
    return _TOKEN.sub(lambda token: at.strftime(TOKENS[token[1]]), form)


def format_problem(form: Any) -> str | None:
    """Return what is wrong with the format of a moment."""
    tokens = _TOKEN.findall(form) if isinstance(form, str) else []
    return None if tokens and set(tokens) <= TOKENS.keys() else f"no format of a date: {form!r}"


def text_problems(text: Any, most: int, only: str | None = None) -> Iterator[str]:
    """Everything that Slack would refuse in a text object."""
    kind = text.get("type") if isinstance(text, dict) else None
    if kind not in {"plain_text", "mrkdwn"} or (only and kind != only):
        yield f"not a {only or 'text object'}: {text!r}"
        return
    extra = {"emoji"} if kind == "plain_text" else {"verbatim"}
    yield from (f"{kind} has an unknown {key}" for key in sorted(text.keys() - {"type", "text"} - extra))
    words = text.get("text")
    if not isinstance(words, str) or not words.strip():
        yield f"{kind} is empty"
    elif units(words) > most:
        yield f"{kind} of {units(words)} characters, where {most} fit"
    elif kind == "mrkdwn":
        yield from mrkdwn_problems(words)


def mrkdwn_problems(words: str) -> Iterator[str]:
    """Everything in mrkdwn that pings somebody, or would be shown otherwise than meant."""
    if PING.search(words):
        yield f"mrkdwn pings somebody: {words!r}"
    if words.count("<!date^") != len(DATE.findall(words)):
        yield f"a date without a fallback, or not a date: {words!r}"
    yield from (problem for _, form, _, _ in DATE.findall(words) if (problem := format_problem(form)))


def count_problems(name: str, parts: Any, most: int) -> Iterator[str]:
    """Report a list that has nothing in it, or too much."""
    if not isinstance(parts, list) or not 0 < len(parts) <= most:
        yield f"{name} must be 1 to {most}"


def unknown_keys(part: dict[str, Any], known: set[str]) -> Iterator[str]:
    """Report each key that a part doesn't have in Slack."""
    yield from (f"{part.get('type', 'a part')} has an unknown {key}" for key in sorted(part.keys() - known))
