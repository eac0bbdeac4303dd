"""The grammar of placeholders in sentences, such as {firms.count:words}."""

import re

CODES = ("verdict", "entity", "name", "label", "statement", "title", "phrase")
"""The prefixes of placeholders that print something other than a number."""

FORM = "(?:[Ww]ords|[1-9])(?: plain)?|plain"
"""The form of a number: in words, capitalised words, or a number of significant digits; plain means without a link."""

PLACE = re.compile(rf"\{{(?P<name>[^{{}}:]+)(?::(?:(?P<form>{FORM})|(?P<words>[^{{}}]*)))?\}}")
"""A placeholder in a sentence."""

UNFILLED = re.compile(
    r"\{(?:[^\W\d]\w*(?:\.[\w@-]+)+(?::[^{}]*)?"
    rf"|(?:{'|'.join(CODES)}):[^{{}}\s]+"
    rf"|[^\W\d]\w*:(?:{FORM}|[^{{}}|]+(?:\|[^{{}}|]+){{1,2}}))\}}"
)
"""A placeholder in other prose, which may hold braces: a finding with dots in its name, a code, or words to choose."""
