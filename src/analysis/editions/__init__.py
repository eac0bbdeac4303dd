"""Runs: an edition of a report from parameters to files, made whole or not at all."""


# ----- grid ------------------------------------------------------------------------------------------------
# Grids: one notebook under many parameters, as a file of axes says it.


# ----- warm ------------------------------------------------------------------------------------------------
# Runs one after another in one kernel: `papermill --engine japan-tech-warm IN.ipynb OUT.ipynb`.
