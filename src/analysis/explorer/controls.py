"""The controls of the explorer, one for each parameter of the study, named as the parameter is."""

from __future__ import annotations

import html
import json
import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

import ipywidgets as w
import traitlets
from traitlets import TraitError

from analysis.dataset.records import in_words
from analysis.errors import NotKnownError
from analysis.findings import Finding, Number, Option, Outcome, Parameters, Study, Verdict, parameters
from analysis.findings.finding import PLAIN_TEXT
from analysis.report.claim_cards import against_the_count, reason
from analysis.report.markup import HTML
from analysis.report.trace import in_short
from analysis.report.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from analysis.charts.interactive import Exploration, Slider
    from analysis.dataset import Evidence
    from analysis.findings import Catalogue
    from analysis.report.markup import Markup


# ----- controls --------------------------------------------------------------------------------------------

LABELS = {"description_width": "7.6em"}
DECIMALS = 9
"""So many decimals of a drawn number are its own; the others are dust of counting in steps."""


class Peers(w.VBox):  # type: ignore[misc]
    """A box to tick for each economy; a click adds one or takes it away and leaves the others alone.

    `value` are the codes that are ticked. One that is `held` is shown all the same: its box is ticked and closed. The
    last one stays ticked, and `note` says why.
    """

    value = traitlets.Tuple()
    note = traitlets.Unicode()

    def __init__(self, label: str, economies: Mapping[str, str], value: tuple[str, ...]) -> None:
        self.description, self.order = label, value
        self.boxes = {
            economy: w.Checkbox(description=name, indent=False, layout=w.Layout(width="auto"))
            for name, economy in economies.items()
        }
        self._held: dict[str, str] = {}
        grid = w.Box([*self.boxes.values()]).add_class("explorer-peers")
        super().__init__([w.HTML(f"<span class='explorer-label'>{label}</span>"), grid])
        self.value = value
        for box in self.boxes.values():
            box.observe(self._ticked, "value")

    def hold(self, held: Mapping[str, str]) -> None:
        """Keep economies ticked, each for a reason that hovering tells; all others are free."""
        self._held = dict(held)
        self._show()

    @traitlets.validate("value")
    def _of_the_boxes(self, proposal: Any) -> Any:
        """Refuse codes that have no box, as a browser may send them."""
        if not proposal["value"] or not {*proposal["value"]} <= {*self.boxes}:
            raise traitlets.TraitError(f"{self.description}: {proposal['value']} are not among {', '.join(self.boxes)}")
        return proposal["value"]

    @traitlets.observe("value")
    def _show(self, _change: Any = None) -> None:
        for economy, box in self.boxes.items():
            box.unobserve(self._ticked, "value")
            box.value = economy in self.value or economy in self._held
            box.disabled, box.tooltip = economy in self._held, self._held.get(economy, box.description)
            box.observe(self._ticked, "value")

    def _ticked(self, change: Any) -> None:
        economy = next(code for code, box in self.boxes.items() if box is change["owner"])
        ticked = (*self.value, economy) if change["new"] else tuple(it for it in self.value if it != economy)
        if not {*ticked} - {*self._held}:
            self._show()
            self.note = ""  # so that it is heard again where it was said before
            self.note = f"“{self.description}”: tick at least one; {change['owner'].description} stays."
            return
        self.note = ""
        wanted = (*self.order, *self.boxes)  # in the order of the report, whatever the order of the clicks
        self.value = tuple(sorted(dict.fromkeys(ticked), key=wanted.index))


class Amount(w.HBox):  # type: ignore[misc]
    """A number, by a slider as far as that is handy or typed as far as its parameter goes; `note` names the ends."""

    value = traitlets.Float()

    def __init__(self, it: Number, shown: Slider, value: float) -> None:
        self.description, self.low, self.high = shown.label, it.low, it.high
        most = max(shown.high, value)
        self.slider = w.FloatSlider(
            value, min=it.low, max=most, step=shown.step, description=shown.label, readout=False
        )
        self.slider.style, self.slider.layout.flex = LABELS, "1 1 auto"
        self.typed = w.BoundedFloatText(value, min=it.low, max=it.high, step=shown.step, tooltip=shown.label)
        self.typed.layout.flex = "0 0 6em"
        super().__init__([self.slider, self.typed], value=value)
        traitlets.link((self, "value"), (self.typed, "value"))
        self.observe(self._show, "value")
        self.slider.observe(self._drawn, "value")

    @property
    def note(self) -> str:
        """Say that it stands at an end of its range, beyond which nothing is set."""
        at_end = self.value in (self.low, self.high)
        ends = f"“{self.description}” goes from {self.low:,g} to {self.high:,g}"
        return f"{ends}; it is at its limit." if at_end else ""

    @traitlets.validate("value")
    def _within(self, proposal: Any) -> float:
        return min(max(self.low, float(proposal["value"])), self.high)

    def _show(self, _change: Any) -> None:
        self.slider.value = min(self.value, self.slider.max)

    def _drawn(self, change: Any) -> None:
        """Take over what was drawn; the nearest step, which the browser answers a typed number with, is no drawing."""
        shown = min(self.value, self.slider.max)  # at its end it stands for all that is beyond
        if abs(change["new"] - shown) > 0.51 * self.slider.step:
            self.value = round(change["new"], DECIMALS)


class Day(w.DatePicker):  # type: ignore[misc]
    """A day out of a range; one beyond it becomes the nearest day within, none at all the last; `note` says so."""

    note = traitlets.Unicode()

    @traitlets.validate("value")
    def _validate_value(self, proposal: Any) -> Any:
        if proposal["value"] is None:
            self.note = f"“{self.description}” was cleared: it is set to the latest date."
            return self.max
        day = super()._validate_value(proposal)
        if day == proposal["value"]:
            self.note = ""
        else:
            first, last = in_words(self.min), in_words(self.max)
            self.note = f"“{self.description}” goes from {first} to {last}; it was set to the nearest date."
        return day


def button(words: str, icon: str, tooltip: str, work: Callable[[], None]) -> w.Button:
    """Make a button that does some work when it is pressed."""
    made = w.Button(description=words, icon=icon, tooltip=tooltip, layout=w.Layout(width="auto"))
    made.on_click(lambda _: work())
    return made


def note(control: Any) -> str:
    """Say what a control notes of its value."""
    return str(getattr(control, "note", ""))


def controls(
    evidence: Evidence, start: Parameters, study: Study, sliders: Mapping[str, Slider], economies: Mapping[str, str]
) -> dict[str, Any]:
    """Make a control for each parameter; `economies` are codes by the names shown."""
    own = {
        it.name: _choice(it, evidence, start)
        if isinstance(it, Option)
        else Amount(it, sliders[it.name], _begin(it, evidence, start, sliders[it.name]))
        for it in study.parameters
    }
    order = {code: name for name, code in economies.items()}
    named = {order[code]: code for code in dict.fromkeys((*start.economies, *economies.values()))}
    made = {
        "focus": w.Dropdown(description="Country", options=[*economies.items()], value=start.focus),
        **own,
        "as_of": Day(description="As known on", value=start.as_of, min=evidence.judged_at, max=evidence.newest),
        "peers": Peers("Compared with", named, start.peers),
    }
    for control in made.values():
        control.layout.width = "calc(100% - 4px)"
        if not isinstance(control, w.Box):
            control.style, control.tooltip = LABELS, control.description
    return made


def _choice(it: Option, evidence: Evidence, start: Parameters) -> w.Dropdown:
    settings = evidence.settings
    options = [(phrase, value) for value, phrase in settings.phrases[it.name].items()]
    return w.Dropdown(description=settings.switches[it.name], options=options, value=start[it.name])


def _begin(it: Number, evidence: Evidence, start: Parameters, shown: Slider) -> float:
    return float(start[it.name] or shown.start or evidence.settings.thresholds[it.name])


# ----- answers ---------------------------------------------------------------------------------------------
# What the explorer says under one set of assumptions: sentences with the numbers in them, each to be explained.

MARK = re.compile("\x00(\\d+)\x00")
"""Stands in a sentence where something can be clicked, until the sentence is taken apart there."""


@dataclass(frozen=True, slots=True)
class Clickable:
    """What can be clicked in a sentence: how it is written, and the number or verdict that it is."""

    text: str
    about: Finding | Verdict


@dataclass(frozen=True, slots=True)
class LiveSentence:
    """A sentence taken apart: mark-up between what can be clicked, one piece more than there is of that."""

    words: tuple[str, ...]
    told: tuple[Clickable, ...]

    @property
    def pieces(self) -> list[str]:
        """The sentence as mark-up, in pieces: words and what can be clicked in turn."""
        told = (html.escape(it.text) for it in self.told)
        return [it for both in zip(self.words, (*told, ""), strict=True) for it in both]

    @property
    def plain(self) -> str:
        """The sentence as mark-up without anything to click."""
        return "".join(self.pieces)

    def marked(self, before: LiveSentence | None) -> str:
        """The sentence as mark-up in which is marked what was said otherwise before."""
        earlier = before.pieces if before else []
        if len(earlier) != len(self.pieces):
            return self.plain
        both = zip(self.pieces, earlier, strict=True)
        return "".join(it if it == was else f"<mark>{it}</mark>" for it, was in both)


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that follows from one set of assumptions; a sentence whose evidence was not known is None."""

    catalogue: Catalogue
    sentences: tuple[LiveSentence | None, ...]
    result: LiveSentence | None
    gaps: tuple[str, ...] = field(default=())


def answer(catalogue: Catalogue, shown: Exploration) -> Answers:
    """Compute what the sentences need under the assumptions of a catalogue, and write what is to be said."""
    speaker = Speaker(catalogue)
    sentences = tuple(speaker.spoken(template, explains=True) for template in shown.sentences)
    return Answers(catalogue, sentences, speaker.spoken(shown.result), tuple(shown.gaps(catalogue)))


def origin(about: Finding | Verdict, evidence: Evidence) -> str:
    """Say in a few lines how a number was made and on whose figures it rests, or what a verdict rests on."""
    lines = list(_of_verdict(about)) if isinstance(about, Verdict) else in_short(about, evidence).splitlines()
    first, *others = map(html.escape, lines)
    return f"<div{PLAIN_TEXT}>{'<br>'.join((f'<strong>{first}</strong>', *others))}</div>"


def _of_verdict(verdict: Verdict) -> Iterator[str]:
    yield f"{verdict.claim_id}: {verdict.outcome.value}"
    yield f"Rule: {verdict.rule}" + (f"; margin {verdict.margin.text}" if verdict.margin else "")
    for words, found in (("For it", verdict.evidence_for), ("Against it", verdict.evidence_against)):
        if found:
            yield f"{words}: " + "; ".join(f"{it.text} ({it.label})" for it in found)
    if verdict.of:
        yield f"Holds in {verdict.holds_in} of {verdict.of} ways of counting"


class Speaker(Writer):
    """Write sentences in which numbers and verdicts can be clicked; only what is named is judged."""

    def spoken(self, template: str, *, explains: bool = False) -> LiveSentence | None:
        """Take apart a sentence where something can be clicked; None where its evidence was not known.

        One that `explains` goes on to say why a verdict in it is not what the count beside it seems to say.
        """
        self._told: list[Clickable] = []
        markup = replace(HTML, verdict=self._verdict)
        try:
            said = self.fill(template, markup)
        except NotKnownError:
            return None
        judged = [it.about for it in self._told if explains and isinstance(it.about, Verdict)]
        pieces = MARK.split(" ".join([said, *(why for it in judged for why in self._whys(it, markup))]))
        told = tuple(self._told[int(number)] for number in pieces[1::2])
        return LiveSentence(tuple(pieces[::2]), told)

    def number(
        self, finding: Finding, markup: Markup, before: str = "", behind: str = "", _around: str = "", form: str = ""
    ) -> str:
        """Leave a mark where a number stands."""
        return markup.reach(self._marked(Clickable(finding.written(form), finding)), before, behind)

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        """The verdicts by claim, judged when they are named: a slider that moves waits for no others."""
        return _Judged(self.catalogue)

    def _whys(self, verdict: Verdict, markup: Markup) -> Iterator[str]:
        for why in against_the_count(verdict):
            yield f"Why “{verdict.outcome.value}”: {why[0].lower()}{why[1:]}"
            if verdict.outcome is Outcome.DISPUTED:
                yield reason(self, verdict, markup)

    def _verdict(self, outcome: object, claim_id: str) -> str:
        return self._marked(Clickable(str(outcome), self.verdicts[claim_id]))

    def _marked(self, told: Clickable) -> str:
        self._told.append(told)
        return f"\x00{len(self._told) - 1}\x00"


class _Judged(dict[str, Verdict]):
    """Verdicts by claim, each judged when it is asked for."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self.catalogue = catalogue

    def __contains__(self, claim_id: object) -> bool:
        return claim_id in self.catalogue.evidence.claims_judged

    def __missing__(self, claim_id: str) -> Verdict:
        return self.catalogue.verdict(claim_id)


# ----- memory ----------------------------------------------------------------------------------------------
# What a reader has set outlasts a page that is loaded anew: the browser keeps it for as long as its tab is open.


class BrowserStorage:
    """Two widgets that nobody sees: what is to be kept stands in one, and `names.js` types what it kept into the other.

    `restore` is called with what was kept, which may be anything: whoever opens the page can change it.
    """

    def __init__(self, restore: Callable[[Mapping[str, Any]], None]) -> None:
        self._restore = restore
        self._kept, self.typed = w.HTML(), w.Text()
        self.typed.observe(self._typed, "value")
        self.box = w.Box([self._kept, self.typed]).add_class("explorer-memory")

    def keep(self, values: Mapping[str, Any]) -> None:
        """Let the browser keep some values; of none it forgets what it had."""
        self._kept.value = html.escape(json.dumps(values, default=_plain)) if values else ""

    def _typed(self, change: Any) -> None:
        try:
            values = json.loads(change["new"])
        except (RecursionError, ValueError):
            return
        if isinstance(values, dict):
            self._restore(values)


def as_set(control: Any, value: Any, trait: str = "value") -> None:
    """Set a control to a value that was kept, if it can have it."""
    if value is None:  # which would leave a choice open
        return
    with suppress(LookupError, TraitError, TypeError, ValueError):
        of = type(getattr(control, trait))
        setattr(control, trait, date.fromisoformat(value) if of is date else tuple(value) if of is tuple else value)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


# ----- assumptions -----------------------------------------------------------------------------------------
# The assumptions that the controls stand for, the way back to earlier ones, and what of them a reader has set.

ONE_MOVE = 1.0
"""Seconds within which turning one control again belongs to the same move, as a slider that is drawn."""


class Assumptions:
    """Controls taken together; `changed` is called with the name of the one that was turned, or with nothing."""

    def __init__(
        self, controls: Mapping[str, Any], evidence: Evidence, study: Study, changed: Callable[[str], None]
    ) -> None:
        self.controls, self.evidence, self.study, self._changed = controls, evidence, study, changed
        self._earlier: list[dict[str, Any]] = []
        self._last, self._when, self._quiet = "", 0.0, False
        self.is_new_move = True
        self._values = self._start = self._read()
        for name, control in controls.items():
            control.observe(partial(self._turned, name), "value")
        self._open()

    @property
    def parameters(self) -> Parameters:
        """The parameters that the controls stand for; raises `ParameterError` where they make no report."""
        given = self._read()
        given["peers"] = list(given["peers"])
        for number in self._numbers:
            is_declared = given[number.name] == self.evidence.settings.thresholds.get(number.name)
            if is_declared or not self._has_effect(number):
                del given[number.name]
        return parameters.check(given, self.evidence, self.study)

    @property
    def own(self) -> dict[str, Any]:
        """What is set otherwise than when nothing is said, in the form of a parameter file.

        The day of knowledge is always told: what counts as the newest day changes with the data.
        """
        chosen = self.parameters
        usual = parameters.check({"focus": chosen.focus}, self.evidence, self.study)
        given, unsaid = parameters.as_arguments(chosen), parameters.as_arguments(usual)
        unsaid["focus"] = self.study.focus
        if set(given["peers"]) == set(unsaid["peers"]):
            del given["peers"]
        return {name: value for name, value in given.items() if name == "as_of" or value != unsaid[name]}

    @property
    def can_undo(self) -> bool:
        """Say whether there is a way back."""
        return bool(self._earlier)

    def undo(self) -> None:
        """Take back the last move."""
        if self._earlier:
            self._set(self._earlier.pop())

    def reset(self) -> None:
        """Go back to where the explorer opened; that can be taken back, too."""
        if self._values != self._start:
            self._earlier.append(self._values)
            self._set(self._start)

    @property
    def moved(self) -> dict[str, Any]:
        """What stands otherwise than where the explorer opened."""
        return {name: value for name, value in self._values.items() if value != self._start[name]}

    def restore(self, moved: Mapping[str, Any]) -> bool:
        """Set again what was set before the page was loaded anew, as far as there is such a setting still."""
        before, self._quiet = self._values, True
        for name in {*moved} & {*self.controls}:
            as_set(self.controls[name], moved[name])
        if (after := self._read()) != before:
            self._earlier.append(before)
        self._set(after)
        return self._values != before

    @property
    def _numbers(self) -> list[Number]:
        return [it for it in self.study.parameters if isinstance(it, Number)]

    def _has_effect(self, number: Number) -> bool:
        return not number.goes_with or self.controls[number.goes_with[0]].value == number.goes_with[1]

    def _read(self) -> dict[str, Any]:
        return {name: control.value for name, control in self.controls.items()}

    def _set(self, values: Mapping[str, Any]) -> None:
        self._quiet = True
        for name, value in values.items():
            self.controls[name].value = value
        self._quiet, self._last, self._values, self.is_new_move = False, "", dict(values), True
        self._open()
        self._changed("")

    def _turned(self, name: str, _change: object) -> None:
        if self._quiet:
            return
        now = monotonic()
        self.is_new_move = name != self._last or now - self._when > ONE_MOVE
        if self.is_new_move:
            self._earlier.append(self._values)
        self._last, self._when, self._values = name, now, self._read()
        self._open()
        self._changed(name)

    def _open(self) -> None:
        """Show a number only where it has an effect, and keep those countries ticked that are shown anyway."""
        for number in self._numbers:
            self.controls[number.name].layout.display = None if self._has_effect(number) else "none"
        subject, focus = self.study.focus, self.controls["focus"].value
        held = {subject: "The report is about this country: it is always shown", focus: "In focus: it is always shown"}
        self.controls["peers"].hold(held)


# ----- prose -----------------------------------------------------------------------------------------------
# Sentences on the screen whose numbers and verdicts can be clicked: words and buttons in one flow of text.

Place = tuple[int, int]
"""Which sentence, and which thing to be clicked in it."""


class Prose:
    """Paragraphs, one for each sentence; `clicked` is called with the place of what was clicked."""

    def __init__(self, count: int, clicked: Callable[[Place], None]) -> None:
        self._clicked = clicked
        self.paragraphs = [w.Box().add_class("explorer-sentence") for _ in range(count)]
        self.box = w.VBox(self.paragraphs).add_class("explorer-prose")
        self.sentences: tuple[LiveSentence | None, ...] = (None,) * count

    def show(self, sentences: Sequence[LiveSentence | None]) -> None:
        """Show sentences; only what differs is sent to the browser."""
        self.sentences = tuple(sentences)
        for at, (sentence, box) in enumerate(zip(sentences, self.paragraphs, strict=True)):
            box.layout.display = None if sentence else "none"
            if sentence:
                if len(box.children) != len(sentence.words) + len(sentence.told):
                    box.children = self._pieces(at, len(sentence.told))
                self._fill(box, sentence)

    def at(self, place: Place) -> Clickable | None:
        """Return what stands at a place, if the sentence is said."""
        sentence = self.sentences[place[0]]
        return sentence.told[place[1]] if sentence else None

    def mark(self, place: Place) -> None:
        """Mark the one that is explained."""
        for at, box in enumerate(self.paragraphs):
            for number, button in enumerate(box.children[1::2]):
                (button.add_class if (at, number) == place else button.remove_class)("explorer-explained")

    def _pieces(self, at: int, count: int) -> list[w.Widget]:
        pieces: list[w.Widget] = [w.HTML()]
        for number in range(count):
            button = w.Button(tooltip="Show how this was made").add_class("explorer-number")
            button.on_click(partial(self._pressed, (at, number)))
            pieces += [button, w.HTML()]
        return pieces

    def _pressed(self, place: Place, _button: object) -> None:
        self._clicked(place)

    @staticmethod
    def _fill(box: w.Box, sentence: LiveSentence) -> None:
        for piece, words in zip(box.children[::2], sentence.words, strict=True):
            piece.value = f"<span{PLAIN_TEXT}>{words}</span>"
        for button, told in zip(box.children[1::2], sentence.told, strict=True):
            button.description = told.text
