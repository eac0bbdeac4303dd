"""Sentences and tables in which every number comes from a finding, as HTML or plain text."""
