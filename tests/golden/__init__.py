"""What a change of code must not change: numbers and verdicts of reports and a topic notebook, and public names.

`python -m tests.golden` writes the files anew; the difference goes into the commit that causes it and is explained
there.
"""
