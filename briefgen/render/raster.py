"""Drawings as dots, for programs that show no SVG.

In: the source of an SVG and a width in pixels. Out: a PNG.
"""

from __future__ import annotations

from functools import lru_cache

from briefgen.errors import OutputError, printable

__all__ = ["png_of"]


@lru_cache(maxsize=32)
def png_of(svg: str, width: int) -> bytes:
    """*svg* painted *width* pixels wide. Raises `OutputError` for what is no drawing."""
    import resvg_py

    try:
        return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=max(width, 1), dpi=96))
    except Exception as error:
        raise OutputError(f"a picture cannot be painted: {printable(error)}") from error
    except BaseException as error:
        # What the library itself gives up on is no Exception, and has no public name.
        if type(error).__name__ == "PanicException":
            raise OutputError("a picture cannot be painted: its numbers are too high") from error
        raise
