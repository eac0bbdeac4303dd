"""Under which name the program is installed."""

DISTRIBUTION = "japan-tech-report"
