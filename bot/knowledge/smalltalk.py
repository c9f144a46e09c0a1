"""Recognise small talk: messages about the bot itself, or courtesies.

Only whole messages count. A message with anything after the small talk ("thanks, and when does the ferry leave?") is
left to the matcher.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, TypeAlias

from bot.matching.text import normalise, split_hyphens, words

Kind: TypeAlias = Literal["about", "courtesy"]
""""about": about the bot, answered by the help; "courtesy": needs no answer."""

LONGEST = 70
"""Maximum characters of small talk."""

_GREETING = "hi|hello|hey|hiya|howdy|yo|greetings|good (morning|afternoon|evening|day)"
_BETWEEN = "(the |this )?(fact)?bot|there|again|all|everyone|friend|mate|buddy|then|please|and|so|but|well"
"""Names for the addressee, and filler words."""
_ABOUT = """\
(who|what) (are you|(is )?factbot|(is )?(the|this) bot)( exactly)?|what( is)? this
what( is)? your (name|job|purpose)
(are|is) (you|this)( just| really)?( an?)? SORT( or( an?)? SORT)?
what (can|could|do) you (do|know|answer|tell me)( for me| for us| here| about)?
what (facts|topics|things) do you (know|hold|have|cover)( about)?
what (can|could|should|may) (i|we) (ask|ask you|do)( about| here)?
how (do|can|should) (i|we) (use|ask|talk to) (you|it|this|(the|this) bot|factbot)( a question)?
how (do|does) (you|it|this|(the|this) bot|factbot) work
(how )?can you help( me| us)?( out)?
who (made|built|created|wrote|programmed|developed|owns|runs) (you|(the|this) bot|factbot)
tell (me|us) (something )?about (you|yourself)|introduce yourself
help( me| us)?( out)?|i need (some |your )?help|how to use( it| this| you)?
how are you( doing)?( today)?|how( is)? it going|what( is)? up""".replace(
    "SORT", "(real |actual )?(bot|chatbot|robot|human|human being|person|real|ai|machine|computer|llm|language model)"
)
_COURTESY = """\
(many |much )?(thanks|thank you|thankyou|thank|cheers|ta)( so much| very much| a lot| lots| a million)?
for (the|your|that|this)( quick)?( help| info| information| answer| fact| reply)?|for helping( me| us)?
ok|okay|alright|all right|fine|got it|i see|understood|noted|sure|much appreciated
((that|you|it) ((is|are|was) )?)?(very |so |really |pretty )?PRAISE|wow|well done|(i )?love (it|you|this)
(good|nice|great) (job|work|one|answer|to know)|(the |you )?(bad|best|silly|PRAISE) (fact)?bot
bye|goodbye|good bye|good night|see you( later| soon| tomorrow| around)?|later|take care
never mind|nevermind|sorry|my bad|no problem|no worries|you (are )?welcome
have a (good|nice|great) (day|one|evening|night|weekend)
lol|lmao|rofl|ha(ha)+h?|he(he)+|xd|oh|ah|aha|hm+""".replace(
    "PRAISE",
    "(good|great|perfect|nice|cool|awesome|excellent|brilliant|amazing|helpful|useful|clever|smart|wonderful|lovely)",
)
_CHAT = {
    "r": "are", "ya": "you", "thanx": "thanks", "tnx": "thanks", "ty": "thank you", "tysm": "thank you so much",
    "k": "ok", "kk": "ok", "cya": "see you", "np": "no problem", "nvm": "never mind", "sup": "what is up",
    "chatgpt": "ai", "gpt": "ai",
}  # fmt: skip
"""Chat abbreviations, which the matcher of facts does not know."""
_LONG_WORDS = sorted(set(re.findall("[a-z]{5,}", f"{_GREETING} {_BETWEEN} {_ABOUT} {_COURTESY}")))
"""Words that are recognised even with one typo."""

_SIGNS = frozenset("👍🙏❤👏😂🤣😀😁😃😄😅😆😊🙂😉🥰👌✅👋🙌🤗")
_SIGN_NAMES = frozenset(("+1", "thumbsup", "pray", "heart", "clap", "joy", "smile", "ok_hand", "wave"))
"""Emoji that are courtesies, and Slack's names for them; other emoji may mean anything."""
_NAMED_SIGN = re.compile(r":([\w+-]+):")


def _any(patterns: str) -> str:
    return f"({patterns.replace(chr(10), '|')})"


_OPENING, _CLOSING = f"({_GREETING}|{_BETWEEN}|ok|okay|sorry|thanks|thank you)", f"({_BETWEEN}|thanks|thank you)"
_SAYS_ABOUT = re.compile(f"({_OPENING} )*{_any(_ABOUT)}( {_CLOSING})*|({_GREETING})( ({_GREETING}|{_BETWEEN}))*")
_SAYS_COURTESY = re.compile(f"(({_GREETING}|{_BETWEEN}) )*{_any(_COURTESY)}( ({_any(_COURTESY)}|{_BETWEEN}))*")


def kind(text: str) -> Kind | None:
    """Return the kind of small talk of a whole message without mentions of the bot; None if it is no small talk."""
    if len(text) > LONGEST:
        return None
    named = set(_NAMED_SIGN.findall(text))
    typed = split_hyphens(words(normalise(_NAMED_SIGN.sub(" ", text))))
    phrase = " ".join(_CHAT.get(word) or _repaired(word) for word in typed)
    if not phrase:
        signs = {sign for sign in text if unicodedata.category(sign) == "So"}
        return "courtesy" if (signs or named) and signs <= _SIGNS and named <= _SIGN_NAMES else None
    if _SAYS_ABOUT.fullmatch(phrase):
        return "about"
    return "courtesy" if _SAYS_COURTESY.fullmatch(phrase) else None


def _repaired(word: str) -> str:
    """Shorten repeated letters ("hellooo"), and correct one typo in a long word of small talk."""
    word = re.sub(r"(.)\1{2,}", r"\1", word)
    if len(word) < 4 or word in _LONG_WORDS:
        return word
    return next((known for known in _LONG_WORDS if _is_slip(word, known)), word)


def _is_slip(typed: str, word: str) -> bool:
    """Return whether one letter is missing, added, changed or swapped with the next; the first letter must be right."""
    start = next((n for n, (a, b) in enumerate(zip(typed, word, strict=False)) if a != b), min(len(typed), len(word)))
    left, right = typed[start:], word[start:]
    if start == 0 or abs(len(typed) - len(word)) > 1:
        return False
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right or left == right[1:] or left[1:] == right[1:]
