"""Who makes the reports, and under which name the program is installed."""

MAINTAINERS = "The japan-tech-report maintainers"
DISTRIBUTION = "japan-tech-report"
