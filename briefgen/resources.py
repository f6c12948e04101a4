"""Where the house templates are, and which of them a dossier overrides.

In: perhaps a dossier's folder. Out: `Templates`, which finds a file of `templates/` by its name,
the dossier's own first. The same call works in a checkout, in an editable install and in a wheel.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from briefgen.errors import MissingDependencyError, Place, TemplateError, printable

_LANDMARK = "house.yaml"
"""A file that only the real house templates have; another `templates/` beside us has not."""


@cache
def house_templates() -> Path:
    """The folder of the templates that briefgen ships.

    Raises MissingDependencyError where the installation lacks them.
    """
    package = Path(__file__).resolve().parent
    # The wheel carries them inside the package; a checkout keeps them beside it.
    for folder in (package / "templates", package.parent / "templates"):
        if (folder / _LANDMARK).is_file():
            return folder
    raise MissingDependencyError(
        f"the templates of briefgen are not installed beside {printable(package)}",
        hint="install briefgen again: pip install --force-reinstall briefgen",
    )


@dataclass(frozen=True, slots=True)
class Templates:
    """Folders of templates, the most specific first; a name in an earlier one shadows the later."""

    folders: tuple[Path, ...]

    def find(self, name: str) -> Path:
        """The file that *name* (`memo.html.j2`, `partials/head.html.j2`) stands for.

        Raises TemplateError for a name that no folder has or that would leave the folders.
        """
        if _is_name(name):
            for folder in self.folders:
                candidate = folder / name
                if candidate.is_file():
                    return candidate
        raise self.missing(name)

    def have(self, name: str) -> bool:
        """Whether *name* stands for a file."""
        return _is_name(name) and any((folder / name).is_file() for folder in self.folders)

    def missing(self, name: str) -> TemplateError:
        """What is wrong with a *name* that stands for no file, with the one that may be meant."""
        if not _is_name(name):
            return TemplateError(
                f"{printable(name)} is no name of a template",
                hint="name a file below templates/, without .. and without a leading /",
            )
        return TemplateError(f"there is no template named {printable(name)}", hint=self._near(name))

    def read(self, name: str) -> str:
        """The text of a template. Raises TemplateError where it is missing or not UTF-8."""
        path = self.find(name)
        try:
            return path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise TemplateError(
                f"the file is not UTF-8 (byte {error.start + 1})",
                Place(str(path)),
                "save it as UTF-8 and try again",
            ) from error
        except OSError as error:
            reason = error.strerror or "it cannot be read"
            raise TemplateError(f"cannot read the template: {reason}", Place(str(path))) from error

    def names(self) -> tuple[str, ...]:
        """Every name that can be found, sorted."""
        return tuple(sorted({name for folder in self.folders for name in _names_below(folder)}))

    def _near(self, name: str) -> str:
        near = difflib.get_close_matches(name, self.names(), n=1)
        return f"did you mean {near[0]}?" if near else f"there are: {', '.join(self.names())}"


def templates_for(dossier: Path | None = None) -> Templates:
    """The templates for one dossier (its own `templates/` shadow by name), or the shipped ones."""
    shipped = house_templates()
    if dossier is None or not (dossier / "templates").is_dir():
        return Templates((shipped,))
    return Templates((dossier / "templates", shipped))


def _is_name(name: str) -> bool:
    """Whether *name* stays below a folder of templates."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not (
        name.startswith("/") or ".." in parts or "\\" in name or "\0" in name
    )


def _names_below(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file() and not any(
            part.startswith(".") for part in path.parts[len(folder.parts) :]
        ):
            yield path.relative_to(folder).as_posix()
