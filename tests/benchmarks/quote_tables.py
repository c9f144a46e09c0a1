"""The words that the test cases replace: "old>new, old>new"; "~" deletes the word, "a|b" is a choice."""

from __future__ import annotations

CONTRACTIONS = """
do not>don't, does not>doesn't, did not>didn't, is not>isn't, are not>aren't, was not>wasn't, were not>weren't,
will not>won't, would not>wouldn't, could not>couldn't, should not>shouldn't, cannot>can't, has not>hasn't,
have not>haven't, we are>we're, they are>they're, I am>I'm, we will>we'll, they will>they'll, I will>I'll,
I have>I've, we have>we've, they have>they've, I would>I'd, you will>you'll, you are>you're
"""
CONTRACTED_IS = "it is>it's, that is>that's, there is>there's"
NEGATED_AUXILIARIES = """
is>isn't, are>aren't, was>wasn't, were>weren't, will>won't, can>can't, could>couldn't, should>shouldn't,
would>wouldn't
"""
CONTRACTED_NEGATIONS = """
isn't>is, aren't>are, wasn't>was, weren't>were, won't>will, can't>can, couldn't>could, shouldn't>should,
wouldn't>would, don't>do, doesn't>does, didn't>did, hasn't>has, haven't>have, cannot>can
"""
NEGATIVE_WORDS = """
nobody>everybody|somebody, nothing>everything|something, none>all|most, neither>both|either, nor>and,
without>with, never>always, no one>everyone, no>every|some
"""
POSITIVE_WORDS = "everybody>nobody, everyone>no one, all>none, with>without, always>never, every>no, some>no"
PREFIXED = """
unfair>fair, unlikely>likely, impossible>possible, unclear>clear, unusual>usual, unpaid>paid, unpopular>popular,
unthinkable>thinkable, unfinished>finished, unprotected>protected, unheard>heard, dishonest>honest
"""
PREFIXABLE = """
fair>unfair, likely>unlikely, possible>impossible, clear>unclear, paid>unpaid, honest>dishonest, official>unofficial,
profitable>unprofitable, certain>uncertain, able>unable, reliable>unreliable, sensitive>insensitive, equal>unequal,
punctual>unpunctual, forgiving>unforgiving, important>unimportant, ready>unready, popular>unpopular, written>unwritten,
planned>unplanned, convinced>unconvinced, respect>disrespect, honour>dishonour, surprised>unsurprised, watched>unwatched
"""
SLIPS_THAT_NEGATE = "not>now, never>ever, no>so, now>not, none>one, nothing>noting"
HARDLY = "can hardly>can, hardly>~"
MODALS_RAISED = "may>will, might>will, could>will, may well>will, may>must, could>must, might never>will never"
MODALS_LOWERED = "will>may|might|could, must>may|might, can>might, is>may be, are>may be"
HEDGES_CHANGED = "probably>certainly|definitely, perhaps>surely, possibly>undoubtedly, maybe>surely, almost>entirely"
HEDGES_DROPPED = "probably>~, perhaps>~, possibly>~, almost>~, roughly>~, maybe>~, apparently>~, likely>~"
QUANTIFIERS = """
some>all|most|many, most>all|some, all>some|most, every>nearly every, few>many, many>few, often>always,
sometimes>always, usually>always, always>often|usually, everybody>almost everybody, everyone>almost everyone
"""
AT_LEAST = "at least>at most|exactly"
SYNONYMS = """
publish>release, commission>panel, government>administration, contract>agreement, telling>informing, begin>start,
hospital>infirmary, children>kids, money>cash, repair>fix, buy>purchase, choose>pick, building>edifice, help>assist,
replace>substitute, students>undergraduates, cheap>inexpensive, people>persons, winter>season, house>dwelling,
learned>discovered, abroad>overseas, answer>reply, protests>demonstrations, prices>costs, doctor>physician,
village>hamlet, wage>salary, office>bureau, price>cost, ordinary>common, mistake>error, treaty>pact, road>street
"""
ANTONYMS = """
raise>lower, buy>sell, open>shut, lose>gain, win>forfeit, before>after, support>oppose, younger>older, old>new,
more>less, cheap>expensive, better>worse, strong>weak, up>down, smaller>larger, long>short, early>late,
war>peace, friends>enemies, poor>rich, higher>lower, fell>rose, public>private, true>false, quiet>loud
"""
TENSES = "is>was, are>were, was>is, were>are, has>had, have>had, needs>needed, wants>wanted, say>said, said>say"
PLURALS = """
hospital>hospitals, minister>ministers, months>month, school>schools, protests>protest, town>towns, critics>critic,
students>student, contract>contracts, bridge>bridges, villages>village, office>offices, treaty>treaties, server>servers
"""
PRONOUNS = "we>they, our>their|your, my>his|her, they>we, their>our, us>them, them>us, you>we"
FUNCTION_WORDS = "in>near, on>beneath, of>against, for>despite, at>behind, from>toward, by>beside, and>or"
NAMES = """
Lorwick>Sankt Olben, Dravik>Mirnograd, Veldmark>Kaldonia, Tarvian>Ostranian, Florin>Bernard, Vesely>Okafor-Lind,
Monday>Saturday, Wednesday>Sunday, Thursday>Tuesday, Friday>Monday, February>August, September>June, October>May
"""
SPELLINGS = """
organisers>organizers, recognise>recognize, recognising>recognizing, labour>labor, favourites>favorites,
favourite>favorite, neighbours>neighbors, neighbour>neighbor, travelled>traveled, programme>program, centre>center,
defence>defense, licence>license, theatre>theater, theatres>theaters, grey>gray, cheques>checks, tyre>tire,
ploughing>plowing, ploughed>plowed, honour>honor, analysed>analyzed, kilometre>kilometer, kilometres>kilometers,
metres>meters, metre>meter, millimetres>millimeters, apologised>apologized, apologises>apologizes, ageing>aging,
cancelled>canceled, sceptical>skeptical, centralise>centralize, favour>favor, practise>practice, tonnes>tons
"""
ORDINALS = "first>second, third>fourth, second>third, fourth>fifth, twice>three times, third>tenth"
SCALES = "million>billion, billion>million, thousand>million"
NUMBERS = """
two>four, three>five, four>six, five>three, six>nine, seven>eleven, eight>three, nine>ten, ten>twelve, eleven>seven,
twelve>twenty, fifteen>thirty, twenty>ninety, thirty>fifteen, nineteen>ten
"""
