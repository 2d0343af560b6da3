"""What values the keys of study files take."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from stabwin.analysis import settings
from stabwin.analysis.interfaces.states import checked_state
from stabwin.errors import RequestError


def _state(state: str | float) -> str | float:
    try:
        checked_state(state)
    except RequestError as error:
        raise ValueError(error.message.rstrip(".")) from error
    return state


# A word, a number of ions per formula unit, or a series of these.
State = Annotated[str | float, AfterValidator(_state)]
Voltage = Annotated[float, Field(ge=0)]
# A part of a whole, and neither nothing nor all of it.
Fraction = Annotated[float, Field(gt=0, lt=1)]
Limit = float | Literal[False]


def number(setting: settings.Setting) -> Any:
    """The field of a number that is declared in `stabwin.analysis.settings`."""
    highest = None if math.isinf(setting.highest) else setting.highest
    return Field(default=setting.default, ge=setting.lowest, le=highest)


def optional_number(setting: settings.Setting) -> Any:
    """The same for a number that is left to the answer unless it is given."""
    return Field(default=None, ge=setting.lowest, le=setting.highest)
