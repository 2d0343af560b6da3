"""Lists of materials as rows of one panel: groups with heads, names on the left, numbers on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from stabwin.report.figures import style
from stabwin.report.figures.drawing import Axis, Drawing, Item, Panel, Words
from stabwin.report.figures.margins import foot_height, foot_lines, foot_words
from stabwin.report.figures.typesetting import escape, shorten, widest

# Above this many rows the axis is repeated above the panel.
MANY_ROWS = 40

WIDEST_NAME = 2.4
GAP = 0.15  # inches between the panel and what stands right of it


@dataclass
class Rows:
    """Rows from top to bottom.

    Attributes
    ----------
    count : int
        Rows so far.
    names : list of (float, str)
        Places and labels on the left.
    heads : list of str
        Those labels that are heads of groups.
    notes : list of (float, str)
        Places and labels on the right.
    """

    count: int = 0
    names: list[tuple[float, str]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    notes: list[tuple[float, str]] = field(default_factory=list)

    def head(self, text: str) -> float:
        """Begin a group; its place."""
        # A space in front tells a head from a target of the same name.
        label = f" {escape(text)}"
        self.heads.append(label)
        return self._next(label)

    def row(self, label: str, note: str = "") -> float:
        """Add a row; its place."""
        place = self._next(shorten(label, style.TEXT, WIDEST_NAME))
        if note:
            self.notes.append((place, note))
        return place

    def _next(self, label: str) -> float:
        place = float(self.count)
        self.names.append((place, label))
        self.count += 1
        return place

    def drawing(
        self,
        x: Axis,
        items: Sequence[Item],
        foot: str,
        *,
        head_of_notes: str = "",
        extra: Panel | None = None,
        row_height: float = style.ROW,
        width: float = style.PAGE_WIDTH,
    ) -> Drawing:
        """The figure of these rows.

        Parameters
        ----------
        x : Axis
        items : sequence of Item
            What is drawn; y is a row's place.
        foot : str
            A label below the axis.
        head_of_notes : str
            Above the labels on the right.
        extra : Panel, optional
            A colour scale below; it is moved to its place.
        """
        left = style.EDGE + widest((label for _, label in self.names), style.TEXT * 1.05) + 0.12
        right = style.EDGE + GAP
        if self.notes:
            right += widest([*(label for _, label in self.notes), head_of_notes], style.SMALL)
        lines = foot_lines(foot, width)
        foot_top = foot_height(lines)
        below = foot_top + style.AXIS_MARGIN + (0.62 if extra else 0.0)
        many = self.count > MANY_ROWS
        above = style.MARGIN + (0.16 if many else 0.0) + (0.14 if head_of_notes else 0.0)
        height = max(self.count, 1) * row_height
        panel = Panel(
            left=left,
            bottom=below,
            width=width - left - right,
            height=height,
            x=x,
            y=Axis(
                low=self.count - 0.5,
                high=-0.5,
                ticks=self.names,
                bold=frozenset(self.heads),
            ),
            items=[
                *items,
                *(
                    Words(
                        x=width - right + GAP,
                        y=place,
                        text=label,
                        size=style.SMALL,
                        colour=style.FAINT,
                        in_margin=True,
                    )
                    for place, label in self.notes
                ),
            ],
        )
        words = foot_words(lines)
        top = below + height
        if head_of_notes:
            words.append(
                Words(
                    x=width - right + GAP,
                    y=top + (0.21 if many else 0.05),
                    text=head_of_notes,
                    size=style.SMALL,
                    up="bottom",
                    colour=style.FAINT,
                )
            )
        if many:
            words.extend(
                Words(x=panel.inches_x(place), y=top + 0.05, text=label, up="bottom", across="center")
                for place, label in x.labelled
            )
        panels = [panel]
        if extra is not None:
            panels.append(replace(extra, left=left, bottom=foot_top + 0.42, width=min(2.6, panel.width)))
        return Drawing(width=width, height=top + above, panels=panels, words=words)
