"""What a report says in the place of something that was not known on its day."""

from analysis.exhibits.page import Block


def left_out(what: str) -> Block:
    """Say that a figure or table is left out, because what it shows was not known."""
    words = f"A {what} is left out here: on the day of knowledge not all was known that it shows."
    return Block(f'<aside class="note"><p>{words}</p></aside>', words, {})
