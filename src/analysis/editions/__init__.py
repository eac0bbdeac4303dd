"""Editions of a report: from parameters to a folder of files, written whole or not at all."""
