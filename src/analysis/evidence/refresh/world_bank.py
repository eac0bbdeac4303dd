"""Figures of the World Bank, read with wbgapi; the bank tells on which day it last updated them."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from analysis.evidence.interfaces import Interface
from analysis.evidence.refresh import web
from analysis.evidence.refresh.answers import Fetched, NotServed, Served, fetched


@dataclass(frozen=True, slots=True)
class WorldBank:
    """The bank's interface; `address` is where it answers."""

    address: str = "https://api.worldbank.org/v2"

    def __call__(self, interfaces: Sequence[Interface], since: date, today: date) -> Served:
        """Ask for each indicator once, for all its economies and years; a year that the bank lacks is an error."""
        wb: Any = web.needed("wbgapi")
        record, values = web.Record(), list[Fetched]()
        wb.endpoint = self.address
        wb.get_options = {
            "timeout": web.TIMEOUT,
            "headers": {"User-Agent": web.user_agent()},
            "hooks": {"response": [record]},
        }
        database = int(interfaces[0].agency)
        updated = date.fromisoformat(_tried(wb, lambda: wb.source.get(database))["lastupdated"])
        for flow in dict.fromkeys(of.flow for of in interfaces):
            wanted = {of.key: of for of in interfaces if of.flow == flow}
            ask = partial(wb.data.fetch, flow, list(wanted), db=database, skipBlanks=True)
            rows = _tried(wb, partial(_listed, ask))
            for row in rows:
                of, year = wanted[row["economy"]], row["time"].removeprefix("YR")
                if not f"{since.year}" <= year <= f"{today.year}":
                    continue
                printed = f"{row['value']:.15g}" if isinstance(row["value"], float) else str(row["value"])
                values.append(fetched(of, year, printed, f"{flow}, {of.key}, {year}", published=updated))
        return Served(tuple(values), record.addresses[-1], record.checksum)


def _listed(ask: Callable[[], Iterable[Any]]) -> list[Any]:
    """Ask for all pages, which wbgapi fetches one after the other."""
    return list(ask())


def _tried(wb: Any, ask: Callable[[], web.Got]) -> web.Got:
    """Ask up to three times, for wbgapi takes no session that would do so; raise `NotServed` when all fail."""
    fault = ""
    for at in range(web.TRIES):
        try:
            return ask()
        except (wb.APIError, web.Refused, OSError) as error:
            fault = str(error)
            if isinstance(error, wb.APIError) or (isinstance(error, web.Refused) and error.status not in web.AGAIN):
                break
        if at < web.TRIES - 1:
            time.sleep(web.PAUSE * 2**at)
    raise NotServed(fault)
