"""What the author of a notebook can do about numbers without origin."""

__all__ = ["SHOWN", "summed_up"]

FEW = 3
"""So many numbers of a table may have been typed by mistake, and are told one by one."""

LEAVE_OUT = "or tag the cell remove-cell to leave it out"
SHOWN = {
    "pre": f"what a cell prints has no source: say it in a sentence, as d.say(…), {LEAVE_OUT}",
    "table": f'give the table a source, as d.exhibit(table, source="whose numbers"), {LEAVE_OUT}',
}
"""What to do about the numbers of a cell that shows something of its own."""


def summed_up(faults: list[str], kind: str) -> list[str]:
    """Tell many numbers of one table, or of one text that a cell prints, in a line that says what to do about them."""
    return faults if len(faults) <= FEW else [f"{faults[0]}, as {len(faults) - 1} others; {SHOWN[kind]}"]
