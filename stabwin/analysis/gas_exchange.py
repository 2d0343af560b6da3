"""Which molecules of gases a reaction takes up or gives off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeVar

from stabwin.chemistry.elements import ATOMIC_NUMBER
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


def beside(
    exchanged: FrozenMapping[str, float], taken_up: Mapping[str, float], decimals: int
) -> FrozenMapping[str, float]:
    """Atoms of open elements that are exchanged beside those in molecules of gases."""
    held = {
        element: sum(
            n * gases()[name].amounts.get(element, 0.0)
            for name, n in taken_up.items()
            if name not in ATOMIC_NUMBER
        )
        for element in exchanged
        if not taken_up.keys() <= ATOMIC_NUMBER.keys()
    }
    if not any(held.values()):
        return exchanged
    return FrozenMapping({e: round(n - held.get(e, 0.0), decimals) + 0.0 for e, n in exchanged.items()})


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
