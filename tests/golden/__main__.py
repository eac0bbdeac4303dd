"""Write the golden files anew."""

from tests.golden.expected import REPORTS, TOPICS, folder, names, numbers, verdicts

for report in (*REPORTS, *TOPICS):
    folder(report).mkdir(exist_ok=True)
    (folder(report) / "numbers.csv").write_text(numbers(report), encoding="utf-8")
for report in REPORTS:
    (folder(report) / "verdicts.csv").write_text(verdicts(report), encoding="utf-8")
(folder("") / "names.txt").write_text(names(), encoding="utf-8")
