"""Runs one after another in one kernel: `papermill --engine japan-tech-warm IN.ipynb OUT.ipynb`."""
