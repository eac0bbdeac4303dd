"""The editions as a small static site: a list, a stable address, corrections and a feed around published folders."""

from analysis.runs.site.addresses import Addresses, WrongAddress
from analysis.runs.site.building import Site, build, is_behind

__all__ = ["Addresses", "Site", "WrongAddress", "build", "is_behind"]
