"""``--help``, written as results are: a full disk is one sentence, as everywhere."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

from stabwin.cli.output import emit


def _emit_help(context: Any, _option: Any, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        emit(context.get_help())
        context.exit()


class _EmittedHelp:
    def get_help_option(self, context: Any) -> Any:
        """The option ``--help``."""
        option = super().get_help_option(context)  # type: ignore[misc]
        if option is not None:
            option.callback = _emit_help
        return option


class Command(_EmittedHelp, TyperCommand):
    """A command."""


class Group(_EmittedHelp, TyperGroup):
    """A command that has commands of its own."""
