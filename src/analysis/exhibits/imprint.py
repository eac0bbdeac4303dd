"""Who makes the reports, what they are about in a few words, and under which name the program is installed."""

MAINTAINERS = "The japan-tech-report maintainers"
KEYWORDS = ["Japan", "technology", "semiconductors", "fact-checking"]
DISTRIBUTION = "japan-tech-report"
