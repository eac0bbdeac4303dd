"""Runs: an edition of a report from parameters to files, made whole or not at all."""
