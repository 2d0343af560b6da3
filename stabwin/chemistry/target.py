"""Targets: what a question is asked of, in every form that users bring it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeAlias

from stabwin.chemistry.catalogue import find, is_formula, resolve
from stabwin.chemistry.elements import ION_VALENCE
from stabwin.chemistry.formula import Formula, from_amounts, parse
from stabwin.chemistry.formula_signs import LONGEST_SHOWN
from stabwin.chemistry.state_of_charge import SIGN, parted, with_ions
from stabwin.errors import FormulaError, IonError, RequestError, TargetError

# No formation energy comes near this: a larger one is a slip of units.
LARGEST_ENERGY_EV_PER_ATOM = 1000.0

# An element that is less of the atoms than this can't be told from none: reactions of a dopant exchange
# a tenth of its atoms, and exchanges closer than 1e-9 of all atoms count as one.
SMALLEST_SHARE = 1e-7

_ALKALI_IONS = ("Li", "Na", "K")


@dataclass(frozen=True)
class Target:
    """A material to ask about.

    Parameters
    ----------
    text : str
        A name or alias of the catalogue, or a formula; with ``@0.2`` behind it 0.2 ions per formula unit.
    formation_energy_ev_per_atom : float, optional
        An energy of the user's own, in the scheme of the phases it is compared with. The target then
        takes part in its own request as a phase.
    ion : str, optional
        The mobile ion; default: the catalogue's for this name, else lithium, sodium or potassium if the
        formula holds it (the first that it does), else lithium.

    Examples
    --------
    >>> Target("Li3PS4", formation_energy_ev_per_atom=-0.9).resolve().formula.reduced
    'Li3PS4'
    """

    text: str
    formation_energy_ev_per_atom: float | None = None
    ion: str | None = None

    def resolve(self, *, charged: bool = False) -> ResolvedTarget:
        """Look the name up or read the formula.

        Parameters
        ----------
        charged : bool
            Whether to take the charged composition of a cathode that is given by name.

        Raises
        ------
        FormulaError, NotComputableError
            See `stabwin.chemistry.catalogue.resolve`.
        TargetError
            The energy is not a finite number.
        IonError
            The ion is not one stabwin knows.
        """
        named, ions = (
            parted(self.text) if SIGN in self.text and find(self.text) is None else (self.text, None)
        )
        formula, material = resolve(named)
        # A formula means exactly what it says; a name stands for the cathode in every state.
        charges = material is not None and bool(material.charged_formula)
        written = material is not None and charges and is_formula(named, material)
        has_states = charges and not written and ions is None
        if charged and material is not None and has_states:
            formula = parse(material.charged_formula)
        ion = self.ion or (material.ion if material is not None else None) or held_ion(formula)
        if ions is not None:
            formula = with_ions(formula, checked_ion(ion), ions, self.text)
        resolved = ResolvedTarget(
            text=self.text,
            formula=formula,
            ion=checked_ion(ion),
            ion_is_known=bool(self.ion or (material is not None and material.ion)),
            ion_is_given=bool(self.ion),
            has_states=has_states,
            name_with_states=material.name if material is not None and written and ions is None else None,
        )
        energy = self.formation_energy_ev_per_atom
        return resolved if energy is None else resolved.with_energy(energy)


@dataclass(frozen=True, kw_only=True)
class ResolvedTarget:
    """A target whose composition and ion are known.

    Attributes
    ----------
    text : str
        As the user wrote it.
    formula : Formula
    ion : str
    ion_is_known : bool
        Whether the ion was given or is the catalogue's, and is not a guess from the formula.
    ion_is_given : bool
        Whether the user gave it.
    has_states : bool
        Whether it is a name for which the catalogue knows a charged and a discharged composition.
    name_with_states : str or None
        That name, where its formula was written instead.
    own_energy_ev_per_atom : float or None
        The user's own formation energy.
    total_energy_ev_per_atom : float or None
        The total energy of a pymatgen entry, which needs the elements' own to be comparable.

    Raises
    ------
    FormulaError
        An element is too small a share of the atoms for any limit to be right.
    """

    text: str
    formula: Formula
    ion: str
    ion_is_known: bool = False
    ion_is_given: bool = False
    has_states: bool = False
    name_with_states: str | None = None
    own_energy_ev_per_atom: float | None = None
    total_energy_ev_per_atom: float | None = None

    def __post_init__(self) -> None:
        formula = self.formula
        for element, amount in formula.amounts.items():
            share = float(amount) / formula.atoms
            if share < SMALLEST_SHARE:
                shown = repr(self.text) if len(self.text) <= LONGEST_SHOWN else "the formula"
                raise FormulaError(
                    f"In {shown} {element} is {share:.1g} of the atoms: less than {SMALLEST_SHARE:g} can't "
                    "be told from none, so leave it out or write more of it.",
                    formula=self.text,
                    element=element,
                )

    def with_energy(self, formation_energy_ev_per_atom: float) -> ResolvedTarget:
        """The target with a formation energy of the user's own (TargetError if it is not a number)."""
        if not abs(formation_energy_ev_per_atom) < LARGEST_ENERGY_EV_PER_ATOM:
            raise TargetError(
                f"The formation energy of {self.text} is {formation_energy_ev_per_atom}: give a finite "
                "formation energy in eV/atom."
            )
        return replace(
            self,
            own_energy_ev_per_atom=formation_energy_ev_per_atom,
            total_energy_ev_per_atom=None,
        )


class EntryLike(Protocol):
    """An object with a composition and a total energy, such as a pymatgen entry."""

    @property
    def composition(self) -> Any:
        """A pymatgen ``Composition``, or amounts by element."""

    @property
    def energy_per_atom(self) -> float:
        """The total energy, eV per atom."""


#: Whatever a question can be asked of: a name or formula, or an object with a composition (a pymatgen
#: ``Composition`` is a mapping).
TargetLike: TypeAlias = str | Target | Mapping[Any, float] | EntryLike


def resolve_target(target: TargetLike, ion: str | None = None, *, charged: bool = False) -> ResolvedTarget:
    """A target from text, `Target`, pymatgen ``Composition`` or entry, or a mapping of amounts.

    Parameters
    ----------
    target
        What to ask about.
    ion : str, optional
        The mobile ion, over the target's own and the catalogue's.
    charged : bool
        Whether to take the charged composition of a cathode that is given by name.

    Raises
    ------
    FormulaError, NotComputableError, TargetError, IonError
        The target can't be understood, or stands for no composition.
    """
    if isinstance(target, str):
        return Target(target, ion=ion).resolve(charged=charged)
    if isinstance(target, Target):
        named = Target(target.text, target.formation_energy_ev_per_atom, ion or target.ion)
        return named.resolve(charged=charged)
    given = None if ion is None else checked_ion(ion)
    if hasattr(target, "composition") and hasattr(target, "energy_per_atom"):  # a pymatgen entry
        formula = _from_composition(target.composition)
        return ResolvedTarget(
            text=formula.text,
            formula=formula,
            ion=given or held_ion(formula),
            ion_is_given=given is not None,
            total_energy_ev_per_atom=float(target.energy_per_atom),
        )
    if hasattr(target, "get_el_amt_dict") or isinstance(target, Mapping):
        formula = _from_composition(target)
        return ResolvedTarget(
            text=formula.text,
            formula=formula,
            ion=given or held_ion(formula),
            ion_is_given=given is not None,
        )
    raise FormulaError(
        f"{target!r} is not a valid target: give a name, a formula, a Target, or a pymatgen Composition "
        "or entry."
    )


def check_is_list(given: object, of_what: str) -> None:
    """See that a list was given and not one text, which is a list of letters to Python (RequestError)."""
    if isinstance(given, str):
        raise RequestError(f"Give a list of {of_what}, such as [{given!r}], and not one text.")


def text_of(target: object) -> str:
    """How a target is named in an answer that failed."""
    return target.text if isinstance(target, Target) else str(target)


def held_ion(formula: Formula) -> str:
    """The ion that a composition suggests: the first alkali metal that it holds, else lithium.

    Others don't suggest theirs: MgO and Al2O3 are coatings of lithium cells.
    """
    return next((ion for ion in _ALKALI_IONS if ion in formula.amounts), "Li")


def shared_ion(*targets: ResolvedTarget) -> str:
    """The ion that moves between targets, whatever their order.

    The ions that are known of targets that hold them count first, then an alkali metal that any of them
    holds, another metal that all of them hold (where the catalogue does not know them all), and what the
    catalogue says of the others; lithium if nothing says more.

    Raises
    ------
    IonError
        Two targets have different ions.
    """
    known = [target for target in targets if target.ion_is_known]
    holding = [target for target in known if target.has_states or target.ion in target.formula.elements]
    if not holding:
        for ion in _ALKALI_IONS:
            if any(ion in target.formula.elements for target in targets):
                return ion
        if len(known) < len(targets):
            held = set(ION_VALENCE).intersection(*(target.formula.elements for target in targets))
            if len(held) == 1:
                return held.pop()
    owners = {target.ion: target.text for target in (holding or known)}
    if len(owners) > 1:
        told = " and ".join(f"{ion} in {text}" for ion, text in owners.items())
        raise IonError(
            f"The mobile ion is {told}: say with --ion (ion in Python and in studies) which of them moves."
        )
    return next(iter(owners), "Li")


def ion_note(ion: str) -> str:
    """What to know of an answer whose ion is not lithium and was not asked for."""
    return (
        f"The mobile ion is {ion}, so that voltages are against {ion} metal: --ion (ion in Python and in "
        "studies) asks for another."
    )


def _from_composition(composition: Any) -> Formula:
    if hasattr(composition, "get_el_amt_dict"):
        return from_amounts(composition.get_el_amt_dict())
    return from_amounts(composition)


def checked_ion(ion: str) -> str:
    """The ion, if stabwin knows its valence (IonError otherwise)."""
    if ion not in ION_VALENCE:
        raise IonError(
            f"{ion!r} is not a working ion that stabwin knows: choose one of {', '.join(ION_VALENCE)}.",
            ion=ion,
        )
    return ion
