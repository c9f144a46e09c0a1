"""The texts of deleting a question and its answer."""

from __future__ import annotations

ONLY_ASKER = "Only the person who asked can delete this answer."
FORGOTTEN = "I deleted my answer and forgot your question."
YOUR_MESSAGE = "Your own message is still there; only you can delete it."
ANSWER_STAYS = "I forgot your question. But I can't delete my answer here."
