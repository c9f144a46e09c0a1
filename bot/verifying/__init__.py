"""A claimed quotation in, a verdict out; knows nothing of chat or storage."""

from bot.verifying.records import Change, Finding, Flag, Spoken, VerdictKind
from bot.verifying.verifier import Verifier
from bot.verifying.words import mixed, read

__all__ = ["Change", "Finding", "Flag", "Spoken", "VerdictKind", "Verifier", "mixed", "read"]
