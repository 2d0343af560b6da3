"""Study files: what a screen asks, as TOML checked key by key."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from stabwin.analysis import settings
from stabwin.analysis.air.lines import PRODUCTS_BAR
from stabwin.analysis.coatings.filters import Filters
from stabwin.analysis.uncertainty.error_model import (
    FEWEST_SAMPLES,
    MOST_SAMPLES,
    ErrorModel,
)
from stabwin.errors import RequestError
from stabwin.reading import _UnreadableError, file_bytes
from stabwin.screening.study_errors import study_error
from stabwin.screening.study_fields import Fraction, Limit, State, Voltage, number, optional_number
from stabwin.thermo.gibbs.nodes import HIGHEST_K, LOWEST_K, Temperature
from stabwin.thermo.gibbs.polynomials import STANDARD_TEMPERATURE_K

_MOST_BYTES = 10_000_000  # long lists of targets stand in tables

# Results go to a folder of the study's name, which has to be one on every system.
_LONGEST_NAME = 200
_NAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_.-]{{0,{_LONGEST_NAME - 1}}}")
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}


class _Section(BaseModel):
    # TOML has types of its own: nothing is guessed from text, and no number is nan or inf.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class PhasesSection(_Section):
    """Which phases: ``source`` (starter, store, a path), ``scheme``, ``exclude``, ``database_version``.

    ``include``: phases to take back that the scheme ``measured`` leaves out. ``complete``: own phases are
    complete, even without compounds that are known. ``temperature_k``: of the Gibbs energies, or "none".
    """

    source: str | None = None
    scheme: str | None = None
    exclude: list[str] = []
    include: list[str] = []
    database_version: str | None = None
    complete: bool = False
    temperature_k: float | Literal["none"] | None = None


class TargetsSection(_Section):
    """Windows or profiles of some targets."""

    targets: list[str] = Field(min_length=1)
    voltage_v: float | None = Field(default=None, ge=0)
    open_ev: dict[str, float] = {}
    gases_bar: dict[str, float] = {}
    ion_tolerance: float = number(settings.ION_TOLERANCE)
    energy_tolerance_ev_per_atom: float = number(settings.ENERGY_TOLERANCE)


class InterfacesSection(_Section):
    """Contacts of every A with every B: closed, and at voltages or over a range."""

    a: list[str] = Field(min_length=1)
    b: list[str] = Field(min_length=1)
    state: State = "discharged"
    closed: bool = True
    voltages_v: list[Voltage] = []
    voltage_range_v: Annotated[tuple[Voltage, Voltage], Field(strict=False)] | None = None
    threshold_ev: float = number(settings.THRESHOLD)
    open_ev: dict[str, float] = {}
    gases_bar: dict[str, float] = {}

    @model_validator(mode="after")
    def _asks_something(self) -> InterfacesSection:
        if not (self.closed or self.voltages_v or self.voltage_range_v):
            raise ValueError("nothing is asked: set closed, voltages_v or voltage_range_v")
        if self.voltage_range_v and self.voltage_range_v[0] > self.voltage_range_v[1]:
            low, high = self.voltage_range_v
            raise ValueError(f"voltage_range_v runs from {low:g} down to {high:g} V: the lower comes first")
        return self


class HeatingSection(_Section):
    """Materials, or mixtures of every A with every B, as they are heated."""

    a: list[str] = Field(min_length=1)
    b: list[str] = []
    state: State = "discharged"
    mass_fraction_a: Fraction = settings.MASS_FRACTION_A.default
    temperatures_k: Annotated[tuple[float, float], Field(strict=False)] = (LOWEST_K, HIGHEST_K)
    gases_bar: dict[str, float] = {}


class AirSection(_Section):
    """What humid air, carbon dioxide and oxygen do to some targets."""

    targets: list[str] = Field(min_length=1)
    products_bar: dict[str, float] = {**PRODUCTS_BAR}


class FiltersSection(_Section):
    """Limits of a coating; a filter is switched off with ``false``."""

    no_radioactive: bool = True
    band_gap_above_ev: Limit = settings.BAND_GAP_ABOVE.default
    energy_above_hull_below_ev_per_atom: Limit = settings.ENERGY_ABOVE_HULL_BELOW.default
    reduction_limit_below_v: Limit = settings.REDUCTION_LIMIT_BELOW.default
    oxidation_limit_above_v: Limit = settings.OXIDATION_LIMIT_ABOVE.default
    electrolyte_contact_below_ev_per_atom: float | Literal[False] = (
        settings.ELECTROLYTE_CONTACT_BELOW.default
    )
    electrode_contact_below_ev_per_atom: Limit = settings.ELECTRODE_CONTACT_BELOW.default

    @model_validator(mode="after")
    def _window_is_open(self) -> FiltersSection:
        low, high = self.reduction_limit_below_v, self.oxidation_limit_above_v
        if low is not False and high is not False and low > high:
            raise ValueError(
                f"reduction_limit_below_v {low:g} lies above oxidation_limit_above_v {high:g}: these "
                "limits contradict each other"
            )
        return self

    def to_filters(self) -> Filters:
        """The limits as the ranking takes them."""
        values: dict[str, Any] = {name: None if value is False else value for name, value in self}
        return Filters(**{**values, "no_radioactive": self.no_radioactive})


class CoatingsSection(_Section):
    """A ranking of layers between one or more electrolytes and one or more electrodes."""

    electrolytes: list[str] = Field(min_length=1)
    electrodes: list[str] = Field(min_length=1)
    candidates: list[str] = Field(min_length=1)
    state: State = "both"
    voltages_v: list[Voltage] | Literal["electrode"] = "electrode"
    window: Literal["limits", "electrode"] = "limits"
    filters: FiltersSection = FiltersSection()
    top: int = number(settings.TOP)
    layers: Literal[1, 2] = 1
    gases_bar: dict[str, float] = {}


class UncertaintySection(_Section):
    """Samples of the phases' errors, for error bars and probabilities of every number."""

    samples: int = Field(ge=FEWEST_SAMPLES, le=MOST_SAMPLES)
    sigma_ev_per_atom: float | None = optional_number(settings.SIGMA)
    seed: int = number(settings.SEED)
    shared_errors: bool = True


class Study(_Section):
    """A whole study, as a study file holds it.

    Its keys are ``name`` (default: that of the file), ``question`` (in words) and ``ion``; the sections
    ``phases`` and ``uncertainty``; and at least one of ``windows``, ``profiles``, ``interfaces``,
    ``heating``, ``air`` and ``coatings``. The page *Study files* of the documentation lists the keys of
    each section.
    """

    name: str
    question: str = ""
    ion: str | None = None
    phases: PhasesSection = PhasesSection()
    windows: TargetsSection | None = None
    profiles: TargetsSection | None = None
    interfaces: InterfacesSection | None = None
    heating: HeatingSection | None = None
    air: AirSection | None = None
    coatings: CoatingsSection | None = None
    uncertainty: UncertaintySection | None = None

    @field_validator("name")
    @classmethod
    def _names_a_folder(cls, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ValueError(
                f"{name[:_LONGEST_NAME]!r} can't name a folder: write letters, digits and _ . -, at most "
                f"{_LONGEST_NAME}, a letter or a digit first"
            )
        if name.partition(".")[0].upper() in _DEVICES:
            raise ValueError(f"{name!r} is a device on Windows: choose another name")
        return name

    @model_validator(mode="after")
    def _asks_something(self) -> Study:
        if not any((self.windows, self.profiles, self.interfaces, self.heating, self.air, self.coatings)):
            raise ValueError(
                "a study needs one of [windows], [profiles], [interfaces], [heating], [air], [coatings]"
            )
        if self.heating is not None and self.phases.temperature_k not in (None, STANDARD_TEMPERATURE_K):
            raise ValueError(
                "heating goes through all temperatures: leave temperature_k of [phases] out, and ask for "
                "what holds at one temperature in a study of its own"
            )
        return self

    @property
    def temperature_k(self) -> Temperature:
        """That of its phases; 298.15 K where gases are given, or something is heated or lies in air."""
        asked = (self.windows, self.profiles, self.interfaces, self.coatings)
        has_gases = any(section is not None and section.gases_bar for section in asked)
        is_cold = has_gases or self.heating is not None or self.air is not None
        return self.phases.temperature_k or (STANDARD_TEMPERATURE_K if is_cold else None)

    def with_uncertainty(self, model: ErrorModel) -> Study:
        """The study with samples of the phases' errors."""
        return self.model_copy(update={"uncertainty": UncertaintySection(**model.to_dict())})


def read_study(path: Path) -> Study:
    """Read a study file.

    Raises
    ------
    RequestError
        The file is missing or not TOML, or a key is unknown or has a wrong value; the sentence names it.
    """
    try:
        content = file_bytes(path, _MOST_BYTES)
    except _UnreadableError as error:
        is_piped = str(path) == "-" or "pipe" in str(error)
        hint = ": it must be a file, from whose folder the paths in it start" if is_piped else ""
        raise RequestError(f"The study {path} can't be read ({error}){hint}.") from error
    try:
        plain = tomllib.loads(content.decode())
    except UnicodeDecodeError as error:
        raise RequestError(f"The study {path} is not text in UTF-8: save it as such.") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RequestError(f"The study {path} is not valid TOML: {error}.") from error
    plain.setdefault("name", path.stem)
    return make_study(plain, str(path))


def make_study(plain: dict[str, Any], source: str = "the study") -> Study:
    """A study from plain values (RequestError names the first key that is wrong)."""
    try:
        return Study(**plain)
    except ValidationError as error:
        key, what = study_error(error, _known_keys())
        raise RequestError(f"{source}, {key}: {what}.", key=key) from error


def _known_keys() -> dict[str, list[str]]:
    """The keys of each section, by its key; those of the study itself by ""."""
    sections: dict[str, type[BaseModel]] = {
        "": Study,
        "phases": PhasesSection,
        "windows": TargetsSection,
        "profiles": TargetsSection,
        "interfaces": InterfacesSection,
        "heating": HeatingSection,
        "air": AirSection,
        "coatings": CoatingsSection,
        "coatings.filters": FiltersSection,
        "uncertainty": UncertaintySection,
    }
    return {name: list(section.model_fields) for name, section in sections.items()}


def template_names() -> list[str]:
    """The studies that ship with the package."""
    return sorted(
        path.name.removesuffix(".toml") for path in _templates().iterdir() if path.suffix == ".toml"
    )


def read_template(name: str) -> Study:
    """A study that ships with the package (RequestError if there is none of that name)."""
    path = _templates() / f"{name}.toml"
    if not path.is_file():
        raise RequestError(f"There is no study {name!r}: there are {', '.join(template_names())}.")
    return read_study(path)


def _templates() -> Path:
    """The studies in the package; in a checkout, its folder of workflows."""
    inside = Path(str(resources.files("stabwin.data").joinpath("studies")))
    return inside if inside.is_dir() else Path(__file__).resolve().parents[2] / "workflows"
