"""A small store of our own making, about a ropeworks, for talks: questions beside and after one another, old prices."""

from __future__ import annotations

import datetime as dt

from bot.core.models import Fact, FactCollection, NegativeExample, Origin, Source
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds

SIGN = Source("Sign at the gate", "Ropeworks", dt.date(2026, 4, 1))
OLD_SIGN = Source("Sign of 2024", "Ropeworks", dt.date(2024, 2, 1))


def fact(fact_id: str, text: str, *questions: str, file: str = "sign.yaml", **more: object) -> Fact:
    """A fact of the sign."""
    source = more.pop("source", SIGN)
    assert isinstance(source, Source)
    return Fact(fact_id, text, source, source.published, "Ropeworks", questions, origin=Origin(file, 1, 1), **more)  # type: ignore[arg-type]


OPEN = fact("open", "The ropeworks opens at nine.", "When does the ropeworks open?")
WALK = fact("walk", "The rope walk is 400 metres long.", "How long is the rope walk?")
GUIDE = fact("guide", "Ines Vale guides through the ropeworks.", "Who guides through the ropeworks?")
SALT = fact("salt", "Salt and tar are sold in the shed.", "Where are salt and tar sold?")
PRICE = fact(
    "price", "A day ticket costs 9 guilders.", "How much is a day ticket?", "What does a day ticket cost?",
    supersedes=("price-2024",), valid_from=dt.date(2026, 1, 1),
)  # fmt: skip
PRICE_2024 = fact(
    "price-2024", "A day ticket costs 7 guilders.", "How much is the ticket for one day?",
    source=OLD_SIGN, supersedes=("price-2022",), status="superseded", valid_until=dt.date(2025, 12, 31),
)  # fmt: skip
PRICE_2022 = fact(
    "price-2022", "In 2022 and 2023 a day ticket cost 6 guilders.", source=OLD_SIGN, status="superseded",
    valid_until=dt.date(2023, 12, 31),
)  # fmt: skip
HEMP_2024 = fact("hemp-2024", "In 2024 it used 30 tonnes of hemp.", "How much hemp did the ropeworks use in 2024?")
HEMP_2025 = fact("hemp-2025", "In 2025 it used 45 tonnes of hemp.", "How much hemp did the ropeworks use in 2025?")

FACTS = (OPEN, WALK, GUIDE, SALT, PRICE, PRICE_2024, PRICE_2022, HEMP_2024, HEMP_2025)
NEGATIVE_EXAMPLES = (
    NegativeExample("When does the ropeworks shop open?", Origin("sign.yaml", 90, 1)),
    NegativeExample("Who owns the ropeworks?", Origin("sign.yaml", 91, 1)),
)


def ropeworks(*more: Fact, negative_examples: tuple[NegativeExample, ...] = NEGATIVE_EXAMPLES) -> Knowledge:
    """The ropeworks' facts, with some more."""
    return Knowledge(FactCollection((*FACTS, *more), negative_examples), Thresholds.default())
