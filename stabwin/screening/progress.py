"""Progress of long work: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class TaskProgress:
    """A bar with count, rate and time left, once there is something to show.

    Parameters
    ----------
    name : str
        What is going on.
    stream : TextIO
        Where the bar goes, if it is a terminal.
    """

    def __init__(self, name: str, stream: TextIO) -> None:
        self._name, self._stream = name, stream
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, done: int, total: int) -> None:
        """Show how much is done."""
        if not self._stream.isatty() or "NO_PROGRESS" in os.environ:
            return
        if self._bar is None:
            self._bar = self._start()
            self._task = self._bar.add_task(self._name, total=total)
        if self._task is not None:
            self._bar.update(self._task, completed=done, total=total)

    def _start(self) -> Progress:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            ProgressColumn,
            Task,
            TextColumn,
            TimeRemainingColumn,
        )
        from rich.text import Text

        class Rate(ProgressColumn):
            def render(self, task: Task) -> Text:
                return Text("" if task.speed is None else f"{task.speed:,.0f}/s")

        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            Rate(),
            TimeRemainingColumn(),
            console=Console(file=self._stream),
            transient=True,
        )
        bar.start()
        return bar
