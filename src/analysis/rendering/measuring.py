"""Words that measure, such as "seven weeks" or "a tenth": numbers all the same, and as much in need of an origin.

A number in words is no safer than one in digits: nobody can follow it to a source, and it stays when the data moves.
What only names things passes: "two plants", "the two leaders", "one by one", "the second plant", "half-open".
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

ALIKE = {"LATIN", "CYRILLIC", "GREEK"}
"""Alphabets with letters that look alike."""

DIGITS = "one|two|three|four|five|six|seven|eight|nine"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
NUMBERS = (
    "three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    f"|nineteen|(?:{TENS})(?:[-‐‑]?(?:{DIGITS}))?"
)
"""Numbers that count or measure wherever they stand; one and two do so only before a unit."""

LARGE = "hundred|thousand|million|billion|trillion|quadrillion|zillion|lakh|crore"
UNITS = (
    "seconds?|minutes?|hours?|days?|nights?|weeks?|fortnights?|months?|quarters?|years?|decades?|centur(?:y|ies)"
    "|generations?|times|per ?cent|percentage|points?|dollars?|cents?|euros?|pounds?|yen|yuan|won|francs?|rupees?"
    "|miles?|inch(?:es)?|feet|(?:kilo|centi|milli)?met(?:re|er)s?|(?:kilo)?grams?|tons?|tonnes?|lit(?:re|er)s?"
    f"|{LARGE}|dozens?"
)
PARTS = (
    "third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|fifteenth|twentieth|hundredth|thousandth"
    "|millionth"
)
ORDINALS = f"second|fourth|{PARTS}"
BESIDE = "ahead|behind|higher|lower|more|fewer|less|later|earlier|ago|further|farther|closer|longer|shorter|older"
"""What follows a number that tells how far apart two things lie."""

DEFINED = r"\s+dollars\s+(?:or\s+more|each)\b"
"""Behind a number these words say from which size on something counts: "worth a billion dollars or more"."""

BEFORE = "|".join(
    rf"(?<=\b{word}\s)"
    for word in (
        *("by", "about", "almost", "nearly", "over", "under", "least", "most", "than", "only", "roughly", "around"),
        *("approximately", "exactly", "above", "below", "barely", "fully"),
    )
)
"""Behind these words "a third" at the end of a clause is a part, not a thing that comes third."""

DECADES = "|".join(f"{ten[:-1]}ies" for ten in TENS.split("|"))
BETWEEN = r"[\s\-‐‑–]+"
EACH = r"(?<!\bper\s)(?<!\beach\s)(?<!\bevery\s)"
"""Behind these words a number is a unit: "for every ten million people"."""

SUPERLATIVE = (
    "(?:larg|bigg|small|high|low|rich|poor|strong|weak|great|fast|slow|old|young|long|short|cheap|clos)est"
    "|most|least|best|worst"
)
GROUPS = "trio|quartet|quintet|sextet|septet|octet"
OF_SIZE = r"(?:the|its|their)\s+(?:size|number|amount|price|cost|length|level|share|value|sum|rate|output)"
CJK = "[〇一二两三四五六七八九十百千万億兆]+(?:[年月週日社円元人件倍割億兆万個位]|つ|カ国|か国|分の)"
BEHIND_A_WORD = "|".join(["^", *(rf"(?<=\b[a-z]{{{letters}}}\s)" for letters in range(2, 8))])
NO_NAME = "".join(
    rf"(?<!\b{name}\s)" for name in ("part", "phase", "stage", "type", "class", "chapter", "volume", "tier")
)
ROMAN = rf"(?-i:(?:{BEHIND_A_WORD}){NO_NAME}(?=[IVX]{{2}})X{{0,3}}(?:IX|IV|V?I{{0,3}})\s+[a-z]+s\b)"
"""A numeral that counts, as in "there are XII firms"; that of a name stands behind it, as in "Phase II trials"."""

ALIKE_DIGITS = r"(?:[\u0370-\u052f]+|(?-i:(?!DM\b)[IVXLCDM]{2,}|(?=\w*[lO])[lIOSZB]{2,}))"
"""What only looks like a number where one belongs: Greek and Cyrillic letters, a numeral, l and O."""

SCALES = (
    rf"{LARGE}|dozen|[bmt]n|trn|tril?|bil|mil|k|pct|per\s?cent|per[\s-]?mille?|basis\s+points?|bps|(?:squar|cub)ed"
    r"|score(?=\s+(?!points?\b)[a-z]+s\b)|to\s+the\s+power"
)
"""What makes another number of the one that it follows."""

GOES_ON = (
    r"(?:(?!(?:an?|and|as|at|by|each|every|for|from|in|of|on|one|per|than|the|to|with|worth)\b)[^\W\d_]+,?\s+){0,2}"
)
"""Words that may stand between a number and what makes another one of it, as in "3 or so million"."""

LOOKS_LIKE_DIGITS = r"(?-i:(?<![\w’'])(?=[lIOSZB]*(?:O[lIO]|[lI]O|l[lI]|Il))[lIOSZB]{2,}(?!\w))"
"""A word that no language has: l and O beside their like, as in "lOO plants"; SO, BIS and II are words."""

FAR = r"[^\W\d_\x00-\u017f]"
"""A letter of no language with plain Latin letters; some look like digits."""

RARELY_SEEN = (
    rf"(?-i:(?<!\w)(?:(?=\w*[lIO])(?=\w*{FAR})(?:{FAR}|[lIO])+|[\u0180-\u024f]+)(?!\w))",
    rf"{FAR}\w*\s?(?:[%‰]|per\s?cent\b|(?:{LARGE})s?\b)",
    "[💯🔞🔟🔢🥇🥈🥉]",
)
"""Letters and pictures that stand for digits, as in "ƷO%"."""

IS = r"is|are|was|were|be|been|(?:stay|remain|equal|total)(?:s|l?ed)?|(?:falls?|fell|fallen|drop(?:s|ped)?)\s+to"
"""What stands before a quantity and says that something has it."""

THINGS = "firms|companies|unicorns|people|persons|workers|places|plants|countries|economies|cases|claims|projects|deals"

RANKED = f"{ORDINALS}|(?:thir|four|six|seven|eigh|nine)teenth|(?:{'|'.join(ten[:-1] for ten in TENS.split('|'))})ieth"

RARE = (
    LOOKS_LIKE_DIGITS,
    *RARELY_SEEN,
    rf"·,?{BETWEEN}{GOES_ON}(?:{SCALES})\b",
    r"·\s+(?:(?:whole|full|good|odd|or\s+so)\s+)?(?-i:[B-HJ-Z])(?!\w|[-‐‑&’'.]\w|\Z)",
    r"(?-i:(?<![\w’'])[IlO])\s+·",
    rf"[$€£¥₩]\s?{ALIKE_DIGITS}\b|\b{ALIKE_DIGITS}(?:\s+(?:{LARGE}|per\s?cent)\b|\s?[%‰])",
    rf"\b(?:rank|number)\s+{ALIKE_DIGITS}\b",
    rf"\b(?:{RANKED})\s+in\s+the\s+(?:world|rankings?|table|league)\b",
    r"\bumpteen\b",
    r"\b(?:minus|negative)\s+·",
    rf"\b(?:{GROUPS})s?\s+of\b",
    rf"\bzero{BETWEEN}(?:{UNITS})\b",
    r"\b(?:three|four)[-‐‑]?score\b",
    r"(?<!\bin\s)\b(?:m|b|tr|quadr|z)illions\b",
    rf"\btwo{BETWEEN}to{BETWEEN}one\b|\bone{BETWEEN}to{BETWEEN}two\b",
    r"\b(?:ratio|factor)s?\s+of\s+(?:zero|unity|(?:one|two)(?=\W*(?:$|[.,;:!?)])))\b|\bequals?\s+(?:to\s+)?unity\b",
    rf"\b(?:{IS})\s+(?:\w+ly\s+)?zero\b(?![-‐‑])|\bzero\s+(?:of|{THINGS})\b",
    rf"\b(?:{LARGE})[-‐‑][^\W\d_]+|\ban?\s+per\s?cent\b",
    rf"\bhalf[-‐‑](?:{LARGE}|dozen)\b|\band[-‐‑]a[-‐‑]half\b|\b(?:multi|mani)fold\b",
    rf"\b(?:{ORDINALS})[\s\-‐‑]+(?:{SUPERLATIVE})\b",
    rf"\b(?:rank(?:s|ed|ing)?|placed|finished|stands?|stood|comes?|came)\s+(?:{RANKED})\b(?![-‐‑])",
    rf"\b(?:top|bottom|upper|lower)\s+(?:{PARTS}|quartile|quintile|decile|percentile)s?\b",
    rf"\ban?\s+(?:decade|century|fortnight|generation)\s+(?:{BESIDE})\b",
    r"\bone\s+(?:in|out\s+of)\s+two\b|\b(?:single|double|triple)[\s\-‐‑]digit\b|\btens\s+of\b",
    rf"\b(?:low|mid|high)[\s\-‐‑]+teens\b|\b(?:low|high)[\s\-‐‑]+(?:{DECADES})\b",
    rf"\b(?:{PARTS})\s+{OF_SIZE}\b|\b(?:nearly|almost|about|over|under|roughly|around)\s+(?:{PARTS})s?\s+of\b",
    CJK,
    ROMAN,
)
"""What is rarely written, and says a number as well."""

MEASURE = re.compile(
    "|".join(
        (
            rf"{EACH}\b(?:{NUMBERS})\b(?!{BETWEEN}(?:{DECADES})\b)(?:{BETWEEN}[^\W\d_]+)?",
            rf"\btwo{BETWEEN}(?:(?:full|whole|more|further|good)\s+)?(?:{UNITS})\b",
            rf"\bone{BETWEEN}(?:{LARGE}|dozen|per ?cent|percentage)\b",
            rf"\b(?:one|two)\s+\w+\s+(?:{BESIDE})\b",
            rf"\bone{BETWEEN}(?:{PARTS})\b|\btwo{BETWEEN}(?:{PARTS})s\b",
            rf"\ban?\s+(?:{PARTS})\s+(?:of|as|more|fewer|less|larger|smaller|higher|lower|longer|shorter|again|than)\b",
            rf"(?:{BEFORE})an?\s+(?:{PARTS})(?=\W*(?:$|[.,;:!?)]))",
            r"(?<!\bfirst )(?<!\bsecond )(?<!\bother )\bhal(?:f|ves|ved?|ving)\b(?![-‐‑])",
            r"\b(?:many|several)\s+times\b|\borders?\s+of\s+magnitude\b",
            rf"\bevery\s+(?!quarter)(?:second|{PARTS})\b",
            rf"\b(?:twice|thrice|(?:two|{NUMBERS}|{LARGE}|many|several)(?:{BETWEEN})?fold)\b",
            r"\b(?:doubl|tripl|trebl|(?:quadr|quint|sext|sept|oct)upl)(?:e|ed|es|ing)\b(?![-‐‑])",
            r"\b(?:a\s+)?dozens?\b(?:\s+[^\W\d_]+)?|\ba\s+couple\s+of\b|\b(?:m|b|tr)illions\s+of\b",
            rf"{EACH}\b(?:hundred|thousand)s?\b",
            rf"{EACH}(?<!\bfor\s)\b(?:an?|some|several|few|many){BETWEEN}(?:{LARGE})s?\b(?!{DEFINED})(?:\s+[^\W\d_]+)?",
            r"·\s*[%‰]",
            rf"\b(?:{ORDINALS})\s+(?:place|rank)\b",
            *RARE,
        )
    ),
    re.IGNORECASE,
)
"""Any number in words that has to come from a finding, and any that changes the one of a place, which is a dot here.

The unit of a rate passes, as in "for each trillion dollars".
"""


PLACE = "‖"
"""What stands before the dot of a number that leads to its working."""


def glue(opening: str, rest: str) -> re.Pattern[str]:
    """Find what makes another number of the one in a place, given how a place begins and how it goes on.

    That is a letter or another place right behind it, or a sign or a currency before it.
    """
    place = opening + rest
    behind = rf"{place}(?:{opening}|[^\W\d_]|[.,:'’]{opening})"
    return re.compile(rf"{behind}|(?<!\w)[-−+]{place}|(?<![\w}}·])[‐–]{place}|[$€£¥₩]\s?{place}")


GLUED = glue(PLACE, "·+")

TURNING = "not|no|non|nor|never|neither|without|than|least|most|or"
"""What turns a number round, or makes it a limit: such words are no part of what a link calls it."""

LIMITING = "less|fewer|plus|over|under|above|below"
"""What does so in front of a number."""

WORD = rf"(?!(?i:{TURNING})\b|[B-Z](?![\w’'&‐‑-]))[^\W\d_](?:[^\W\d_]|[’'&‐‑-])*"
BEFORE_NUMBER, BEHIND_NUMBER = rf"(?:(?!(?i:{LIMITING})\b){WORD}\s+)*", rf"(?:\s+{WORD})*"
TAKEN_IN = re.compile(f"{BEFORE_NUMBER}|{BEHIND_NUMBER}")
"""What the link of a number may take in before and behind it: words, parted from it and from each other by blanks."""

MIXED = re.compile(r"[^\W\d_]{3,}")


def as_read(text: str) -> str:
    r"""Return a text as a reader sees it, without the signs that nobody sees and with plain letters.

    >>> as_read("sev\u00aden \uff57eeks")
    'seven weeks'
    """
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")


def mixed(text: str) -> str:
    r"""Return the first word that mixes Latin letters with those of another alphabet that look alike.

    >>> mixed("it is sev\u0435n weeks") == "sev\u0435n"
    True
    """
    words = (found[0] for found in MIXED.finditer(as_read(text)) if not found[0].isascii())
    return next((word for word in words if len(_alphabets(word)) > 1), "")


def _alphabets(word: str) -> set[str]:
    return ALIKE & {unicodedata.name(sign, "").partition(" ")[0] for sign in word}


def refusal(words: str) -> str:
    """Say what is wrong with words that measure, and what to write instead.

    >>> refusal("a  tenth")
    '“a tenth” measures something; name a finding in braces in its place, such as {name}, or tell it without the number'
    """
    measure = " ".join(words.strip("·").split())
    return (
        f"“{measure}” measures something; name a finding in braces in its place, such as {{name}}, "
        "or tell it without the number"
    )


def measuring_faults(pieces: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Find words that measure in what was typed: pairs of the cell and its text, without links, labels and workings."""
    return (f"{cell}: {fault}" for cell, text in pieces for fault in _faults(text))


@lru_cache(4096)  # most sentences of many reports are the same but for their numbers, which are dots here
def _faults(text: str) -> tuple[str, ...]:
    line = " ".join(as_read(text).split())
    word = mixed(line)
    glued = [line[max(it.start() - 30, 0) : it.end() + 30].replace(PLACE, "") for it in GLUED.finditer(line)]
    line = line.replace(PLACE, "")
    found = [(it[0], line[max(it.start() - 30, 0) : it.end() + 30]) for it in MEASURE.finditer(line)]
    return (
        *([f"“{word}” mixes letters of several alphabets"] if word else []),
        *(f"what stands beside a number in “{it}” would make another one of it; set a blank" for it in glued),
        *(f"“{it}” measures something and has no origin, in “{around}”" for it, around in found),
    )
