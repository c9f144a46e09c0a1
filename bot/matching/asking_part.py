"""Find the part of a message that asks, without greeting, background and thanks."""

from __future__ import annotations

import re

from bot.matching.text import FILLERS, FUNCTION_WORDS, LIGHT, MAX_QUESTION

_TITLES = "dr mr mrs ms prof st vs".split()  # noqa: SIM905
_BEFORE_FIGURES = "jan feb mar apr jun jul aug sep sept oct nov dec no nr art sec".split()  # noqa: SIM905
_GOES_ON = "|".join(
    [
        r"[.](?=\w)",
        *(rf"(?<=\b{short})[.](?= )" for short in _TITLES),
        *(rf"(?<=\b{short})[.](?= *\d)" for short in _BEFORE_FIGURES),
    ]
)
"""Full stops that end no sentence: in 2.5, in "Dr. Dale", in "Jan. 2nd"."""
_SENTENCE = re.compile(rf"[^.!?;\n]+(?:(?:{_GOES_ON})[^.!?;\n]+)*[.!?;]*", re.IGNORECASE)
_ASKS_FIRST = (
    r"(?:and |but |so |or |also |then |now |well |please |pls |just )*"
    r"(?:(?:in|on|at|by|from|until|till|since|to|for|with|of|about|under|up to|during|after|before) )?"
    r"(?:who|whom|whose|what|whats|what's|wat|when|where|wheres|where's|which|wich|why|how|hows|"
    r"is|are|was|were|am|do|does|did|has|have (?:you|we|i|they)|had (?:you|we|i|they)|"
    r"can|could|will|would|should|shall|may|might|must)\b"
)
_STARTS = re.compile(_ASKS_FIRST, re.IGNORECASE)
_CLAUSE = re.compile(r"(?<=[,:]) +| +[-–—] +|(?<=,)(?=[^\s\d])")
_POLITE = re.compile(
    r"^\W*(?:(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|dear|greetings)\b[^,:.!?]{0,25}[,:.!?-]+\s*)+",
    re.IGNORECASE,
)
_OPENERS = re.compile(
    r"^(?:(?:and|but|so|ok|okay|well|please|pls|plz|sorry|quick question|question)\W+)*"
    r"(?:(?:can|could|would|will) (?:you|anyone|anybody|somebody|someone)(?: here| please| pls)* (?:please )?"
    r"(?:tell|say to|explain to|remind|help|show) "
    r"(?:me|us)(?: please)?(?: with| out| about| understand)?|"
    r"(?:does|do|did) (?:anyone|anybody|somebody|someone|you|u|any of you)(?: here)? "
    r"(?:happen to )?(?:know|remember|have an idea)|"
    r"(?:i(?: am|'m| was|'d like| would like| want| need)?|we) ?"
    r"(?:just )?(?:wonder(?:ing)?|curious|to know|to ask|to find out|like to know)"
    r"(?: if| whether)?|"
    r"(?:(?:my|our|the|a|one of (?:my|our|the)) [\w-]+(?: [\w-]+)?|he|she|they|people|(?:some|every)(?:one|body))"
    r"(?: just| here| also| really)? (?:(?:wants?|wanted|needs?|needed|would like|is trying|was trying|has|have|had)"
    r" to (?:know|find out|ask|hear)|(?:wonders?|wondered|is wondering|was wondering|(?:keeps? )?ask(?:s|ed|ing))"
    r"(?: me| us)?(?= (?:who|whom|whose|what|when|where|which|why|how|if|whether)\b))(?: if| whether)?|"
    r"(?:may|can|could) i (?:please )?ask(?: you)?|(?:any|some)(?:one|body) (?:knows?|here who knows)|"
    r"(?:do )?(?:you|u) know|tell me|explain(?: to me)?|remind me|(?:any )?idea|"
    r"i (?:do not|don't|dont) (?:know|understand)|not sure)\b[\s,:]*(?:please[\s,:]+)?",
    re.IGNORECASE,
)
_NAME_WORDS = 3
_QUOTES = "\"'“”„‘’‚«»‹›「」"
_MIN_CONTENT = 2  # minimum content words of the asking part; otherwise use all sentences
_WISH = re.compile(
    r"\b(?:i|we)(?:'d| would)? (?:want|wanna|need|like|have to|wish|lost|forgot|am trying|are trying)\b", re.IGNORECASE
)
_THANKS = re.compile(
    r"^\W*(?:many |much )?(?:thanks?|thank you|thx|cheers|ta|kind regards|best regards|regards|best wishes|best|yours|"
    r"sincerely|have a (?:nice|good|great))\b[^?]*$",
    re.IGNORECASE,
)


def asking_part(message: str) -> str:
    """Return the part of a message that asks, as typed; if no part clearly does, all except greeting and thanks.

    Takes microseconds, because only the beginning of a very long message is read. The result is never empty if the
    message is not.
    """
    message = message.strip()[:MAX_QUESTION] or message[:MAX_QUESTION]
    if message[:1] in _QUOTES:
        message = message.strip(_QUOTES + " ") or message
    bare = _POLITE.sub("", message) or message
    sentences = [s.strip() for s in _SENTENCE.findall(bare)]
    sentences = [s for s in sentences if s and not _THANKS.match(s)]
    if not sentences:
        return message
    asking = [part for sentence in sentences if (part := _asking(sentence))]
    if not asking:
        wishes = [s for s in sentences if _WISH.search(s)]
        asking = wishes if wishes and len(sentences) > 1 else sentences
    if _content(" ".join(asking)) < _MIN_CONTENT:
        asking = sentences
    result = " ".join(_OPENERS.sub("", part, count=1).strip() or part for part in asking)
    return result.strip(" ,;:-") or message


def _asking(sentence: str) -> str:
    """Return the sentence from its first asking clause on; empty if no clause asks."""
    clauses = [c.strip() for c in _CLAUSE.split(sentence) if c and c.strip()]
    for n, clause in enumerate(clauses):
        bare = _OPENERS.sub("", clause, count=1)
        if _STARTS.match(bare) or (bare != clause and bare):
            rest = [c for c in clauses[n:] if not _THANKS.match(c)]
            if n and _content(" ".join(rest)) < _MIN_CONTENT:
                return sentence  # "a donation over 100 florins, what do I get?"
            named = clauses[n - 1 : n] if n and _is_name(clauses[n - 1]) else []
            return " ".join([*named, *rest])
    return sentence if sentence.rstrip().endswith("?") else ""


def _content(part: str) -> int:
    """Count the content words."""
    words = (word.strip("?.!,;:'\"").lower() for word in part.split())
    return sum(
        bool(word) and word not in FUNCTION_WORDS and word not in FILLERS and word not in LIGHT for word in words
    )


def _is_name(clause: str) -> bool:
    """Return whether a clause may name the subject of the question after it ("pier 3: is it open?")."""
    return len(clause.split()) <= _NAME_WORDS and not _POLITE.match(clause) and not _OPENERS.match(clause + " ")
