"""Warm runs: a process that has imported everything forks a fresh child for each notebook.

    papermill --engine japan-tech-warm IN.ipynb OUT.ipynb

A run then costs what its cells cost. Each child is as fresh as a new kernel: nothing that one run does reaches another.
Single runs use an ordinary kernel, since the process takes as long to start as they do, and so do systems without fork.
"""
