"""The process that hands a notice to the services: by itself, so that a server that hangs can be left behind.

It is run as a file, takes one order as JSON on its input (addresses, seconds, and a notice unless the addresses are
only to be looked at) and answers on its output with a line of JSON whenever it knows more about an address. What
apprise logs may hold passwords, so whoever starts it throws its standard error away.
"""

import json
import os
import sys
import threading
from difflib import get_close_matches
from typing import Any, NoReturn

WEB = ("http", "https")
"""Addresses that some services hand out as they stand; apprise takes them too."""


def service(address: str, known: list[str]) -> tuple[str, str]:
    """Name the service of an address if it is a known one, and else one that may have been meant: no secret either way.

    >>> service("mailto://reader:secret@example.org", ["json", "mailto"])
    ('mailto', '')
    >>> service("maitlo://reader:secret@example.org", ["json", "mailto"])
    ('', 'mailto')
    """
    begins, colon, _ = address.partition("://")
    name = begins.lower() if colon else ""
    if name in (*known, *WEB):
        return name, ""
    return "", next(iter(get_close_matches(name, known, 1)), "")


def main() -> NoReturn:
    """Carry out the order that stands on the input, and end at once, whatever a server still keeps waiting."""
    order = json.load(sys.stdin)
    # Whoever started this kills it in time; if that one was killed itself, this ends all the same.
    watch = threading.Timer(order["seconds"], os._exit, (1,))
    watch.daemon = True
    watch.start()
    _carry_out(order)
    sys.stdout.flush()
    os._exit(0)


def _carry_out(order: dict[str, Any]) -> None:
    try:
        import apprise
    except ImportError:
        for at in range(len(order["addresses"])):
            _tell(at, "missing")
        return
    asset = apprise.AppriseAsset(app_id="japan-tech", app_desc="japan-tech", storage_mode="memory")
    known = sorted(apprise.NotificationManager().schemas())
    threads = []
    for at, address in enumerate(order["addresses"]):
        name, near = service(address, known)
        try:
            to = apprise.Apprise.instantiate(address, asset=asset)
        except Exception:  # as of _send: whatever a service's module makes of hostile text
            to = None
        _tell(at, "known" if to else "wrong", service=name, near=near)
        if to and "title" in order:
            sender = apprise.Apprise(asset=asset)
            sender.add(to)
            threads.append(threading.Thread(target=_send, args=(at, sender, order, name), daemon=True))
    for thread in threads:  # one for each address: none waits for another that hangs
        thread.start()
    for thread in threads:
        thread.join()


def _send(at: int, sender: Any, order: dict[str, Any], name: str) -> None:
    try:
        taken = bool(sender.notify(title=order["title"], body=order["body"], body_format="text"))
    except Exception:  # a service's module may raise anything, and its words may hold the password
        taken = False
    _tell(at, "taken" if taken else "refused", service=name)


_ONE_AT_A_TIME = threading.Lock()


def _tell(at: int, outcome: str, **more: str) -> None:
    with _ONE_AT_A_TIME:
        print(json.dumps({"at": at, "outcome": outcome, **more}), flush=True)


if __name__ == "__main__":
    main()
