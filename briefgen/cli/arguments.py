"""What the commands accept: lists of names, dates, and a dossier that may be left out."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from briefgen.errors import BriefgenError, Place, printable
from briefgen.formats import FORMATS, PRINTED
from briefgen.ids import ALL
from briefgen.kinds import Paper, Stance

_LANDMARK = "dossier.yaml"

Command = TypeVar("Command", bound=Callable[..., Any])


def chosen(option: str, wanted: Iterable[str], valid: Collection[str]) -> tuple[str, ...]:
    """The *valid* names that *wanted* asks for, each once; `all` stands for every one.

    Raises click.BadParameter, exit status 2, for an unknown name, naming the nearest valid one.
    """
    names: dict[str, None] = {}
    for name in wanted:
        if name != ALL and name not in valid:
            raise click.BadParameter(_unknown(name, [*valid, ALL]), param_hint=option)
        names.update(dict.fromkeys(valid if name == ALL else [name]))
    if not names:
        listed = ", ".join([*valid, ALL])
        raise click.BadParameter(f"name at least one of: {listed}", param_hint=option)
    return tuple(names)


def chosen_one(option: str, wanted: str, valid: Collection[str]) -> str:
    """*wanted*, which is one of the *valid* names. Raises click.BadParameter as `chosen` does."""
    if wanted not in valid:
        raise click.BadParameter(_unknown(wanted, valid), param_hint=option)
    return wanted


@contextmanager
def among(dossiers: Collection[Path], dossier: Path) -> Iterator[None]:
    """Within, what *dossier* does not have is told with its name, if it is one of several."""
    try:
        yield
    except click.BadParameter as error:
        if len(dossiers) == 1:
            raise
        message = f"in {printable(dossier)} {error.message}"
        raise click.BadParameter(message, param_hint=error.param_hint) from error


def _unknown(name: str, choices: Collection[str]) -> str:
    near = difflib.get_close_matches(name.lower(), choices, n=1, cutoff=0.5)
    meant = f" Did you mean {near[0]}?" if near else ""
    return f"there is no “{printable(name)}”.{meant} Choose from: {', '.join(choices)}"


def _split(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def _parsed_date(_: click.Context, __: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    # `fromisoformat` alone would also take 20260301 and 2026-W09.
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise click.BadParameter(f"there is no day {value}: {error}") from error
    raise click.BadParameter(f"“{printable(value)}” is not a day; write it as 2026-03-01")


def read_style(_: click.Context, __: click.Parameter, path: Path | None) -> bytes:
    """The bytes of a style template; none without one. What cannot serve as one is told at once,
    with its name, and not for each edition.
    """
    if path is None:
        return b""
    from briefgen.render import docx  # what few runs need, and none that only asks for help

    try:
        style = path.read_bytes()
        docx.check_style(style)
    except OSError as error:
        raise click.BadParameter(f"it cannot be read: {error.strerror}") from error
    except BriefgenError as error:
        raise replace(error, place=Place(printable(path))) from error
    return style


# Where the dossier is -------------------------------------------------------------------------


def found_dossier(given: Path | None) -> Path:
    """The dossier that is *given* as its folder or its main file, or is meant where none is given.

    Raises as `find_dossier` does.
    """
    if given is None:
        return find_dossier(Path.cwd())
    return given.parent if given.name == _LANDMARK and given.is_file() else given


def found_dossiers(
    _: click.Context, __: click.Parameter, given: tuple[Path, ...]
) -> tuple[Path, ...]:
    """The dossiers that are named, or the one that is meant where none is."""
    return tuple(map(found_dossier, given or (None,)))


def find_dossier(start: Path) -> Path:
    """The dossier that is meant when none is named, as a path relative to *start*.

    It is *start* or a folder above it; else the only one in `seeds/` or right below *start*. Raises
    click.UsageError, exit status 2, when there is none, or when there are several.
    """
    for folder in (start, *start.parents):
        if (folder / _LANDMARK).is_file():
            return Path(os.path.relpath(folder, start))
    below = sorted(path.parent.relative_to(start) for path in _dossiers_below(start))
    if len(below) == 1:
        return below[0]
    if not below:
        raise click.UsageError(
            "there is no dossier here. Name its folder, or begin one with: briefgen init FOLDER"
        )
    listed = "".join(f"\n  {printable(folder)}" for folder in below)
    raise click.UsageError(f"there are several dossiers here. Name one of them:{listed}")


def _dossiers_below(start: Path) -> Iterable[Path]:
    yield from start.glob(f"seeds/*/{_LANDMARK}")
    yield from start.glob(f"*/{_LANDMARK}")


# Names for shell completion -------------------------------------------------------------------


def _completed(kind: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    def complete(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
        head, comma, last = incomplete.rpartition(",")
        try:
            names = _names(kind, context)
        except Exception:  # a broken dossier must not print into the line being typed
            return []
        return [f"{head}{comma}{name}" for name in [*names, ALL] if name.startswith(last)]

    return complete


def _names(kind: str, context: click.Context) -> Collection[str]:
    from briefgen.workshop import Workshop

    if kind == "format":
        return FORMATS
    workshop = Workshop.open(_named_dossier(context))
    return workshop.audiences if kind == "audience" else workshop.lengths


def _named_dossier(context: click.Context) -> Path | None:
    """The first dossier on the line so far, or the one that is meant where none is named.

    While the option that is being typed has no value, the words beside options are not yet parsed,
    and parameters have their defaults.
    """
    parsed = (context.params.get("dossier"), *context.params.get("dossiers", ()))
    words = (Path(word) for word in (*context.args, *parsed) if word)
    return next((found_dossier(word) for word in words if word.exists()), None)


# Shared options -------------------------------------------------------------------------------

dossier_argument = click.argument(
    "dossier",
    required=False,
    type=click.Path(exists=True, path_type=Path),
    callback=lambda _context, _parameter, given: found_dossier(given),
)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


issued_option = click.option(
    "--issued",
    metavar="YYYY-MM-DD",
    callback=_parsed_date,
    help="Date of issue. Default: the day for which the dossier speaks.",
)


def edition_options(command: Command) -> Command:
    """The options that say which editions are meant: audience, length and what bears on both."""
    return _with(command, (*_names_options("Must be given."), *_REQUEST_OPTIONS))


def batch_options(command: Command) -> Command:
    """The same for a batch, which means all of them where none is named."""
    formats = _names_option("format", f"Which files: {', '.join(FORMATS)}. Default: all.")
    return _with(command, (*_names_options("Default: all."), formats, *_REQUEST_OPTIONS))


def _with(command: Command, options: Sequence[Callable[[Any], Any]]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def _names_options(default: str) -> tuple[Callable[[Any], Any], ...]:
    return (
        _names_option(
            "audience", f"For whom, such as congress; several with commas, or all. {default}"
        ),
        _names_option(
            "length", f"How long, such as one-pager; several with commas, or all. {default}"
        ),
    )


def _names_option(kind: str, words: str) -> Callable[[Any], Any]:
    return click.option(
        f"--{kind}",
        f"{kind}s",
        metavar="NAMES",
        multiple=True,
        callback=_split,
        shell_complete=_completed(kind),
        help=words,
    )


_REQUEST_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--stance",
        type=click.Choice(get_args(Stance)),
        help="Recommend and ask, or show both sides only. Default: what the dossier says.",
    ),
    click.option(
        "--page-size",
        type=click.Choice(get_args(Paper)),
        default="letter",
        show_default=True,
        help="Size of the page.",
    ),
    issued_option,
    click.option(
        "--pages",
        metavar="N",
        type=click.IntRange(1, 500),
        help="Fill exactly so many pages, instead of what the length promises.",
    ),
    click.option(
        "--words",
        metavar="N",
        type=click.IntRange(20, 100_000),
        help="At most so many words, instead of what the length promises.",
    ),
    click.option(
        "--allow-overflow",
        is_flag=True,
        help="Write an edition although what it must have does not fit, and say so.",
    ),
)

format_option = click.option(
    "--format",
    "formats",
    metavar="NAMES",
    multiple=True,
    callback=_split,
    default=(",".join(PRINTED),),
    show_default=",".join(PRINTED),
    shell_complete=_completed("format"),
    help=f"Which files: {', '.join(FORMATS)}; several with commas, or all.",
)


def text_option(name: str, metavar: str, help_: str) -> Callable[[Command], Command]:
    """An option whose text goes into a mail or an issue; blanks alone are no text."""
    return click.option(
        name, metavar=metavar, default="", callback=lambda _, __, text: text.strip(), help=help_
    )


_MAIL_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    text_option("--subject", "TEXT", "Subject line of a mail."),
    text_option("--sender", "ADDRESS", "Who sends it: Name <address>."),
    text_option("--unsubscribe", "ADDRESS", "Where readers unsubscribe: a web or mail address."),
    text_option("--link", "URL", "Where it can be read online; its canonical link."),
)


def mail_options(command: Command) -> Command:
    """What newsletters say instead of the dossier: subject, sender, addresses."""
    return _with(command, _MAIL_OPTIONS)


class Folder(click.Path):
    """A folder; an empty name, as of a variable that is not set, is not the current one."""

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        """*value* as a path."""
        if value == "":
            self.fail("the name is empty; write . for the current folder", param, ctx)
        return super().convert(value, param, ctx)


out_option = click.option(
    "--out",
    metavar="DIR",
    type=Folder(path_type=Path),
    default=Path("out"),
    show_default=True,
    help="Where files go: DIR/<dossier>/<audience>-<length>.<format>.",
)

issue_out_option = click.option(
    "--out",
    metavar="DIR",
    type=Folder(path_type=Path),
    default=Path("out"),
    show_default=True,
    help="Where files go: DIR/digest/<audience>.<format>.",
)
