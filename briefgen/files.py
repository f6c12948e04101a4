"""The files of a dossier's folder, as written.

In: a folder. Out: `Files`, the trees of its YAML files and the names of its texts, and the mistakes
found while reading them. A folder without sources.yaml is read as if it had one that names every
text. No file outside the folder is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from briefgen.errors import DossierError, InputErrors, Mistakes, Place
from briefgen.reading import read_mapping, shown
from briefgen.yamltree import WrittenList, WrittenMap, WrittenText


@dataclass(slots=True)
class Files:
    """The trees of a dossier's files as written; None where a file cannot be read."""

    folder: Path
    frame: WrittenMap | None
    sources: WrittenMap | None
    excerpts: dict[str, WrittenMap | None]
    texts: tuple[str, ...]
    recorded: bool
    """Whether there is a sources.yaml at all."""

    def path(self, name: str) -> Path:
        """The path of the file *name* of the folder."""
        return self.folder / name

    def start_of(self, name: str) -> Place:
        """Where the file *name* begins, for what concerns the whole of it."""
        return Place(shown(self.folder / name), 1)


def has_records(folder: Path) -> bool:
    """Whether *folder* has a sources.yaml, or what was meant to be one."""
    return any((folder / f"sources{ending}").exists() for ending in (".yaml", ".yml"))


def read_files(folder: Path, mistakes: Mistakes) -> Files:
    """The files of *folder*; what cannot be read of them is appended to *mistakes*.

    Raises `InputErrors` where there is no such folder.
    """
    if not folder.is_dir():
        hint = (
            "give the folder, not a file in it"
            if folder.exists()
            else "`briefgen init DIR` makes one"
        )
        raise InputErrors(
            [DossierError("there is no dossier folder here", Place(shown(folder)), hint)]
        )
    recorded = has_records(folder)
    texts = _stems(folder / "texts", ".txt")
    return Files(
        folder,
        _gathered(folder / "dossier.yaml", folder, mistakes),
        _gathered(folder / "sources.yaml", folder, mistakes)
        if recorded
        else _bare_records(folder, texts),
        {
            stem: _gathered(folder / "excerpts" / f"{stem}.yaml", folder, mistakes)
            for stem in sorted(
                {*_stems(folder / "excerpts", ".yaml"), *_stems(folder / "excerpts", ".yml")}
            )
        },
        texts,
        recorded,
    )


_LISTS = {"dossier.yaml": "", "sources.yaml": "sources"}
"""The key of the list that a file is for; the other files are for excerpts."""


def _stems(folder: Path, suffix: str) -> tuple[str, ...]:
    if not folder.is_dir():
        return ()
    return tuple(sorted(path.stem for path in folder.iterdir() if path.suffix == suffix))


def _gathered(path: Path, folder: Path, mistakes: Mistakes) -> WrittenMap | None:
    other = path.with_suffix(".yml")
    if other.exists() and not path.exists():
        message = "files of a dossier end in .yaml, not in .yml"
        mistakes.append(DossierError(message, Place(shown(other), 1), f"rename it {path.name}"))
        return None
    beyond = outside(path, folder)
    list_key = _LISTS.get(path.name, "excerpts")
    tree, found = (None, (beyond,)) if beyond else read_mapping(path, list_key)
    mistakes.extend(found)
    return tree


def _bare_records(folder: Path, texts: Iterable[str]) -> WrittenMap:
    # Progress is gradual: before there is a sources.yaml, each text is a source without a record.
    # What is said of the record is said of the text, since no file has it.
    top = Place(shown(folder / "texts"))
    records = WrittenList(top)
    for stem in texts:
        start = Place(shown(folder / "texts" / f"{stem}.txt"), 1)
        record = WrittenMap(start)
        record.put("id", WrittenText.at(stem, start), start, start)
        records.put(record, start)
    tree = WrittenMap(top)
    tree.put("sources", records, top, top)
    return tree


def outside(path: Path, folder: Path) -> DossierError | None:
    """The mistake of a *path* that, once links are followed, lies outside *folder*."""
    try:
        if path.resolve().is_relative_to(folder.resolve()):
            return None
    except (OSError, RuntimeError):  # a loop of links
        pass
    return DossierError(
        "the file lies outside the dossier's folder",
        Place(shown(path), 1),
        "put the file itself there, not a link",
    )
