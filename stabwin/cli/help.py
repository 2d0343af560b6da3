"""Commands: ``--help`` written as results are, and options of one value that refuse a second one."""

from __future__ import annotations

from collections import Counter
from typing import Any

import typer
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

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read options and arguments; an option of one value that is given twice is refused."""
        if not ctx.resilient_parsing:
            _, _, order = self.make_parser(ctx).parse_args(args=list(args))
            _check_given_once(order, ctx)
        return super().parse_args(ctx, args)


def _check_given_once(order: list[Any], ctx: Any) -> None:
    """Refuse what click would take the last of."""
    for option, times in Counter(order).items():
        collects = option.param_type_name != "option" or option.multiple or option.is_flag
        if times > 1 and not collects and not option.count:
            name = max(option.opts, key=len)
            usage_error: Any = typer.BadParameter.__base__  # of the click that this typer uses
            raise usage_error(f"{name} takes one value and is given {times} times: give it once", ctx)


class Group(_EmittedHelp, TyperGroup):
    """A command that has commands of its own."""
