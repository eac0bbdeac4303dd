"""What a change of code must not change: numbers and verdicts of three reports, the numbers of a topic notebook,
and the public names.

`python -m tests.golden` writes the files anew; the difference goes into the commit that causes it and is explained
there.
"""
