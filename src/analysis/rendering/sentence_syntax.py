"""The grammar of placeholders in sentences, such as {firms.count:words}."""

import re

CODES = ("verdict", "entity", "name", "label", "statement", "title", "phrase")
"""The prefixes of placeholders that print something other than a number."""

FORM = "(?:[Ww]ords|[1-9])(?:[ ]plain)?|plain"
"""The form of a number: in words, capitalised words, or a number of significant digits; plain means without a link.

The space is in brackets because the patterns below are verbose, where others are ignored.
"""

PLACEHOLDER = re.compile(
    rf"""
    \{{
    (?P<name>[^{{}}:]+)                               # {{storks.count}}
    (?: :
        (?: (?P<form>{FORM})                          # {{storks.count:words}}
        |   (?P<choices_or_code>[^{{}}]*)             # {{storks.change:more|less}} or {{entity:AVO}}
        )
    )?
    \}}
    """,
    re.VERBOSE,
)
"""A placeholder in a sentence."""

UNFILLED = re.compile(
    rf"""
    \{{
    (?: [^\W\d]\w* (?: \.[\w@-]+ )+ (?: :[^{{}}]* )?  # {{storks.count}} or {{storks.count:words}}
    |   (?: {"|".join(CODES)} ) : [^{{}}\s]+          # {{entity:AVO}}
    |   [^\W\d]\w* : (?: {FORM} )                     # {{storks:words}}
    |   [^\W\d]\w* : [^{{}}|]+ (?: \|[^{{}}|]+ ){{1,2}}   # {{storks:more|less}}
    )
    \}}
    """,
    re.VERBOSE,
)
"""A placeholder in other prose, which may hold braces: a finding with dots in its name, a code, or words to choose."""
