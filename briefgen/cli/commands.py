"""The commands. Each reads its options, calls one or two functions of briefgen, prints the result.

Modules of briefgen are imported inside the commands: `briefgen --help` must not pay for YAML, and
`briefgen check` must not pay for WeasyPrint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefgen import __version__
from briefgen.cli import arguments, console
from briefgen.errors import BriefgenError, InputErrors, printable

if TYPE_CHECKING:
    from briefgen.outline import Outline

SHELLS = ("bash", "zsh", "fish")
OUTLINE_FORMATS = {
    "text": "as_text",
    "md": "as_markdown",
    "json": "as_json",
    "argdown": "as_argdown",
}


class Command(click.Command):
    """A command whose mistakes go to programs as JSON, too, where `--json` was given."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BriefgenError as error:
            if ctx.params.get("as_json"):
                console.show_record({"errors": console.records_of(error)})
            raise


class Commands(click.Group):
    """A group that lists its commands in the order in which people meet them."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            # click would end the process itself, with the status of a mistake.
            raise console.ReaderGone from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(
    __version__,
    prog_name="briefgen",
    message="%(prog)s %(version)s",
    help="Show the version and exit.",
)
def cli() -> None:
    """Policy briefs from verbatim excerpts: one dossier, every edition, PDF and Word.

    DOSSIER is the folder with dossier.yaml. It may be left out inside a dossier, and where there
    is only one in seeds/ or below the current folder.
    """


@cli.command()
@arguments.dossier_argument
@arguments.edition_options
@arguments.format_option
@arguments.out_option
@arguments.json_option
def build(dossier: Path, formats: tuple[str, ...], out: Path, as_json: bool, **wanted: Any) -> int:
    """Write briefs: every audience at every length that is named.

    The paths of the files go to standard output. An edition that fails does not keep the others
    from being written.
    """
    from briefgen.build import FORMATS
    from briefgen.cli.building import Builder, commission

    formats = arguments.chosen("--format", formats, FORMATS)
    commissioned = commission(dossier, formats=formats, **wanted)
    builder = Builder(commissioned, out, on_file=_ignored if as_json else console.show_path)
    builder.build_all()
    if as_json:
        console.show_record(builder.as_record())
    for warning in builder.warnings:
        console.warn(warning)
    if builder.failures:
        console.report_failures(builder.failures, len(commissioned.requests))
    return 1 if builder.failures else 0


@cli.command()
@arguments.dossier_argument
@click.option("--record", is_flag=True, help="Record the digests of the texts in sources.yaml.")
@arguments.json_option
def check(dossier: Path, record: bool, as_json: bool) -> int:
    """Prove every quotation and compose every edition.

    All mistakes are reported in one pass, each with its place and what to write instead. Pages
    are not laid out.
    """
    from briefgen import build as builder

    if record:
        from briefgen.digests import record_digests

        for sentence in record_digests(dossier):
            console.say(sentence)
    workshop = builder.Workshop.open(dossier)
    outline = workshop.read(dossier)
    mistakes = builder.check(outline, workshop)
    if as_json:
        console.show_record({"dossier": outline.name, "errors": _records(mistakes)})
    if mistakes:
        console.report(InputErrors(mistakes))
        return 1
    editions = len(workshop.audiences) * len(workshop.lengths)
    console.say(
        f"{outline.name}: {len(outline.excerpts)} quotations from {len(outline.sources)} sources"
        f" are proven; {editions} editions compose"
    )
    return 0


@cli.command()
@arguments.dossier_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(list(OUTLINE_FORMATS)),
    default="text",
    show_default=True,
    help="How to print it.",
)
def outline(dossier: Path, form: str) -> None:
    """Print the outline with its excerpts."""
    from briefgen import outline_formats
    from briefgen.build import Workshop

    printed: Callable[[Outline], str] = getattr(outline_formats, OUTLINE_FORMATS[form])
    console.show(printed(Workshop.open(dossier).read(dossier)).removesuffix("\n"))


@cli.command()
@arguments.dossier_argument
@arguments.edition_options
@arguments.json_option
def plan(dossier: Path, as_json: bool, **wanted: Any) -> None:
    """Say what an edition shows, what it leaves out, and why. Writes nothing."""
    from briefgen import build as builder
    from briefgen.cli.building import commission

    commissioned = commission(dossier, formats=builder.FORMATS, **wanted)
    with console.working(len(commissioned.requests)) as work:
        plans = []
        for request in commissioned.requests:
            work.step(f"{request.audience} {request.length}")
            plans.append(builder.plan(commissioned.outline, request, commissioned.workshop))
            work.advance()
    if as_json:
        console.show_record({"plans": [each.as_record() for each in plans]})
    else:
        console.show("\n\n".join(each.as_text().strip("\n") for each in plans))


@cli.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Begin a dossier with a small, commented sample.

    It is about an invented question and builds at once. DIR must be new or empty.
    """
    from briefgen import outputs, starter

    outputs.empty_folder(folder)
    files = {folder / name: content for name, content in starter.files().items()}
    for path in outputs.write_set(folder, files):
        console.show_path(path)
    console.say(
        "Next: read dossier.yaml, then\n"
        f"  briefgen build {printable(folder)} --audience public --length one-pager"
    )


@cli.command()
@click.argument("name", required=False)
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write all of them there as <name>.schema.json.",
)
def schema(name: str | None, out: Path | None) -> None:
    """Print the JSON Schema of a dossier's files.

    Editors check and complete YAML with it. Without NAME the names are listed.
    """
    from briefgen import outputs, starter
    from briefgen.schema import json_schemas

    schemas = json_schemas()
    if out is not None:
        if name is not None:
            raise click.UsageError("name one schema, or write all with --out; not both")
        files = {out / file: text for file, text in starter.schema_files().items()}
        for path in outputs.write_set(out, files):
            console.show_path(path)
    elif name is None:
        console.show("\n".join(schemas))
    else:
        (known,) = arguments.chosen("NAME", [name], schemas)
        console.show_record(schemas[known])


@cli.command()
@arguments.json_option
def doctor(as_json: bool) -> int:
    """Look at what is installed and what is missing.

    For each library, font or program that is missing: what that means, and the command that
    mends it.
    """
    from briefgen import doctor

    findings = doctor.examine()
    if as_json:
        console.show_record({"findings": [each.as_record() for each in findings]})
    else:
        console.show(doctor.as_text(findings))
    return 1 if any(each.stops for each in findings) else 0


@cli.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the script for completion in a shell."""
    from click.shell_completion import get_completion_class

    script = get_completion_class(shell)
    if script is None:  # pragma: no cover - click knows all three
        raise click.UsageError(f"there is no completion for {shell}")
    console.show(script(cli, {}, "briefgen", "_BRIEFGEN_COMPLETE").source())


def _records(mistakes: Iterable[BriefgenError]) -> list[dict[str, object]]:
    return [record for mistake in mistakes for record in console.records_of(mistake)]


def _ignored(_: Path) -> None:
    """Nothing is printed for a file: the JSON record at the end names them all."""
