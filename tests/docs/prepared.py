"""What a reader of a page has beforehand: files of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from monty.serialization import dumpfn

import stabwin


def own_calculations(folder: Path) -> None:
    """Li-P-S as pymatgen entries, as tables, and one phase of Li-Fe-P-O."""
    rows = stabwin.load_phases("starter").to_dataframe()
    ours = rows[rows["formula"].str.fullmatch(r"(?:(?:Li|P|S)\d*|[()]\d*)+")]
    table = ours[["formula", "formation_energy_ev_per_atom"]].to_csv(index=False)
    (folder / "my_phases.csv").write_text(table)
    (folder / "my_folder").mkdir()
    (folder / "my_folder" / "phases.csv").write_text(table)
    entries = stabwin.load_phases(folder / "my_phases.csv").to_entries()
    dumpfn(entries, folder / "my_entries.json.gz")
    (folder / "my_calculations.csv").write_text("formula,energy_ev_per_atom\nLiFePO4,-7.4\n")


PREPARED: dict[str, Callable[[Path], None]] = {"docs/getting-data.md": own_calculations}
