"""Which molecules of gases a reaction takes up or gives off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeVar

from stabwin.documents.frozen_mapping import FrozenMapping
from stabwin.phases.system import System
from stabwin.thermo.gibbs.atmosphere import Atmosphere
from stabwin.thermo.gibbs.gases import gases


class _Formed(Protocol):
    @property
    def formula(self) -> str: ...
    @property
    def amount(self) -> float: ...


Amount = TypeVar("Amount", bound=_Formed)


def without_reservoirs(
    system: System, products: tuple[Amount, ...]
) -> tuple[tuple[Amount, ...], dict[str, float]]:
    """The products but for gases of fixed potential, and the molecules of these that are taken up."""
    names = sorted(gas.formula for gas in system.gases)
    given_off = {product.formula: product.amount for product in products if product.formula in names}
    kept = tuple(product for product in products if product.formula not in names)
    return kept, {name: -given_off.get(name, 0.0) + 0.0 for name in names}


def taken_up_with(
    exchanged: Mapping[str, float],
    molecules: Mapping[str, float],
    atmosphere: Atmosphere | None,
    decimals: int,
) -> dict[str, float]:
    """What a reaction takes up from reservoirs, as it is written: atoms of elements, molecules of gases.

    Parameters
    ----------
    exchanged : mapping of str to float
        Atoms of each open element, those in molecules among them.
    molecules : mapping of str to float
        Of the gases whose elements are not all open.
    atmosphere : Atmosphere or None
        Whose molecules stand for the elements that it opens.
    decimals : int
        To which amounts are rounded.
    """
    found = in_molecules(beside(exchanged, molecules, decimals), atmosphere, decimals)
    for gas, amount in molecules.items():
        found[gas] = round(found.get(gas, 0.0) + amount, decimals) + 0.0
    return found


def beside(
    exchanged: Mapping[str, float], molecules: Mapping[str, float], decimals: int
) -> Mapping[str, float]:
    """Atoms of open elements that are exchanged beside those in molecules of gases."""
    held = {
        element: sum(n * gases()[gas].amounts.get(element, 0.0) for gas, n in molecules.items())
        for element in (exchanged if molecules else ())
    }
    if not any(held.values()):
        return exchanged
    return FrozenMapping({e: round(n - held[e], decimals) + 0.0 for e, n in exchanged.items()})


def in_molecules(
    exchanged: Mapping[str, float], atmosphere: Atmosphere | None, decimals: int
) -> dict[str, float]:
    """Atoms of open elements, those that an atmosphere exchanges as molecules of its gases.

    Parameters
    ----------
    exchanged : mapping of str to float
        Atoms of each element.
    atmosphere : Atmosphere or None
    decimals : int
        To which molecules are rounded.
    """
    if atmosphere is None or not exchanged:
        return dict(exchanged)
    of_gases = atmosphere.molecules_of(exchanged)
    rest = {element: n for element, n in exchanged.items() if element not in atmosphere.potentials_ev}
    return rest | {gas: round(n, decimals) + 0.0 for gas, n in of_gases.items()}
