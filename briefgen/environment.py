"""The installation that makes files: versions, code and fonts, as far as they bear on bytes.

In: nothing but the machine. Out: an `Environment`, and its digest. Two processes whose environments
have equal digests make equal files from equal input.
"""

from __future__ import annotations

import ctypes
import platform
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import metadata
from pathlib import Path

from briefgen import __version__, fonts
from briefgen.fingerprints import file_digest, fingerprint

_LIBRARIES = (
    "css-inline",
    "fonttools",
    "jinja2",
    "lxml",
    "pydyf",
    "python-docx",
    "resvg-py",
    "tinycss2",
    "tinyhtml5",
    "weasyprint",
)
"""The Python libraries that have a hand in the bytes of a file."""
_SHARED = {
    "pango": ("libpango-1.0.so.0", "pango_version_string"),
    "harfbuzz": ("libharfbuzz.so.0", "hb_version_string"),
}
"""Libraries of the system, and the function by which each tells its version."""


@dataclass(frozen=True)
class Environment:
    """What is installed. *code* is the digest of briefgen's own source files."""

    versions: dict[str, str]
    code: str
    fonts: str

    @cached_property
    def digest(self) -> str:
        return fingerprint((self.versions, self.code, self.fonts))

    def as_record(self) -> dict[str, object]:
        """The environment for the manifest."""
        return {"versions": self.versions, "code": self.code, "fonts": self.fonts}


@cache
def environment() -> Environment:
    """The environment of this process. Raises MissingDependencyError without fontconfig."""
    return Environment(_versions(), _code(), fingerprint(fonts.files()))


def _versions() -> dict[str, str]:
    found = {"briefgen": __version__, "python": platform.python_version()}
    found |= {name: _library_version(name) for name in _LIBRARIES}
    return found | {name: _shared_version(*how) for name, how in _SHARED.items()}


def _library_version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _shared_version(file: str, function: str) -> str:
    try:
        tell = getattr(ctypes.CDLL(file), function)
    except (OSError, AttributeError):
        return ""
    tell.restype = ctypes.c_char_p
    return str((tell() or b"").decode("ascii", "replace"))


def _code() -> str:
    # A version tells releases apart; in a checkout the code changes under one version.
    package = Path(__file__).resolve().parent
    paths = sorted(package.rglob("*.py"))
    return fingerprint(
        [(path.relative_to(package).as_posix(), file_digest(path)) for path in paths]
    )
