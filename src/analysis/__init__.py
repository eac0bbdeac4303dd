"""Check a news article number by number, and show where every figure comes from."""
