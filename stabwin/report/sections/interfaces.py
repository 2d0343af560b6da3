"""Contacts as tables for the terminal."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from stabwin.analysis.interfaces.interface import Interface
from stabwin.analysis.interfaces.kinks import Kink, Minimum
from stabwin.analysis.interfaces.matrix import InterfaceMatrix
from stabwin.analysis.interfaces.voltage_range import VoltageRange
from stabwin.analysis.interphase import Interphase
from stabwin.analysis.reaction import write_products
from stabwin.analysis.results import Failure
from stabwin.report.sections.targets import energy, plain_table, volts
from stabwin.report.verdicts import interphase_verdict


def interface_tables(matrix: InterfaceMatrix) -> list[Table]:
    """One pair in full, or a matrix of pairs."""
    answered = matrix.answered
    if len(matrix.results) > len({result.state for result in answered}) or not answered:
        followed = [worst_table(matrix)] if any(result.range for result in answered) else []
        return [matrix_table(matrix), *followed, reactions_table(matrix)]
    return [table for result in answered for table in _in_full(result)]


def _in_full(result: Interface) -> list[Table]:
    tables = [minima_table(result)]
    if result.kinks:
        tables.append(kinks_table(result.kinks))
    if result.limited_metal is not None:
        limited = kinks_table(result.limited_metal.kinks)
        limited.title = f"With a limited amount of {result.ion} metal"
        limited.title_justify = "left"
        tables.append(limited)
    if result.range is not None:
        tables.append(range_table(result.range))
    return tables


def minima_table(result: Interface) -> Table:
    """Mutual and total minimum of one pair, and what each side does on its own."""
    per_nonion, fraction = f"eV per non-{result.ion} atom", f"fraction of {result.a}"
    table = plain_table(per_nonion, fraction)
    state = f", {result.state}" if result.state else ""
    where = "closed" if result.voltage_v is None else f"at {volts(result.voltage_v)} V"
    table.title = f"{result.a} | {result.b}{state}: {where}"
    table.title_justify = "left"
    for head in ("", "eV/atom", per_nonion, fraction, "products"):
        table.add_column(head, justify="left" if head in ("", "products") else "right")
    for name, minimum in (("mutual", result.mutual), ("total", result.total)):
        if minimum is not None:
            table.add_row(Text(name, style="bold"), *_minimum(minimum, result))
    for name, value in ((result.a, result.self_a_ev_per_atom), (result.b, result.self_b_ev_per_atom)):
        table.add_row(f"{name} alone", energy(value), "", "", "")
    if result.interphase is not None:
        table.caption = _what_forms(result, result.interphase)
        table.caption_justify = "left"
    return table


def _what_forms(result: Interface, found: Interphase) -> str:
    """The character of the interphase, and its products that matter."""
    where = "" if result.range is None else f" at {volts(result.range.worst_voltage_v)} V"
    lines = [f"what forms{where}: {interphase_verdict(found).text}"]
    active = [product.formula for product in found.products if product.redox_active]
    for what, formulas in (("may conduct ions", found.ion_conducting), ("redox-active", active)):
        if formulas:
            lines.append(f"{what}: {', '.join(formulas)}")
    return "\n".join(lines)


def _minimum(minimum: Minimum, result: Interface) -> list[str]:
    if minimum.reaction is None:
        return [energy(0.0), energy(0.0), "", "no reaction"]
    products = write_products(minimum.products)
    if minimum.at_endpoint:
        alone = result.a if minimum.at_endpoint == "a" else result.b
        products = f"{alone} on its own: {products}"
    fraction = "unlimited" if minimum.fraction_a is None else f"{minimum.fraction_a:.4f}"
    return [energy(minimum.ev_per_atom), energy(minimum.ev_per_nonion_atom), fraction, products]


def kinks_table(kinks: tuple[Kink, ...]) -> Table:
    """Every kink of a contact."""
    table = plain_table()
    table.add_column("fraction", justify="right")
    table.add_column("mutual\n(eV/atom)", justify="right")
    table.add_column("total\n(eV/atom)", justify="right")
    table.add_column("reaction")
    for kink in kinks:
        table.add_row(
            f"{kink.fraction_a:.4f}",
            energy(kink.mutual_ev_per_atom),
            energy(kink.total_ev_per_atom),
            kink.reaction,
        )
    return table


def range_table(found: VoltageRange) -> Table:
    """A contact over a range of voltages."""
    table = plain_table()
    table.title = (
        f"{volts(found.low_v)} to {volts(found.high_v)} V: worst at {volts(found.worst_voltage_v)} V "
        f"with {energy(found.worst.ev_per_nonion_atom)} eV per non-ion atom "
        f"({energy(found.worst.ev_per_atom)} eV/atom)"
    )
    table.title_justify = "left"
    stable = ", ".join(f"{volts(low)} to {volts(high)}" for low, high in found.stable_ranges_v)
    products = write_products(found.worst.products)
    table.caption = f"under the threshold: {stable or 'nowhere'}{' V' if stable else ''}"
    if products:
        table.caption += f"\nat {volts(found.worst_voltage_v)} V: {products}"
    table.caption_justify = "left"
    table.add_column("voltage (V)", justify="right")
    table.add_column("mutual (eV/atom)", justify="right")
    table.add_column("mutual (eV per non-ion atom)", justify="right")
    for point in found.points:
        table.add_row(
            volts(point.voltage_v),
            energy(point.mutual_ev_per_atom),
            energy(point.mutual_ev_per_nonion_atom),
        )
    return table


def matrix_table(matrix: InterfaceMatrix) -> Table:
    """Mutual energies: a row for each A, a column for each B."""
    table = plain_table()
    table.title = "Mutual reaction energy (eV/atom)"
    table.title_justify = "left"
    cells: dict[str, dict[str, str]] = {}
    for result in matrix.results:
        side = str(result.to_rows()[0]["a"])
        cells.setdefault(side, {})[matrix.column_of(result)] = _cell(result)
    columns = list(dict.fromkeys(column for row in cells.values() for column in row))
    table.add_column("")
    for column in columns:
        table.add_column(column, justify="right")
    for side, row in cells.items():
        table.add_row(Text(side, style="bold"), *(row.get(column, "") for column in columns))
    return table


def _cell(result: Interface | Failure) -> str:
    if isinstance(result, Failure):
        return "failed"
    if result.mutual is None:
        return "no data"
    return energy(result.mutual.ev_per_atom)


def worst_table(matrix: InterfaceMatrix) -> Table:
    """Over a range of voltages, the worst of every pair and its products, the strongest first."""
    table = plain_table()
    table.title = "Worst in the range of voltages"
    table.title_justify = "left"
    table.add_column("contact")
    table.add_column("at (V)", justify="right")
    table.add_column("eV per\nnon-ion atom", justify="right")
    table.add_column("products")
    followed = [(result, result.range) for result in matrix.answered if result.range is not None]
    for result, found in sorted(followed, key=lambda pair: pair[1].worst.ev_per_nonion_atom):
        table.add_row(
            f"{result.a} | {matrix.column_of(result)}",
            volts(found.worst_voltage_v),
            energy(found.worst.ev_per_nonion_atom),
            write_products(found.worst.products) or "no reaction",
        )
    return table


def reactions_table(matrix: InterfaceMatrix) -> Table:
    """The products of every pair that reacts, the strongest first."""
    table = plain_table()
    table.add_column("contact")
    table.add_column("eV/atom", justify="right")
    table.add_column("reaction")
    reacting = [r for r in matrix.answered if r.mutual is not None and r.mutual.reaction]
    for result in sorted(reacting, key=lambda r: r.mutual.ev_per_atom if r.mutual else 0.0):
        if result.mutual is not None:
            name = f"{result.a} | {matrix.column_of(result)}"
            table.add_row(name, energy(result.mutual.ev_per_atom), result.mutual.reaction)
    return table
