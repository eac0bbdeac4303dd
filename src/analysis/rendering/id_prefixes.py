"""What links inside a report lead to: how the ids of workings, sources and cards of claims begin.

`links.js` and the style sheets of the page have the same beginnings in their selectors.
"""

WORKING = "f-"
"""The id of a working is this and the name of its finding."""

SOURCE = "s-"
"""The id of a source is this and its name."""

CARD = "c-"
"""The id of a claim's card is this and the name of the claim."""
