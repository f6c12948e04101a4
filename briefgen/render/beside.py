"""Beside: a press in a process of its own, which loads WeasyPrint while this one reads the dossier.

In: documents. Out: what a `Press` gives; the pages themselves stay over there, and come as bytes.
For a program that builds one edition and ends, loading takes as long as all else: on two cores both
are done at once. The process is forked before this one has threads, so it brings nothing half
alive. It ends with the pipe to it, however this process ends.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, cast
from weakref import finalize

from briefgen.errors import BriefgenError
from briefgen.processes import processors, withheld

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
        self._forgotten: list[int] = []
        self._pipe, theirs = get_context("fork").Pipe()
        process = get_context("fork").Process(
            target=_serve, args=(theirs, self._pipe), name="press", daemon=True
        )
        with withheld():
            process.start()
        theirs.close()

    @classmethod
    def if_of_use(cls, meanwhile: Callable[[], object]) -> PressBeside | None:
        """One, where there is a second processor and the system forks, and can."""
        if not sys.platform.startswith("linux") or processors() < 2:
            return None
        try:
            return cls(meanwhile)
        except OSError:  # no memory, or too many processes: one will have to do
            return None

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
        laid_out = LaidOutBeside(self._ask, *self._ask("lay_out", document))
        finalize(laid_out, self._forgotten.append, laid_out.number)
        return laid_out

    def _ask(self, what: str, *values: object) -> Any:
        forgotten, self._forgotten[:] = tuple(self._forgotten), []
        try:
            self._pipe.send((what, values, forgotten))
            self._do_meanwhile()
            is_done, answer = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise BriefgenError(
                "the process that lays out pages has died", hint="is there enough memory?"
            ) from error
        if is_done:
            return answer
        raise answer

    def _do_meanwhile(self) -> None:
        todo, self._meanwhile = self._meanwhile, lambda: None
        # It was to save time only; whoever needs it will do it again, and say what is wrong.
        with suppress(Exception):
            todo()


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
        self.number = number
        self.pages = pages
        self.heights = heights
        self.fills = fills

    def pdf(self, *, identifier: bytes | str, attachments: Sequence[Attachment] = ()) -> bytes:
        """As `LaidOut.pdf`."""
        return cast("bytes", self._ask("pdf", self.number, identifier, tuple(attachments)))


# the other process ----------------------------------------------------------------------------


def _serve(requests: Connection, other_end: Connection) -> None:
    """Answer requests until the pipe ends."""
    # The parent's end of the pipe: left open here, it would never end.
    other_end.close()
    service = _Service()
    with suppress(EOFError, OSError, MemoryError):
        while True:
            what, values, forgotten = requests.recv()
            service.forget(forgotten)
            try:
                answer = True, getattr(service, what)(*values)
            except Exception as error:
                answer = False, _portable(error)
            requests.send(answer)


def _portable(error: Exception) -> Exception:
    """*error*, or one that says as much and comes through the pipe."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


class _Service:
    """What can be asked for."""

    def __init__(self) -> None:
        from briefgen.render.engine import load_engine
        from briefgen.render.pdf import Press

        self._laid_out: dict[int, LaidOut] = {}
        self._numbers = count()
        self._press_for = Press
        # What is missing is reported when it is needed.
        with suppress(Exception):
            load_engine()

    def set_up(self, house: House) -> None:
        self._press = self._press_for(house)

    def forget(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            del self._laid_out[number]

    def heights(self, document: Document) -> dict[str, float]:
        return dict(self._press.heights(document))

    def lay_out(self, document: Document) -> tuple[int, int, dict[str, float], tuple[float, ...]]:
        laid_out = self._press.lay_out(document)
        number = next(self._numbers)
        self._laid_out[number] = laid_out
        return number, laid_out.pages, dict(laid_out.heights), laid_out.fills

    def pdf(
        self, number: int, identifier: bytes | str, attachments: tuple[Attachment, ...]
    ) -> bytes:
        return self._laid_out[number].pdf(identifier=identifier, attachments=attachments)
