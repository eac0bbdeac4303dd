"""Measure what it costs to open the report, and to tell when each verdict changed.

    python tests/benchmarks/open_cost.py [ROUNDS]

In one warm process: loading the dataset and computing every finding and verdict, then the history of verdicts, then the
same history as it would be found by judging anew on each day on which any figure became public. Prints the median CPU
time of each and the ratio of the two histories; times depend on the machine, the ratio hardly does.
"""

import statistics
import sys
from datetime import date
from time import process_time

import analysis as an
from analysis.dataset import frames
from analysis.findings import Catalogue, parameters
from analysis.study import STUDY


def timed(work):
    """Return what some work gives, and its CPU seconds."""
    start = process_time()
    return work(), process_time() - start


def every_day(report) -> list[date]:
    """List the days since the article on which any figure or rate became public."""
    evidence = report.catalogue.evidence
    frame = frames.observations(evidence).published
    days = {day.date() for day in frame if day.date() >= evidence.judged_at}
    return sorted({evidence.judged_at, *days})


def anew(report) -> int:
    """Judge every claim anew on every such day."""
    evidence = report.catalogue.evidence
    for day in every_day(report):
        given = parameters.default(STUDY, day)
        len(Catalogue(evidence, given, STUDY).verdicts)
    return len(every_day(report))


def main(rounds: int) -> None:
    """Print the cost of opening and of both histories."""
    an.load()
    opening, telling, judging = [], [], []
    for _ in range(rounds):
        report, seconds = timed(an.load)
        _, computing = timed(lambda report=report: (list(report.catalogue), report.verdicts))
        fresh = an.load()
        telling.append(timed(lambda fresh=fresh: fresh.history)[1])
        opening.append(seconds + computing)
        judging.append(timed(lambda fresh=fresh: anew(fresh))[1])
    one, two, three = map(statistics.median, (opening, telling, judging))
    print(f"opening the report, every finding and verdict: {one:.3f} s CPU")
    print(f"history of verdicts: {two:.3f} s CPU; judged anew on every day: {three:.3f} s CPU; ratio {two / three:.3f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
