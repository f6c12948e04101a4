"""The commands. Each reads its options, calls one or two functions of briefgen, prints the result.

Modules of briefgen are imported inside the commands: `briefgen --help` must not pay for YAML, and
`briefgen check` must not pay for WeasyPrint.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefgen import __version__
from briefgen.cli import arguments, console, effects
from briefgen.cli.command import Commands
from briefgen.errors import OutputError, printable
from briefgen.formats import FORMATS, NAME_PATTERN
from briefgen.ids import ALL

if TYPE_CHECKING:
    from briefgen.house import House
    from briefgen.outline import Outline
    from briefgen.render.presses import AnyPress

_ANOTHER_DIR = "name another folder: briefgen init DIR"
_LONGEST_PATH = 4096
SHELLS = ("bash", "zsh", "fish")
OUTLINE_FORMATS = {
    "text": "as_text",
    "md": "as_markdown",
    "json": "as_json",
    "argdown": "as_argdown",
}


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


def _press_beside(formats: Collection[str]) -> Callable[[House], AnyPress] | None:
    """What sets up a press in a process beside this one, if this process is all ours to fork."""
    from briefgen.render.beside import PressBeside

    if not click.get_current_context().find_root().obj:
        return None
    with_word = not {"docx", ALL}.isdisjoint(formats)
    press = PressBeside.if_of_use(_load_word if with_word else _nothing)
    return press.for_house if press is not None else None


def _load_word() -> None:
    import briefgen.render.docx.package  # noqa: F401 - it will be needed in a moment


def _nothing() -> None:
    pass


@cli.command()
@arguments.dossier_argument
@arguments.edition_options
@arguments.format_option
@arguments.mail_options
@click.option("--attach-pdf", is_flag=True, help="Attach the PDF to the mail (eml).")
@click.option("--draft", is_flag=True, help="Comment every quotation for reviewers, in Word.")
@click.option("--final", is_flag=True, help="Fit to send, without comments; so without --draft.")
@click.option(
    "--style",
    metavar="FILE",
    callback=arguments.read_style,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your own .docx as style template and letterhead of Word files.",
)
@arguments.out_option
@arguments.json_option
def build(
    dossier: Path, formats: tuple[str, ...], out: Path, final: bool, as_json: bool, **wanted: Any
) -> int:
    """Write briefs: every audience at every length that is named.

    The paths of the files go to standard output. An edition that fails does not keep the others
    from being written.
    """
    if final and wanted["draft"]:
        raise click.UsageError("a final has no comments: ask for --draft or for --final")
    effects.require_effect(wanted, formats)
    press_for = _press_beside(formats)
    from briefgen.cli.building import Builder, commission, whatever_can_be_made

    everything = ALL in formats
    formats = arguments.chosen("--format", formats, FORMATS)
    commissioned = commission(dossier, formats=formats, press_for=press_for, **wanted)
    if everything:
        commissioned = whatever_can_be_made(commissioned, console.warn)
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
@click.argument(
    "dossiers",
    metavar="DOSSIER...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "--audience", metavar="NAME", required=True, help="For whom, such as congress. Must be given."
)
@arguments.issued_option
@arguments.text_option("--title", "TEXT", "Title. Default: the issuer and the day.")
@arguments.mail_options
@arguments.text_option("--feed", "URL", "Where the Atom feed will be published.")
@click.option("--allow-overflow", is_flag=True, help="Write a mail that Gmail would cut off, too.")
@arguments.issue_out_option
def digest(dossiers: tuple[Path, ...], audience: str, out: Path, **wanted: Any) -> None:
    """Make one newsletter issue of several dossiers' items.

    Writes the issue as html, txt, eml and md, with a table of contents, and an Atom feed beside
    it. What no option says is taken from the first dossier.
    """
    from briefgen import outputs
    from briefgen.cli.digesting import make_issue

    issue = make_issue(dossiers, audience, **wanted)
    files = {out / "digest" / f"{audience}.{form}": data for form, data in issue.files.items()}
    for path in outputs.write_set(out, files):
        console.show_path(path)
    for warning in issue.warnings:
        console.warn(warning)


@cli.command()
@click.argument(
    "dossiers",
    metavar="[DOSSIER]...",
    nargs=-1,
    type=click.Path(exists=True, path_type=Path),
    callback=arguments.found_dossiers,
)
@arguments.batch_options
@arguments.mail_options
@click.option("--attach-pdf", is_flag=True, help="Attach the PDF to each mail (eml).")
@click.option(
    "--recipients",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV file with name, office and email: one personal edition a row.",
)
@click.option(
    "--name-pattern",
    metavar="PATTERN",
    default=NAME_PATTERN,
    show_default=True,
    help="How personal files are called, from columns of the list.",
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(1, 256),
    help="Worker processes. Default: one for each processor.",
)
@click.option("--scheduler", metavar="URL", help="Work on the Dask cluster of this scheduler.")
@click.option("--force", is_flag=True, help="Make files anew that would come out the same.")
@click.option("--prune", is_flag=True, help="Remove files of editions that no longer exist.")
@click.option("--json", "json_lines", is_flag=True, help="Print JSON for programs, line by line.")
@arguments.out_option
def batch(dossiers: tuple[Path, ...], **wanted: Any) -> int:
    """Write every edition, or one for each recipient on a list.

    What would come out the same is not made again. An edition that fails does not keep the others
    from being written. DIR/manifest.json says what every file was made from.
    """
    from briefgen.cli.batching import run_batch

    return run_batch(dossiers, **wanted)


@cli.command()
@arguments.dossier_argument
@click.option("--record", is_flag=True, help="Record the digests of the texts in sources.yaml.")
@click.option("--strict", is_flag=True, help="Fail on warnings of the audit, too.")
@arguments.json_option
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF 2.1.0 for code hosts.")
def check(dossier: Path, record: bool, strict: bool, as_json: bool, as_sarif: bool) -> int:
    """Prove quotations, compose editions, audit the evidence.

    All mistakes are reported in one pass, each with its place and what to write instead; then what
    the audit finds, by file. A finding that is known can be accepted in dossier.yaml, with a
    reason. Pages are not laid out.
    """
    if as_json and as_sarif:
        raise click.UsageError("print JSON or SARIF; not both")
    from briefgen.cli.auditing import run_check

    return run_check(dossier, record=record, strict=strict, as_json=as_json, as_sarif=as_sarif)


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
    from briefgen.workshop import Workshop

    printed: Callable[[Outline], str] = getattr(outline_formats, OUTLINE_FORMATS[form])
    console.show(printed(Workshop.open(dossier).read(dossier)).removesuffix("\n"))


@cli.command()
@arguments.dossier_argument
@arguments.edition_options
@arguments.json_option
def plan(dossier: Path, as_json: bool, **wanted: Any) -> None:
    """Say what an edition shows, what it leaves out, and why. Writes nothing."""
    effects.require_effect(wanted)
    press_for = _press_beside(())
    from briefgen import build as builder
    from briefgen.cli.building import commission

    commissioned = commission(dossier, formats=FORMATS, press_for=press_for, **wanted)
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
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--dossier",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Check against the source texts there, too.",
)
@click.option(
    "--original",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Take the evidence from this file, as it was built.",
)
@arguments.json_option
def verify(
    files: tuple[Path, ...], dossier: Path | None, original: Path | None, as_json: bool
) -> int:
    """Check briefs that people edited.

    Says for each quotation of a PDF or Word file whether it is intact, altered, removed, or moved
    to another speaker or note; and which passages in quotation marks no evidence covers. How the
    file looks does not matter. The exit status is 0 only if all is intact.
    """
    from briefgen.cli.verdicts import Checked, report

    checked = Checked.of(files, dossier, original)
    if as_json:
        console.show_record(checked.as_record())
    else:
        report(checked)
    for error in checked.failures:
        console.report(error)
    return 0 if checked.intact else 1


@cli.command()
@click.argument("folder", metavar="DIR", type=arguments.Folder(path_type=Path))
def init(folder: Path) -> None:
    """Begin a dossier with a small, commented sample.

    It is about an invented question and builds at once. DIR must be new or empty.
    """
    from briefgen import outputs, starter

    files = {folder / name: content for name, content in starter.files().items()}
    try:
        outputs.empty_folder(folder)
        for path in outputs.write_set(folder, files):
            console.show_path(path)
    except OutputError as error:
        # The folder is this command's argument; it has no --out.
        error.hint = error.hint.replace(outputs.ANOTHER_FOLDER, _ANOTHER_DIR)
        raise
    console.say(
        "Next: read dossier.yaml, then\n"
        f"  briefgen build {_for_a_shell(folder)} --audience public --length one-pager"
    )


def _for_a_shell(folder: Path) -> str:
    """*folder* as it can be pasted into a command line."""
    import shlex

    # A name that begins with a hyphen would be taken for an option.
    named = f"./{folder}" if str(folder).startswith("-") else str(folder)
    return printable(shlex.quote(named), _LONGEST_PATH)


@cli.command()
@click.argument("name", required=False)
@click.option(
    "--out",
    metavar="DIR",
    type=arguments.Folder(path_type=Path),
    help="Write all of them there as <name>.schema.json.",
)
def schema(name: str | None, out: Path | None) -> None:
    """Print the JSON Schema of dossier files or evidence.

    Editors check and complete YAML with it. Without NAME the names are listed.
    """
    from briefgen import outputs, starter
    from briefgen.schema import published_schemas

    schemas = published_schemas()
    if out is not None:
        if name is not None:
            raise click.UsageError("name one schema, or write all with --out; not both")
        files = {out / file: text for file, text in starter.schema_files(schemas).items()}
        for path in outputs.write_set(out, files):
            console.show_path(path)
    elif name is None:
        console.show("\n".join(schemas))
    else:
        console.show_record(schemas[arguments.chosen_one("NAME", name, schemas)])


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


def _ignored(_: Path) -> None:
    """Nothing is printed for a file: the JSON record at the end names them all."""
