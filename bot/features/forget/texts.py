"""The texts of deleting a question and its answer, or all that is known of a person."""

from __future__ import annotations

ONLY_ASKER = "Only the person who asked can delete this answer."
FORGOTTEN = "I deleted my answer and forgot your question."
YOUR_MESSAGE = "Your own message is still there; only you can delete it."
ANSWER_STAYS = "I forgot your question. But I can't delete my answer here."
FORGET_ME = "Forget me"
WHAT_GOES = (
    "I delete your name, and all your questions with what you said of the answers. What you saved stays, "
    "without your name. Messages in the channels stay, too. This can't be undone."
)
GONE = "I forgot you. If you ask again, I keep that question as usual."
NOTHING_KNOWN = "I know nothing of you that I could forget."
