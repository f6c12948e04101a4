"""What all commands have in common: their order in the help, and how their mistakes reach programs.

People are told of mistakes by `guard`, around all of this.
"""

from __future__ import annotations

from typing import Any

import click

from briefgen.cli import console
from briefgen.errors import BriefgenError


class Command(click.Command):
    """A command whose mistakes go to programs as JSON, too, where `--json` was given."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BriefgenError as error:
            if ctx.params.get("as_json"):
                console.show_record({"errors": console.records_of(error)})
            if ctx.params.get("json_lines"):
                console.show_line({"event": "stopped", "errors": console.records_of(error)})
            if ctx.params.get("as_sarif"):
                from briefgen.sarif import sarif_log

                console.show_record(sarif_log(error.single))
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
