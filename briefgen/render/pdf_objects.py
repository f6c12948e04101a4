"""Objects of a PDF file, written down once.

In: a file of pydyf's whose objects are complete. Out: the same file with the bytes in place of the
objects. pydyf would write each down twice, for the file and for its ID, and deflate it as often.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

__all__ = ["is_unambiguous", "turn_into_bytes"]

_STREAM, _END_OF_STREAM = b"\nstream\n", b"\nendstream"
_AMBIGUOUS_END = b"\r" + _END_OF_STREAM


def is_unambiguous(written: bytes) -> bool:
    """Whether it is plain where each stream of a file ends.

    A stream whose last byte happens to be a carriage return seems to be followed by a line end of
    two bytes. Then its length looks wrong, which PDF/A does not allow.
    """
    return _AMBIGUOUS_END not in written


@dataclass(slots=True)
class _Written:
    """An object of a file as its bytes, in what pydyf asks of its own objects."""

    number: int
    generation: int
    data: bytes
    compressible: bool
    offset: int = 0
    free: str = "n"

    @property
    def indirect(self) -> bytes:
        return b"%d %d obj\n%s\nendobj" % (self.number, self.generation, self.data)


def turn_into_bytes(pdf: Any) -> None:
    """Puts the bytes of each object of *pdf* in its place. It can only be written after this."""
    pdf.objects[:] = [
        one
        if one.free == "f"
        else _Written(one.number, one.generation, _bytes_of(one), one.compressible)
        for one in pdf.objects
    ]


def _bytes_of(one: Any) -> bytes:
    """What stands between the head and the end of an object, a stream deflated."""
    if getattr(one, "compress", False):
        one.compress = False
        plain = one.data
        start = plain.index(_STREAM) + len(_STREAM)
        one.stream = [_deflated(plain[start : -len(_END_OF_STREAM)])]
        one.extra["Filter"] = "/FlateDecode"
    data = bytes(one.data)
    if not data.endswith(_AMBIGUOUS_END):
        return data
    # One line end more: whoever unpacks the stream has come to its end before.
    one.stream.append(b"")
    return bytes(one.data)


@lru_cache(maxsize=32)
def _deflated(content: bytes) -> bytes:
    """*content* at zlib's own level: the highest takes three times as long for two hundredths."""
    return zlib.compress(content)
