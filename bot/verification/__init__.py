"""Verify claimed quotations against stored ones. Independent of chat platforms and storage."""

from bot.verification.tokens import mixed_script_word, tokenize
from bot.verification.types import Change, Flag, IndexedQuote, VerdictKind, Verification
from bot.verification.verifier import Verifier
from bot.verification.word_differences import differences, same_words

__all__ = [
    "Change", "Flag", "IndexedQuote", "VerdictKind", "Verification", "Verifier", "differences", "mixed_script_word",
    "same_words", "tokenize",
]  # fmt: skip
