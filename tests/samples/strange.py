"""Statements that are hard to show: markup, mentions, HTML, other directions, long words, long texts."""

from __future__ import annotations

import datetime as dt

from bot.core.models import Fact, Quote, Source
from tests.samples.slack import HOSTILE

DAY = dt.date(2026, 3, 2)
_FENCE = "`" * 3
MARKUP = (
    f"{HOSTILE} **strong** __under__ ||hidden|| {_FENCE}fence{_FENCE} [a link](https://evil.example/) "
    "<b>HTML</b> <script>alert(1)</script> <img src=x onerror=alert(1)> @everyone <@77> </ask:1> <t:1760000000:F>"
)
"""Everything that a platform or a browser gives a meaning."""
LINES = "# no heading\n> no quotation\n-# no small print\n- no item\n1. no number\n```\nno code\n```\n>>> no end"
"""Everything that has a meaning at the start of a line."""
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3
LONG_ADDRESS = "https://example.org/" + "a-very-long-path/" * 12 + "?q=1&r=2"
UNSEEN = (
    "The ha\u200brbour\u200d \u2060mas\u00adter\u200e ki\u0301ck\u0301ed off "
    "z\u0353\u0363a\u0353\u0363l\u0353\u0363g\u0353\u0363o."
)
"""Words with characters that have no width, and with marks one above another."""
EMOJI = "The 👩‍👩‍👧‍👦 family ferry 🛳️ carried 🇬🇧🇩🇰 guests 👍🏽 in 2025 ✅."
ARABIC = "تمر أربعون سفينة كل يوم عبر القناة الشمالية، وفقًا لمكتب الميناء (Harbour Office) في 2025."
HEBREW = "הערפל אינו קורא לוחות זמנים."
CHINESE = "渡轮在二〇二五年运送了一百二十万名乘客，比前一年多出百分之八，其中大部分是前往岛屿的游客。"
LONG = " ".join(
    f"In year {year} the harbour handled {year * 7:,} ships, {year * 3:,} of them ferries, and its nine pilots guided "
    f"{year * 2:,} through the narrows without an accident." for year in range(1990, 2026)
)  # fmt: skip

STRANGE = Source(f"Title with {HOSTILE}", "Press & <Sons> *Ltd*", DAY, "https://example.org/a_(b)?x=1&y=<2>")
FAR = Source(f"A title that goes on and on {LONG_WORD}", "Office " + "of the office " * 8, DAY, LONG_ADDRESS)
ARABIC_SOURCE = Source("التقرير السنوي للميناء", "مكتب الميناء", DAY, "https://example.org/ar")
PLAIN = Source("Annual report", "Harbour office", DAY, "https://example.org/report")
NO_ADDRESS = Source("Minutes of the quay", "Harbour office", DAY)


def _fact(name: str, text: str, question: str, source: Source = PLAIN, **more: object) -> Fact:
    return Fact(name, text, source, DAY, topic="Harbour", questions=(question,), **more)  # type: ignore[arg-type]


MARKUP_FACT = _fact("markup", MARKUP, "What does the markup say?", STRANGE)
LINES_FACT = _fact("lines", LINES, "What do the strange lines say?")
WORD_FACT = _fact("long-word-" + "x" * 40, f"The company was called {LONG_WORD}.", "What was the company called?", FAR)
UNSEEN_FACT = _fact("unseen", UNSEEN, "What did the unseen master kick off?")
EMOJI_FACT = _fact("emoji", EMOJI, "Whom did the family ferry carry?")
ARABIC_FACT = _fact("arabic", ARABIC, "كم سفينة تمر عبر القناة الشمالية؟", ARABIC_SOURCE)
CHINESE_FACT = _fact("chinese", CHINESE, "渡轮在二〇二五年运送了多少乘客？")
LONG_FACT = _fact("long", LONG, "How many ships did the harbour handle in each year?")
PARAGRAPH_FACT = _fact("paragraph", LONG[:700], "How did the harbour do in the nineties?", NO_ADDRESS)
UPCOMING_FACT = _fact("fee", "From July on, mooring costs 12 guilders a day.", "What does mooring cost from July on?",
                      valid_from=dt.date(2026, 7, 1))  # fmt: skip
MARKUP_QUOTE = Quote("markup-quote", MARKUP, "Ana <b>*Example*</b> @here", STRANGE, role="Minister of `code`",
                     about="*railways* & <walls>", said=DAY, where="<#C1> ~Wick~")  # fmt: skip
HEBREW_QUOTE = Quote("hebrew-quote", HEBREW, "עדה קויל", ARABIC_SOURCE, role="מנהלת הנמל", about="ערפל", said=DAY)
LONG_QUOTE = Quote("long-quote", LONG, "Ada Quill", PLAIN, role="Harbour master", about="the last 35 years", said=DAY)
LINES_QUOTE = Quote("lines-quote", "First, we listen.\n\nThen we speak.\nThen we listen again.", "Elio Rima",
                    NO_ADDRESS, role="Prime Minister of Velania", about="talks", said=DAY, where="Wick")  # fmt: skip

ALL = (
    MARKUP_FACT, LINES_FACT, WORD_FACT, UNSEEN_FACT, EMOJI_FACT, ARABIC_FACT, CHINESE_FACT, LONG_FACT, PARAGRAPH_FACT,
    UPCOMING_FACT, MARKUP_QUOTE, HEBREW_QUOTE, LONG_QUOTE, LINES_QUOTE,
)  # fmt: skip
