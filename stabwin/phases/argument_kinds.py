"""Arguments of another kind than asked for, which Python would find out late and say in its own words."""

from __future__ import annotations

from stabwin.errors import RequestError

_LONGEST = 60


def check_kinds(phases: object, scheme: object, kinds: tuple[type, ...]) -> None:
    """See that phases and scheme are of a kind that names some.

    Parameters
    ----------
    phases, scheme : object
        As they were given; None is the default.
    kinds : tuple of type
        Of phases.

    Raises
    ------
    RequestError
        One of them is something else.
    """
    if phases is not None and not isinstance(phases, kinds):
        what = "a DataFrame" if hasattr(phases, "iloc") else repr(phases)[:_LONGEST]
        raise RequestError(
            f"phases is {what}: give starter, store, a path or a PhaseTable (PhaseTable.from_dataframe "
            "makes one of a DataFrame)."
        )
    if scheme is not None and not isinstance(scheme, str):
        raise RequestError(
            f"scheme is {repr(scheme)[:_LONGEST]}: give the name of an energy scheme, such as measured."
        )
