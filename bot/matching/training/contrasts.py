"""Pairs of phrasings that mean the same, each with one that looks alike and means something else.

All of it is made from lists of our own. The encoder learns from them what in-batch negatives rarely show: the same thing
with another action, the other direction, the opposite particle; and that greetings, background and slips of the keyboard
change nothing.
"""



from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple


class Triple(NamedTuple):
    """Two phrasings of one meaning, and one of another."""

    anchor: str
    same: str
    other: str


_THINGS = ["membership", "card", "key card", "booking", "account", "subscription", "licence", "parking permit", "library card", "season ticket", "contract", "locker", "bike", "laptop", "room", "meeting room", "parcel", "invoice", "newsletter", "insurance policy", "phone plan", "domain", "server", "project", "report", "application", "form", "order", "appointment", "voucher", "profile", "password", "email address", "delivery address", "phone number", "badge", "printer", "van", "tenancy", "grant", "petition", "course", "class", "exam", "certificate", "passport", "visa"]
_ACTIONS = [
    actions.split("|")
    for actions in (
        "cancel|end|terminate|stop|quit", "renew|extend|prolong", "change|alter|update|edit|modify",
        "pay for|settle the bill for|cover the cost of", "get|obtain|apply for|request", "find|locate|look up",
        "return|give back|bring back|hand back", "transfer|pass on|hand over to somebody else",
        "report the loss of|report as lost|say that I lost", "replace|exchange|swap", "share|let others use",
        "print|get on paper", "repair|fix|get mended", "sell|get rid of", "check the status of|follow|track",
        "pause|freeze|suspend|put on hold", "activate|switch on|enable", "deactivate|switch off|disable",
        "delete|remove|erase", "book|reserve", "open|set up|create", "export|download", "upload|hand in|submit",
        "dispute|complain about|object to", "upgrade|move up to a better", "verify|confirm|prove",
    )
]  # fmt: skip
_WAYS = ["how do I {} my {}", "how can i {} my {}", "I want to {} my {}", "i'd like to {} the {}", "I would like to {} a {}", "{} {}", "is it possible to {} a {}", "can I {} my {}", "what do i have to do to {} my {}", "I need to {} my {}", "where do I go to {} my {}", "who helps me to {} my {}", "please help me {} my {}", "steps to {} a {}", "am I able to {} my {}", "trying to {} my {}", "we have to {} our {}", "could somebody tell me how to {} the {}"]
_ASPECTS = [
    aspects.split("|")
    for aspects in (
        "how much does {} cost|what is the price of {}|{} price|what do I pay for {}|is {} expensive",
        "when does {} open|what time does {} open|opening time of {}|from what time can I enter {}",
        "when does {} close|until what time is {} open|closing time of {}|how late can I stay in {}",
        "where is {}|how do I find {}|address of {}|in which street is {}|how do I get to {}",
        "who runs {}|who is in charge of {}|head of {}|who leads {}|the person responsible for {}",
        "how many people work at {}|number of employees of {}|staff of {}|how big is the team of {}",
        "when was {} founded|since when does {} exist|founding year of {}|how old is {}",
        "why was {} closed|for what reason did {} shut|what led to the closure of {}",
        "how do I reach {} by phone|phone number of {}|call {}|contact {}",
        "who pays for {}|how is {} financed|where does the money for {} come from|budget source of {}",
        "are dogs allowed in {}|can I bring my dog to {}|pets at {}",
        "is there parking at {}|where can I leave the car at {}|car park of {}",
    )
]  # fmt: skip
_PLACES = ["the museum", "the pool", "the city archive", "the town hall", "the harbour office", "the gym", "the clinic", "the market hall", "the north library", "the tram depot", "the observatory", "the youth centre", "the food bank", "the theatre", "the registry", "the recycling yard", "the ministry of water", "the energy agency", "the ice rink", "the botanical garden"]
_NAMES = ["Albor", "Bexley", "Carrow", "Dunmore", "Elstad", "Farrin", "Gessel", "Holm", "Iveton", "Jarrow", "Kelby", "Lunden", "Morvik", "Norhaven", "Orsk", "Pellworth", "Quill", "Rodby", "Sunne", "Tarn", "Ulvik", "Vestby", "Wick", "Yarrow", "France", "Ghana", "Peru", "Kenya", "Norway", "Japan", "Chile", "Egypt"]
_ROUTES = [
    routes.split("|")
    for routes in (
        "when does the ferry from {a} to {b} leave|ferry {a} to {b} departure|what time does the boat from {a} go to {b}|"
        "ferry to {b} from {a}|departure of the {a} - {b} ferry",
        "how much is a ticket from {a} to {b}|fare {a} to {b}|what does the train from {a} to {b} cost|"
        "price of the ticket to {b} from {a}",
        "how much did {a} pay {b}|what sum did {b} receive from {a}|payment from {a} to {b}|how much was paid by {a} to {b}",
        "who did {a} beat in the final|whom did {a} defeat in the final|which team lost the final against {a}",
        "what does {a} export to {b}|what does {b} import from {a}|goods that {a} sells to {b}|exports from {a} to {b}",
        "how much does {a} owe {b}|debt of {a} to {b}|what is owed by {a} to {b}|how large is {b}'s claim on {a}",
        "when did {a} invade {b}|invasion of {b} by {a}|when was {b} invaded by {a}",
        "why did {a} sue {b}|reason for the lawsuit of {a} against {b}|why was {b} taken to court by {a}",
        "when did {a} replace {b}|since when is {b} replaced by {a}|date on which {a} took over from {b}",
        "how do I convert {a} to {b}|turn {a} into {b}|{a} to {b} conversion|make {b} out of {a}",
        "does {a} depend on {b}|is {b} needed by {a}|dependency of {a} on {b}",
        "why is {a} larger than {b}|reason that {b} is smaller than {a}|what makes {a} bigger than {b}",
        "who teaches {a} about {b}|from whom does {a} learn about {b}|teacher of {a} for {b}",
        "how many visitors from {a} came to {b}|number of {a} tourists in {b}|visitors to {b} from {a}",
    )
]  # fmt: skip
_OPPOSITES = [
    (left.split("|"), right.split("|"))
    for left, right in (
        ("how do I sign in|signing in|where can I sign in|i want to sign in|can't sign in",
         "how do I sign out|signing out|where can I sign out|i want to sign out|can't sign out"),
        ("how do I turn on the {t}|switch the {t} on|start the {t}|turning the {t} on|i want the {t} on",
         "how do I turn off the {t}|switch the {t} off|stop the {t}|turning the {t} off|i want the {t} off"),
        ("where do I check in|check-in desk|checking in|how does check in work",
         "where do I check out|check-out desk|checking out|how does check out work"),
        ("what do people over {n} pay|price for those older than {n}|older than {n}, what does it cost",
         "what do people under {n} pay|price for those younger than {n}|younger than {n}, what does it cost"),
        ("what happens before the {e}|what do I do before the {e}|prior to the {e}|ahead of the {e} what is on",
         "what happens after the {e}|what do I do after the {e}|following the {e}|once the {e} is over what is on"),
        ("can I enter with a ticket|entry with a ticket|i have a ticket, may I come in",
         "can I enter without a ticket|entry without a ticket|i have no ticket, may I come in"),
        ("when does the {e} start|start of the {e}|when does the {e} begin|first day of the {e}",
         "when does the {e} end|end of the {e}|when is the {e} over|last day of the {e}"),
        ("what is the maximum {q}|largest {q} allowed|upper limit of the {q}|at most how much {q}",
         "what is the minimum {q}|smallest {q} allowed|lower limit of the {q}|at least how much {q}"),
        ("what do you pay me|how much do I get from you|what will I be paid by you",
         "what do I pay you|how much do you get from me|what do I have to pay to you"),
        ("which days are you open|when are you open|on what days can I come",
         "which days are you closed|when are you shut|on what days can I not come"),
        ("who may vote|who is allowed to vote|who can vote", "who may not vote|who is not allowed to vote|who can't vote"),
        ("how do I install the {s}|installing the {s}|install {s}|set up the {s}",
         "how do I uninstall the {s}|removing the {s}|uninstall {s}|get rid of the {s}"),
        ("when do trains arrive|arrival times|when does the train come in",
         "when do trains depart|departure times|when does the train leave"),
        ("how do I buy {g}|buying {g}|where can i get {g}|purchase {g}", "how do I sell {g}|selling {g}|where can i sell {g}|get money for {g}"),
        ("where can I borrow {g}|borrowing {g}|can somebody lend me {g}", "where can I lend {g}|lending {g}|can I lend somebody {g}"),
        ("how do I upload a {f}|uploading a {f}|put a {f} on the server", "how do I download a {f}|downloading a {f}|get a {f} from the server"),
        ("why was the {f} accepted|reason for accepting the {f}|why did they approve the {f}",
         "why was the {f} rejected|reason for rejecting the {f}|why did they turn down the {f}"),
        ("did prices rise in {n}|price increase {n}|by how much did prices go up in {n}",
         "did prices fall in {n}|price decrease {n}|by how much did prices go down in {n}"),
        ("what did {a} say about {b}|{a}'s words on {b}|statement by {a} about {b}",
         "what did {b} say about {a}|{b}'s words on {a}|statement by {b} about {a}"),
        ("how do I encrypt the {f}|encrypting a {f}|lock the {f} with a password", "how do I decrypt the {f}|decrypting a {f}|open the encrypted {f}"),
        ("rules for tenants|what must a tenant do|duties of the tenant", "rules for landlords|what must a landlord do|duties of the landlord"),
        ("does the {t} work|is the {t} working|the {t} works", "the {t} does not work|the {t} is broken|why is the {t} not working"),
        ("opening hours in summer|when are you open in summer|summer hours", "opening hours in winter|when are you open in winter|winter hours"),
        ("price for adults|what do adults pay|adult ticket", "price for children|what do children pay|child ticket"),
        ("how do I join the {e}|joining the {e}|i want to take part in the {e}", "how do I leave the {e}|leaving the {e}|i want to drop out of the {e}"),
    )
]  # fmt: skip
_FILL = {
    "t": ["heater", "lamp", "alarm", "printer", "radio", "fan", "oven", "projector", "router", "pump"],
    "e": ["concert", "lesson", "festival", "strike", "course", "fair", "project", "match", "meeting", "season"],
    "q": ["deposit", "order", "donation", "distance", "speed", "age", "loan", "weight"],
    "s": ["app", "plugin", "driver", "client", "program", "package"],
    "g": ["old books", "a bike", "tickets", "a tent", "tools", "shares", "a boat"],
    "f": ["file", "form", "plan", "photo", "report", "proposal", "application"],
}  # fmt: skip
_BEFORE = ["Hello, ", "Hi all, ", "hey, ", "Good morning, ", "Hello, may I ask: ", "Sorry if this was asked before: ", "does anyone know ", "I am new here. ", "my colleague asked me yesterday and I did not know. ", "quick question: ", "can you tell me ", "I was looking through the wiki but found nothing. ", "Good morning team, hope you are well. ", "we were there last week with the kids. ", "I moved here in May. ", "for my mother: ", "I'm in {}, ", "I am from {}. ", "i was wondering, ", "please help. ", "It is my second year. ", "I asked in the other channel too. ", "I have been a customer since 2019. ", "my order number is 48213. ", "I am 17 and "]
_AFTER = [", thanks!", " please", "? thanks a lot", "? Kind regards, Jo", "? I am new here.", " today", " in {}", " for my sister", "? https://example.org/page", "? My number is 20417.", "? I could not find it anywhere.", " :pray:", " asap", "? cheers", "? It is for a report.", "? Sent from my phone", " on my new phone", " with two friends", "? Best, Maria"]


def action(rng: random.Random) -> Triple:
    """One thing and one action in two wordings; another action on the same thing."""
    thing = rng.choice(_THINGS)
    right, wrong = rng.sample(_ACTIONS, 2)
    one, two = rng.sample(right, 2) if rng.random() < 0.8 else [right[0]] * 2
    ways = rng.sample(_WAYS, 2)
    shape = rng.choice((ways[0], rng.choice(_WAYS)))
    return Triple(ways[0].format(one, thing), ways[1].format(two, thing), shape.format(rng.choice(wrong), thing))


def aspect(rng: random.Random) -> Triple:
    """One aspect of a place in two wordings; another aspect of it, or the same of another place."""
    place, elsewhere = rng.sample(_PLACES, 2)
    right, wrong = rng.sample(_ASPECTS, 2)
    one, two = rng.sample(right, 2)
    other = rng.choice(wrong).format(place) if rng.random() < 0.6 else one.format(elsewhere)
    return Triple(one.format(place), two.format(place), other)


def direction(rng: random.Random) -> Triple:
    """Two names in two roles, in two wordings; the same with the roles swapped."""
    a, b = rng.sample(_NAMES, 2)
    one, two = rng.sample(rng.choice(_ROUTES), 2)
    return Triple(one.format(a=a, b=b), two.format(a=a, b=b), rng.choice((one, two)).format(a=b, b=a))


def opposite(rng: random.Random) -> Triple:
    """Two wordings of one side, and the other side."""
    sides = list(rng.choice(_OPPOSITES))
    rng.shuffle(sides)
    filled = {name: rng.choice(words) for name, words in _FILL.items()}
    a, b = rng.sample(_NAMES, 2)
    filled |= {"a": a, "b": b, "n": str(rng.choice((6, 12, 16, 65, 2021, 2024)))}
    one, two = (way.format(**filled) for way in rng.sample(sides[0], 2))
    return Triple(one, two, rng.choice(sides[1]).format(**filled))


KINDS: tuple[Callable[[random.Random], Triple], ...] = (action, action, aspect, direction, opposite)


def triple(rng: random.Random) -> Triple:
    """One of any kind."""
    return rng.choice(KINDS)(rng)


def beside(question: str, rng: random.Random) -> str:
    """The question with something before or after it that changes nothing."""
    before = rng.choice(_BEFORE).format(rng.choice(_NAMES)) if rng.random() < 0.7 else ""
    after = rng.choice(_AFTER).format(rng.choice(_NAMES)) if not before or rng.random() < 0.4 else ""
    return before + (question.rstrip("?.! ") if after else question) + after
