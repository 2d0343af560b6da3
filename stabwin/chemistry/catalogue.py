"""The catalogue: names of battery materials, and what they stand for."""

from __future__ import annotations

import contextlib
import csv
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Annotated, ClassVar, NoReturn

from stabwin.chemistry.abbreviations import check_abbreviation, check_case
from stabwin.chemistry.elements import ATOMIC_NUMBER
from stabwin.chemistry.formula import Formula, parse
from stabwin.chemistry.formula_signs import seen_text
from stabwin.chemistry.name_search import folded, nearest_name
from stabwin.chemistry.slips import check_slips
from stabwin.documents.document import Document
from stabwin.documents.parts import EMPTY_AS_NULL
from stabwin.errors import FormulaError, NotComputableError, RequestError


@dataclass(frozen=True, kw_only=True, repr=False)
class Material(Document):
    """One row of the catalogue.

    Attributes
    ----------
    name : str
    aliases : tuple of str
    formula : str
        Empty where the material has none.
    role : str
        electrolyte, cathode, anode, coating, interlayer, additive, product or atmosphere.
    family : str
    ion : str or None
        The mobile ion; None for atmospheres.
    why_not : str
        Why no phase equilibrium can be computed; empty where one can.
    representative : bool
        Whether the composition is the field's usual choice for a name that leaves it open.
    charged_formula : str
        A cathode's usual charged composition; empty for other materials.
    voltage_range_v : (float, float) or None
        The voltages a cathode usually works between.
    potential_v : float or None
        The potential of an anode.
    """

    name: str
    aliases: tuple[str, ...]
    formula: Annotated[str, EMPTY_AS_NULL]
    role: str
    family: str
    ion: str | None
    why_not: Annotated[str, EMPTY_AS_NULL]
    representative: bool
    charged_formula: Annotated[str, EMPTY_AS_NULL] = ""
    voltage_range_v: tuple[float, float] | None = None
    potential_v: float | None = None

    document_keys: ClassVar[tuple[str, ...]] = (
        *("name", "aliases", "formula", "role", "family", "ion", "evaluable", "why_not"),
        *("representative", "charged_formula", "voltage_range_v", "potential_v"),
    )

    def __repr__(self) -> str:
        return f"Material({self.name!r}: {self.formula or 'no formula'}, {self.role})"

    @property
    def evaluable(self) -> bool:
        """Whether a phase equilibrium can be computed."""
        return not self.why_not


@cache
def materials() -> tuple[Material, ...]:
    """Every material of the catalogue, in its order."""
    states = {row["name"]: row for row in _facts("cathode_states.csv")}
    anodes = {row["name"]: float(row["voltage_v"]) for row in _facts("anode_potentials.csv")}
    return tuple(
        Material(
            name=row["name"],
            aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
            formula=row["formula"],
            role=row["role"],
            family=row["family"],
            ion=None if row["ion"] == "-" else row["ion"],
            why_not="" if row["evaluable"] == "yes" else row["why_not"],
            representative=row["representative"] == "yes",
            charged_formula=state["charged_formula"] if state else "",
            voltage_range_v=(float(state["voltage_low_v"]), float(state["voltage_high_v"]))
            if state
            else None,
            potential_v=anodes.get(row["name"]),
        )
        for row in _facts("systems.csv")
        for state in (states.get(row["name"]),)
    )


def _facts(name: str) -> list[dict[str, str]]:
    folder = resources.files("stabwin.data").joinpath("catalogue")
    return list(csv.DictReader(folder.joinpath(name).read_text("utf-8").splitlines()))


def find(name: str) -> Material | None:
    """The material of a name or alias, exact or in any case; None if there is none."""
    exact = _by_name().get(name)
    if exact is not None:
        return exact
    name = seen_text(name)
    return _by_name().get(name) or _by_folded_name().get(name.casefold())


def names() -> tuple[str, ...]:
    """Every name and alias."""
    return tuple(_by_name())


def catalogue(
    role: str | None = None, family: str | None = None, search: str | None = None
) -> tuple[Material, ...]:
    """The materials of a role and a family (in any case), and with a text in their names.

    Parameters
    ----------
    role, family : str, optional
        Default: all of them.
    search : str, optional
        What a name, an alias, the formula, the role or the family must hold, whatever the case and the
        signs between letters; a formula of the same composition; or an element that it must hold.

    Returns
    -------
    tuple of Material
        In the order of the catalogue.

    Raises
    ------
    RequestError
        The catalogue has no such role or family, or nothing of the text.
    """
    chosen = materials()
    for what, wanted, known in (
        ("role", role, {material.role for material in chosen}),
        ("family", family, {material.family for material in chosen}),
    ):
        if wanted is not None and wanted.casefold() not in {name.casefold() for name in known}:
            raise RequestError(
                f"The catalogue has no {what} {wanted!r}: it has {', '.join(sorted(known))}.",
                **{what: wanted},
            )
    chosen = tuple(
        material
        for material in chosen
        if (role is None or material.role.casefold() == role.casefold())
        and (family is None or material.family.casefold() == family.casefold())
    )
    return chosen if search is None else _searched(chosen, search)


def _searched(chosen: tuple[Material, ...], search: str) -> tuple[Material, ...]:
    if search in ATOMIC_NUMBER:  # Na is sodium, and not every name with these letters
        return tuple(m for m in chosen if search in _elements_of(m)) or _nothing(search)
    wanted, key = folded(search), None
    with contextlib.suppress(FormulaError):
        key = parse(seen_text(search)).key
    found = tuple(
        material
        for material in chosen
        if (wanted and any(wanted in folded(text) for text in _texts(material)))
        or (key and material.formula and parse(material.formula).key == key)
    )
    return found or _nothing(search)


def _nothing(search: str) -> NoReturn:
    near = nearest_name(search, names())
    hint = f" (did you mean {near}?)" if near else ""
    raise RequestError(
        f"The catalogue has nothing with {search!r}{hint}: stabwin catalogue lists all of it.",
        search=search,
    )


def _elements_of(material: Material) -> frozenset[str]:
    """The elements of a material, or its ion where it has no formula."""
    if not material.formula:
        return frozenset(filter(None, [material.ion]))
    return frozenset(parse(material.formula).elements)


def _texts(material: Material) -> tuple[str, ...]:
    return (material.name, *material.aliases, material.formula, material.role, material.family)


@cache
def _by_name() -> dict[str, Material]:
    names = {material.name: material for material in materials()}
    for material in materials():
        for alias in material.aliases:
            names.setdefault(alias, material)
    return names


@cache
def _by_folded_name() -> dict[str, Material]:
    names: dict[str, Material] = {}
    for name, material in _by_name().items():
        names.setdefault(name.casefold(), material)
    return names


@lru_cache(maxsize=20_000)
def resolve(text: str) -> tuple[Formula, Material | None]:
    """What a user's text stands for.

    An exact name or alias comes first, then a formula, then a name or alias in any case. A name that
    is itself a way to write the material's formula keeps the amounts as written.

    Returns
    -------
    formula : Formula
    material : Material or None
        None if the text is a formula and not a name in the catalogue.

    Raises
    ------
    FormulaError
        The text is neither.
    NotComputableError
        The material has no composition that a phase equilibrium could use.

    Examples
    --------
    >>> resolve("LGPS")[0].reduced
    'Li10Ge(PS6)2'
    """
    name = seen_text(text)
    material = _by_name().get(name)
    if material is not None:
        return _formula_of(material, name), material
    try:
        formula = parse(name)
    except FormulaError as error:
        material = _by_folded_name().get(name.casefold())
        if material is not None:
            return _formula_of(material, name), material
        if not name:
            raise
        near = nearest_name(name, _by_name())
        hint = f"did you mean {near}? See" if near else "see"
        raise FormulaError(
            f"{error.message} Nor is it a name in the catalogue ({hint}: stabwin catalogue).",
            formula=text,
        ) from error
    check_slips(name, formula.amounts)
    check_abbreviation(name, len(formula.elements))
    other = _by_folded_name().get(name.casefold())
    if other is not None and (not other.formula or parse(other.formula).key != formula.key):
        check_case(name, len(formula.elements), other.name, other.formula)
    return formula, None


def is_formula(text: str, material: Material) -> bool:
    """Whether a text is the formula of a material, and not one of its names.

    Where the catalogue has no other name (LiNiO2), the formula is the name.
    """
    if text.strip() == material.name or material.why_not:
        return False
    try:
        return parse(text.strip()).key == parse(material.formula).key
    except FormulaError:
        return False


def _formula_of(material: Material, written: str) -> Formula:
    if material.why_not:
        raise NotComputableError(
            f"{material.name} can't be computed: {material.why_not}.", name=material.name
        )
    formula = parse(material.formula)
    try:
        as_written = parse(written)
    except FormulaError:
        return formula
    # Of a mixture in percent (75Li2S-25P2S5) no one means a formula unit of 400 atoms.
    return as_written if as_written.key == formula.key and "-" not in written else formula
