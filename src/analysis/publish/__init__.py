"""The package publish."""
