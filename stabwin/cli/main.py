"""The command line from start to end: whatever stops it becomes one sentence and an exit code."""

from __future__ import annotations

import io
import os
import sys
from typing import Any

from stabwin.cli.exit_codes import INTERRUPTED, code_of
from stabwin.cli.messages import say


def run() -> None:
    """Run the command line; errors that stabwin raises become one sentence on stderr."""
    _keep_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What a terminal can't show is written as an escape rather than not at all.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run()
    except KeyboardInterrupt:
        code = INTERRUPTED
    if code == INTERRUPTED:
        say("stabwin: interrupted.")
    elif _compiles_anew():
        say(
            "note: what numba compiles can't be kept here, so that every start takes longer: set "
            "NUMBA_CACHE_DIR to a folder that can be written."
        )
    sys.exit(code)


def _compiles_anew() -> bool:
    """Whether something was compiled that can't be kept for the next time."""
    module = sys.modules.get("stabwin.hull.compiled")
    return bool(module is not None and module.not_kept)


def _keep_closed_streams() -> None:
    """Where a standard stream is closed, let no file take its number; what is said to stderr is lost."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 (open to the end)


def _run() -> int:
    """The exit code of the command that was typed."""
    import typer  # here, so that Ctrl-C while modules are read is met as well

    from stabwin.cli.app import app
    from stabwin.errors import StabwinError

    usage_error: Any = typer.BadParameter.__base__  # of the click that this typer uses
    try:
        return app(prog_name="stabwin", standalone_mode=False) or 0
    except StabwinError as error:
        say(f"stabwin: {error.message}")
        return code_of(type(error))
    except typer.Abort:
        return INTERRUPTED
    except usage_error as error:
        return _say_usage(error)


def _say_usage(error: Any) -> int:
    """Print what is wrong with options or arguments, and where to read of them."""
    said = str(error.format_message())
    if "\n" in said:  # a command without arguments shows its help
        say(said)
        return int(error.exit_code)
    typed = _typed(getattr(error, "param", None))
    said = f"{typed}: {error.message}" if typed else said
    command = error.ctx.command_path if error.ctx is not None else "stabwin"
    end = "" if said.endswith((".", "?")) else "."
    say(f"stabwin: {said}{end} See {command} --help.")
    return int(error.exit_code)


def _typed(option: Any) -> str | None:
    """An option with its value as it was typed: what typer says of a wrong value leaves it out."""
    typed = sys.argv[1:]
    for name in getattr(option, "opts", ()):
        for word, value in zip(typed, [*typed[1:], ""], strict=True):
            if word == name:
                return f"{name} {value}"
            if word.startswith(f"{name}="):
                return word
    return None
