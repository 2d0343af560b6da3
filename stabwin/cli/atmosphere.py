"""The options of the gases around a material."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from stabwin.errors import RequestError

if TYPE_CHECKING:
    from stabwin.thermo.gibbs.nodes import Temperature


@dataclass(frozen=True, kw_only=True)
class AtmosphereOptions:
    """The gases around a material."""

    gas: Annotated[
        list[str] | None,
        typer.Option(
            help="Partial pressures of gases in bar, such as O2=0.21,H2O=0.02 (can be repeated).",
            metavar="GAS=P",
            show_default=False,
        ),
    ] = None
    atmosphere: Annotated[
        str | None,
        typer.Option(
            help="air (50 % relative humidity at 25 C), dry-air, oxygen, argon; nitrogen is inert.",
            metavar="NAME",
            show_default=False,
        ),
    ] = None
    humidity: Annotated[
        float | None,
        typer.Option(help="Relative humidity, 0 to 1.", metavar="H", show_default=False),
    ] = None
    dew_point: Annotated[
        float | None,
        typer.Option(
            help="Dew point of the water vapour in C; below 0 the frost point.",
            metavar="C",
            show_default=False,
        ),
    ] = None

    def gases_bar(self, temperature_k: Temperature) -> dict[str, float]:
        """The partial pressures; none without a gas.

        Raises
        ------
        RequestError
            An option has another form, or a gas is given twice.
        """
        given = (self.gas, self.atmosphere, self.humidity, self.dew_point)
        if all(one is None for one in given):
            return {}
        from stabwin.cli.reading import parse_gases
        from stabwin.thermo.gibbs.atmosphere import named_atmosphere
        from stabwin.thermo.gibbs.nodes import ENTHALPIES
        from stabwin.thermo.gibbs.polynomials import STANDARD_TEMPERATURE_K

        found = named_atmosphere(
            self.atmosphere or "",
            STANDARD_TEMPERATURE_K if temperature_k in (None, ENTHALPIES) else temperature_k,
            self.humidity,
            self.dew_point,
        )
        for name, pressure_bar in parse_gases(self.gas).items():
            if name in found:
                raise RequestError(f"The pressure of {name} is given twice: give it once.")
            found[name] = pressure_bar
        return found
