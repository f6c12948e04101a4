"""Beside: a press in a process of its own, which loads WeasyPrint while this one reads the dossier.

In: documents. Out: what a `Press` gives; the pages themselves stay over there, and come as bytes.
For a program that builds one edition and ends, loading takes as long as all else: on two cores both
are done at once. The process is forked before anything is loaded, so it brings nothing half alive.
It ends with the pipe to it, however this process ends.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, cast

from briefgen.errors import BriefgenError

if TYPE_CHECKING:
    from briefgen.document import Document
    from briefgen.house import House
    from briefgen.render.pdf import Attachment, LaidOut
    from briefgen.render.presses import AnyLaidOut

__all__ = ["PressBeside"]


class PressBeside:
    """A `Press` in another process. Its methods raise what those of a `Press` raise."""

    def __init__(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Begins the process. *meanwhile* is done here once, while it lays out something."""
        self._meanwhile = meanwhile
        self._pipe, theirs = get_context("fork").Pipe()
        process = get_context("fork").Process(
            target=_serve, args=(theirs, self._pipe), name="press", daemon=True
        )
        process.start()
        theirs.close()

    @staticmethod
    def is_of_use() -> bool:
        """Whether there is a second processor, and a system that forks as we need it."""
        return sys.platform.startswith("linux") and len(os.sched_getaffinity(0)) > 1

    def for_house(self, house: House) -> PressBeside:
        """Sets it up for *house*, and returns it."""
        self._ask("set_up", house)
        return self

    def heights(self, document: Document) -> Mapping[str, float]:
        """As `Press.heights`."""
        return cast("Mapping[str, float]", self._ask("heights", document))

    def lay_out(self, document: Document, like: AnyLaidOut | None = None) -> LaidOutBeside:
        """As `Press.lay_out`; what it is *like* is of no use over there."""
        del like
        return LaidOutBeside(self._ask, *self._ask("lay_out", document))

    def _ask(self, what: str, *values: object) -> Any:
        try:
            self._pipe.send((what, values))
            self._meanwhile()
            self._meanwhile = lambda: None
            is_done, answer = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise BriefgenError(
                "the process that lays out pages has died", hint="is there enough memory?"
            ) from error
        if is_done:
            return answer
        raise answer


class LaidOutBeside:
    """A document on its pages, which are in the other process."""

    def __init__(
        self,
        ask: Callable[..., Any],
        number: int,
        pages: int,
        heights: Mapping[str, float],
        fills: tuple[float, ...],
    ) -> None:
        self._ask = ask
        self._number = number
        self.pages = pages
        self.heights = heights
        self.fills = fills

    def pdf(self, *, identifier: bytes | str, attachments: Sequence[Attachment] = ()) -> bytes:
        """As `LaidOut.pdf`."""
        return cast("bytes", self._ask("pdf", self._number, identifier, tuple(attachments)))


# the other process ----------------------------------------------------------------------------


def _serve(requests: Connection, other_end: Connection) -> None:
    """Answer requests until the pipe ends."""
    # Ctrl-C is for the parent to heed. Its end of the pipe, left open here, would never end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    other_end.close()
    service = _Service()
    with suppress(EOFError, OSError):
        while True:
            what, values = requests.recv()
            try:
                answer = True, getattr(service, what)(*values)
            except Exception as error:
                answer = False, error
            requests.send(answer)


class _Service:
    """What can be asked for."""

    def __init__(self) -> None:
        from briefgen.render import pdf

        self._laid_out: list[LaidOut] = []
        self._press = pdf.Press
        # What is missing is reported when it is needed.
        with suppress(Exception):
            pdf.load_engine()

    def set_up(self, house: House) -> None:
        self._made = self._press(house)

    def heights(self, document: Document) -> dict[str, float]:
        return dict(self._made.heights(document))

    def lay_out(self, document: Document) -> tuple[int, int, dict[str, float], tuple[float, ...]]:
        laid_out = self._made.lay_out(document)
        self._laid_out.append(laid_out)
        number = len(self._laid_out) - 1
        return number, laid_out.pages, dict(laid_out.heights), laid_out.fills

    def pdf(
        self, number: int, identifier: bytes | str, attachments: tuple[Attachment, ...]
    ) -> bytes:
        return self._laid_out[number].pdf(identifier=identifier, attachments=attachments)
