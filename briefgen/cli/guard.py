"""The outer wall of the program: whatever happens inside, a message and an exit status come out.

=== =========================================================================================
  0 done
  1 something that the user can mend: the dossier, a template, a missing library, a full disk
  2 wrong usage: unknown command, option or value
 70 a mistake in briefgen itself
130 stopped with Ctrl-C
141 the program that read our output has gone away
=== =========================================================================================
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from briefgen.cli import console
from briefgen.cli.commands import cli
from briefgen.errors import BriefgenError, printable

DONE, MENDABLE, BUG, STOPPED, READER_GONE = 0, 1, 70, 130, 141
TRACEBACK_SWITCH = "BRIEFGEN_TRACEBACK"
NEW_OBJECTS = 50_000
"""How many objects may be made before Python looks for garbage among them; by itself it is 700."""


def main() -> NoReturn:
    """Entry point of the installed program."""
    # Modules, models and the dossier stay to the end: searching them for garbage is lost time,
    # and so is a last search of all there is, before the process goes anyway.
    gc.set_threshold(NEW_OBJECTS)
    _open_streams()
    if not _has_folder():
        console.say("error: the current folder does not exist any more\n  hint: go to another one")
        sys.exit(MENDABLE)
    status = run(sys.argv[1:], own_process=True)
    gc.freeze()
    sys.exit(status)


def _open_streams() -> None:
    """Points at nothing what a daemon has closed."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123


def _has_folder() -> bool:
    try:
        os.getcwd()  # noqa: PTH109 - without loading more
    except OSError:
        return False
    return True


def run(arguments: Sequence[str], *, own_process: bool = False) -> int:
    """Run one command line and return its exit status. Never raises an Exception.

    *own_process*: whether nothing else runs in this process, so that it may be forked.
    """
    try:
        # The program's name is given, because `python -m briefgen` is called __main__.py.
        status = cli.main(
            list(arguments), prog_name="briefgen", standalone_mode=False, obj=own_process
        )
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        console.say("briefgen: stopped")
        return STOPPED
    except (console.ReaderGone, BrokenPipeError):
        _let_go_of_output()
        return READER_GONE
    except Exception as error:
        return _failed(error)
    return status if isinstance(status, int) else DONE


def _failed(error: Exception) -> int:
    if os.environ.get(TRACEBACK_SWITCH):
        import traceback

        console.say(traceback.format_exc().rstrip())
    if isinstance(error, BriefgenError):
        console.report(error)
        return MENDABLE
    if isinstance(error, OSError):
        return _system_failed(error)
    if isinstance(error, ModuleNotFoundError) and not str(error.name).startswith("briefgen"):
        console.say(
            f"error: the library {error.name} is not installed\n  hint: run briefgen doctor"
        )
        return MENDABLE
    if isinstance(error, MemoryError):
        console.say("error: there is not enough memory")
        return MENDABLE
    what = f"{type(error).__name__}: {printable(error)}".removesuffix(": ")
    console.say(
        f"error: this is a bug in briefgen, not in your files ({what})\n"
        f"  hint: set {TRACEBACK_SWITCH}=1, run the command again, and report what it prints"
    )
    return BUG


def _system_failed(error: OSError) -> int:
    what = printable(error.filename) if error.filename else "the output"
    console.say(f"error: {what}: {printable(error.strerror or error)}")
    # Standard output may be what failed (a full disk behind `>`): no second attempt at exit.
    _let_go_of_output()
    return MENDABLE


def _let_go_of_output() -> None:
    """Point standard output at nothing, so that flushing it at exit cannot fail."""
    with contextlib.suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
