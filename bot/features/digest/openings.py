"""The words by which a message to the bot calls a command of the digest, as regular expressions."""

from __future__ import annotations

from typing import Final

from bot.core.commands import ENDS

_DIGEST = r"(?:(?:the|your|my|our|a)\s+)?(?:daily\s+)?digests?"
_HERE = r"(?:\s+(?:here|for\s+(?:me|us|now)|in\s+(?:here|(?:this|the)\s+channel)))?"
_END = r"(?=[\s,.!]*(?:(?:please|pls|plz|thanks|thank\s+you|thx|cheers|bitte|danke|merci|gracias)\b[\s,.!]*)*$)"
"""Nothing but politeness follows."""
_NO_QUESTION = r"(?!.*\?\s*$)"
_UNIT = (
    r"(?:days?|mornings?|afternoons?|evenings?|nights?|hours?|minutes?|weeks?|weekdays?|weekends?|workdays?|months?"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?)"
)
_WHEN = (
    rf"(?:(?:every|each)\s+(?:\w+\s+)?{_UNIT}|(?:daily|hourly|weekly|monthly|weekdays|weekends|everyday|twice\s+a"
    r"|once\s+a)|(?:on\s+)?(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:at|um|à|a\s+las?|by)\s+(?:\d|noon|midnight"
    r"|half|quarter|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)|\d\d?(?:[:.]\d\d)?\s*(?:[ap]\.?m|h|uhr)"
    r"|\d\d?:\d\d|noon|midnight|täglich|jeden|werktags|chaque|tous\s+les|cada|todos\s+los)\b"
)
"""Words that begin a schedule."""

ON: Final = (
    r"digest\s+on\b"
    rf"|{_NO_QUESTION}(?:{_DIGEST}{_HERE}[\s,:]+(?={_WHEN})|(?:a\s+)?daily\s+digest{_HERE}{_END}"
    rf"|(?:switch|turn)\s+(?:on\s+{_DIGEST}|{_DIGEST}\s+on)\b"
    rf"|(?:start|activate|enable|set\s+up|subscribe\s+(?:me\s+|us\s+)?to)\s+{_DIGEST}{_HERE}(?:{_END}|[\s,]+(?={_WHEN}))"
    rf"|(?:i|we)(?:\s+want|'d\s+like|’d\s+like|\s+would\s+like)\s+{_DIGEST}{_HERE}(?:{_END}|[\s,]+(?={_WHEN})))"
)
OFF: Final = (
    rf"(?:daily\s+)?digest\s+off\b|(?:switch|turn)\s+(?:off\s+{_DIGEST}|{_DIGEST}\s+off){_HERE}{_END}"
    rf"|(?:stop|end|cancel|disable|deactivate|unsubscribe\s+(?:me\s+|us\s+)?from|no\s+more)\s+"
    rf"(?:(?:posting|sending)\s+)?{_DIGEST}{_HERE}{_END}"
)
PREVIEW: Final = (
    rf"digest\s+preview\b|{_DIGEST}\s+(?:right\s+)?now{_END}|today(?:'|’)?s\s+digest{_END}"
    rf"|(?:show|give|send|post|preview)\s+(?:(?:me|us)\s+)?(?:{_DIGEST}|today(?:'|’)?s\s+digest)"
    rf"(?:\s+preview)?(?:\s+(?:right\s+)?now)?{_END}"
    rf"|(?:what(?:'|’)?s|what\s+is|is\s+there|anything|something)(?:\s+anything|\s+something)?\s+new"
    rf"(?:\s+(?:today|here))?{ENDS}|any\s+news{ENDS}"
)
