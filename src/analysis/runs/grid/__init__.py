"""Grids: one notebook under many parameters, as a file of axes says it."""
