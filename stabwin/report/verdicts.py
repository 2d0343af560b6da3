"""Verdicts: one short phrase for what the numbers say, the same words wherever they are told.

Every phrase begins with one of `WORDS`, which defines it; what follows a colon or a number is detail.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from stabwin.analysis.interphase import INSULATING, MIXED_CONDUCTING, NEARLY_STABLE, STABLE, Interphase
from stabwin.hull import tolerances

GOOD, FAIR, BAD, UNKNOWN = "good", "fair", "bad", "unknown"

WORDS = {
    "stable against": "The reduction limit is 0 V, or the contact with the ion's metal releases nothing: "
    "the material takes nothing up from the metal.",
    "stable from": "Between these two voltages the equilibrium at the material's composition neither takes "
    "up nor gives off ions. Above the hull the window is that of the phases it decomposes into.",
    "stable above": "There is no oxidation limit: the material has no ions to give off.",
    "stable at": "The voltage asked for lies inside the window.",
    "no window": "The two limits coincide: the composition is a mixture of the equilibria below and above.",
    "reduced at": "The voltage asked for lies below the reduction limit: ions are taken up.",
    "oxidised at": "The voltage asked for lies above the oxidation limit: ions are given off.",
    "stable over": "The window covers the whole range of the electrode.",
    "reduced within": "The range of the electrode reaches below the reduction limit.",
    "oxidised within": "The range of the electrode reaches above the oxidation limit.",
    "no reaction": "The contact adds nothing to what each side does on its own.",
    "within the limit": "The contact reacts, and releases no more than the study's limit.",
    "reacts": "The contact releases more than the study's limit.",
    "reacts with": "The contact with the ion's metal, an unlimited reservoir at 0 V, releases energy.",
    "no coating needed": "The bare contact of electrolyte and electrode keeps the limit of a coating's "
    "contact, at every state of charge asked for.",
    "coating needed": "The bare contact of electrolyte and electrode exceeds that limit.",
    "passes": "Every filter of the study is passed.",
    "fails": "At least one filter is not passed; those that are not follow.",
    "no interphase": "Nothing forms.",
    "nearly stable": "What forms releases no more than the threshold of a contact.",
    "insulating interphase": "Every product blocks electrons: what forms can protect what is below.",
    "mixed-conducting interphase": "Products that conduct electrons may connect: it keeps growing.",
    "interphase of unknown gap": "The band gap of a product that may connect is not known.",
    "undecided at this accuracy": "The error bar (5 to 95 % of the samples) spans what decides: the "
    "energies of the phases are not known well enough to say.",
    "no answer": "The phases are not complete for these elements, or the request failed: see the reason.",
}


# A share of the samples up to which something is not ruled out, and from which it is certain: the ends of
# the error bars.
_LEAST, CERTAIN = 0.05, 0.95


class Verdict(NamedTuple):
    """A phrase, and whether it is good news.

    Attributes
    ----------
    text : str
    tone : str
        "good", "fair", "bad" or "unknown".
    """

    text: str
    tone: str


NO_ANSWER = Verdict("no answer", UNKNOWN)

# The ends of an error bar.
Bar = tuple[float, float]


def _either(low: Verdict, high: Verdict) -> Verdict | None:
    """Undecided, if the two ends of an error bar give different verdicts."""
    if low.text == high.text:
        return None
    return Verdict(f"undecided at this accuracy: {low.text} or {high.text}", UNKNOWN)


def window_verdict(
    reduction_limit_v: float, oxidation_limit_v: float | None, ion: str, reduction_bar: Bar | None = None
) -> Verdict:
    """What a window says of its target.

    Parameters
    ----------
    reduction_limit_v : float
    oxidation_limit_v : float or None
    ion : str
    reduction_bar : (float, float), optional
        Error bar of the reduction limit.

    Examples
    --------
    >>> window_verdict(1.7207, 2.1432, "Li").text
    'stable from 1.721 to 2.143 V'
    >>> window_verdict(0.0, 2.9, "Li").text
    'stable against Li, up to 2.900 V'
    """
    low, high = reduction_limit_v, oxidation_limit_v
    if reduction_bar is not None and reduction_bar[0] <= 0 < reduction_bar[1]:
        below = f"stable against {ion} or above {reduction_bar[1]:.3f} V only"
        return Verdict(f"undecided at this accuracy: {below}", UNKNOWN)
    if high is not None and high - low < tolerances.VOLTAGE:
        return Verdict(f"no window: both limits at {low:.3f} V", BAD)
    if low <= 0:
        end = "" if high is None else f", up to {high:.3f} V"
        return Verdict(f"stable against {ion}{end}", GOOD)
    if high is None:
        return Verdict(f"stable above {low:.3f} V", FAIR)
    return Verdict(f"stable from {low:.3f} to {high:.3f} V", FAIR)


def voltage_verdict(voltage_v: float, reduction_limit_v: float, oxidation_limit_v: float | None) -> Verdict:
    """What a window says of one voltage.

    Examples
    --------
    >>> voltage_verdict(3.0, 1.7, 2.1)
    Verdict(text='oxidised at 3 V', tone='bad')
    """
    if voltage_v < reduction_limit_v:
        return Verdict(f"reduced at {voltage_v:g} V", BAD)
    if oxidation_limit_v is not None and voltage_v > oxidation_limit_v:
        return Verdict(f"oxidised at {voltage_v:g} V", BAD)
    return Verdict(f"stable at {voltage_v:g} V", GOOD)


def exchange_verdict(voltage_v: float, ions: float) -> Verdict:
    """What the ions that are taken up (given off: negative) at a voltage say.

    Examples
    --------
    >>> exchange_verdict(0.0, 10.0).text
    'reduced at 0 V'
    """
    word = "reduced at" if ions > 0 else "oxidised at" if ions < 0 else "stable at"
    return Verdict(f"{word} {voltage_v:g} V", BAD if ions else GOOD)


def range_verdict(
    range_v: tuple[float, float],
    reduction_limit_v: float,
    oxidation_limit_v: float | None,
    probability_covers: float | None = None,
) -> Verdict:
    """What a window says of the range of an electrode.

    Parameters
    ----------
    range_v : (float, float)
    reduction_limit_v : float
    oxidation_limit_v : float or None
    probability_covers : float, optional
        The share of samples in which the window covers the range.

    Examples
    --------
    >>> range_verdict((3.0, 4.3), 1.7, 3.8)
    Verdict(text='oxidised within 3 to 4.3 V', tone='bad')
    """
    low, high = range_v
    span = f"{low:g} to {high:g} V"
    if probability_covers is not None and _LEAST <= probability_covers <= CERTAIN:
        said = f"covers {span} with {100 * probability_covers:.0f} %"
        return Verdict(f"undecided at this accuracy: {said}", UNKNOWN)
    if oxidation_limit_v is not None and high > oxidation_limit_v:
        return Verdict(f"oxidised within {span}", BAD)
    if low < reduction_limit_v:
        return Verdict(f"reduced within {span}", BAD)
    return Verdict(f"stable over {span}", GOOD)


def contact_verdict(
    mutual_ev: float | None, limit_ev: float | None, metal: str | None = None, bar: Bar | None = None
) -> Verdict:
    """What the mutual energy of a contact says.

    Parameters
    ----------
    mutual_ev : float or None
        <= 0, in the unit of the limit; None where there is no answer.
    limit_ev : float or None
        Largest magnitude that counts as harmless; None where there is no limit.
    metal : str, optional
        The ion, where one side is its metal.
    bar : (float, float), optional
        Error bar of the mutual energy.

    Examples
    --------
    >>> contact_verdict(-0.03, 0.05).text
    'within the limit'
    >>> contact_verdict(-0.03, 0.05, "Li").text
    'reacts with Li'
    >>> contact_verdict(-0.03, 0.05, bar=(-0.07, -0.01)).text
    'undecided at this accuracy: reacts or within the limit'
    """
    if mutual_ev is None:
        return NO_ANSWER
    if bar is not None:
        ends = [contact_verdict(end, limit_ev, metal) for end in bar]
        if undecided := _either(*ends):
            return undecided
    if mutual_ev >= 0:
        return Verdict(f"stable against {metal}" if metal else "no reaction", GOOD)
    harmless = limit_ev is not None and -mutual_ev <= limit_ev
    if metal:
        return Verdict(f"reacts with {metal}", FAIR if harmless else BAD)
    return Verdict("within the limit", FAIR) if harmless else Verdict("reacts", BAD)


def bare_verdict(mutual_ev: float | None, limit_ev: float | None) -> Verdict:
    """Whether electrolyte and electrode need a layer between them."""
    found = contact_verdict(mutual_ev, limit_ev)
    if found == NO_ANSWER:
        return found
    return Verdict("coating needed", BAD) if found.tone == BAD else Verdict("no coating needed", GOOD)


def interphase_verdict(found: Interphase) -> Verdict:
    """What the character of an interphase says.

    Examples
    --------
    >>> from stabwin import interface
    >>> interphase_verdict(interface("LGPS", "Li", phases="starter").interphase).text
    'mixed-conducting interphase: Li15Ge4'
    """
    if found.character == STABLE:
        return Verdict("no interphase", GOOD)
    if found.character == NEARLY_STABLE:
        return Verdict("nearly stable", GOOD)
    if found.character == INSULATING:
        return Verdict("insulating interphase", FAIR)
    if found.character == MIXED_CONDUCTING:
        return Verdict(f"mixed-conducting interphase: {', '.join(found.conducting)}", BAD)
    return Verdict(f"interphase of unknown gap: {', '.join(found.without_gap)}", UNKNOWN)


def layer_verdict(
    failed: Iterable[str], *, pareto: bool = False, probability_passes: float | None = None
) -> Verdict:
    """What the filters say of a layer.

    Parameters
    ----------
    failed : iterable of str
        Names of the filters that it does not pass.
    pareto : bool
        Whether no other layer that passes is at least as good in every respect.
    probability_passes : float, optional
        The share of samples in which it passes every filter.

    Examples
    --------
    >>> layer_verdict(["oxidation_limit", "no_radioactive"]).text
    'fails: oxidation limit, radioactive'
    >>> layer_verdict([], probability_passes=0.48).text
    'undecided at this accuracy'
    """
    names = ", ".join(name.removeprefix("no_").replace("_", " ") for name in failed)
    if probability_passes is not None and _LEAST <= probability_passes <= CERTAIN:
        nominal = f": nominally fails {names}" if names else ""
        return Verdict(f"undecided at this accuracy{nominal}", UNKNOWN)
    if names:
        return Verdict(f"fails: {names}", BAD)
    return Verdict("passes, Pareto-optimal" if pareto else "passes", GOOD)
