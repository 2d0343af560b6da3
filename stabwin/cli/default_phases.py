"""What commands use unasked from now on, said where the store has changed."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from stabwin.cli.messages import say

if TYPE_CHECKING:
    from stabwin.phases.store.default import Default


def say_default(default: Default, name: str) -> None:
    """Say what an import or a fetch made of the default, and how to go back.

    Parameters
    ----------
    default : Default
    name : str
        What was imported or fetched.
    """
    if default.is_named:
        say(f"note: STABWIN_PHASES names {default.now}, which commands go on using unasked.")
    elif default.now == default.was:
        say(f"note: unasked, commands use {default.now}, as before.")
    else:
        back = "goes back to" if default.without == default.was else "leaves"
        say(
            f"note: unasked, commands use {default.now} from now on; --phases starter asks for the starter "
            f"alone, and stabwin data remove {shlex.quote(name)} {back} {default.without}."
        )


def say_default_after_removing(default: Default) -> None:
    """Say what commands use once data are gone."""
    if default.is_named:
        say(f"note: STABWIN_PHASES names {default.now}, which commands go on using unasked.")
    else:
        again = ", as before" if default.now == default.was else " from now on"
        say(f"note: unasked, commands use {default.now}{again}.")
