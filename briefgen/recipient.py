"""A recipient: somebody to whom a personal edition is made out, as templates read of them.

In: a row of a list (see `recipients`), the specimen of `personal`, or nothing. Out: a `Recipient`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Recipient"]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a personal edition is made out to; *columns* are all that is known, these included.

    Templates name a column like a field: `edition.recipient.district`.
    """

    name: str
    office: str = ""
    email: str = ""
    audience: str = ""
    state: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def anybody(cls) -> Recipient:
        """Somebody of whom every column is known that a template may name."""
        return cls("Name", "Office", "name@example.org", "audience", "State", _Everything())

    def __getitem__(self, column: str) -> str:
        return self.columns[column]

    @property
    def title(self) -> str:
        """Name and office, as the head of a memo has it."""
        return ", ".join(part for part in (self.name, self.office) if part)

    @property
    def greeting(self) -> str:
        """`Dear …`, or what the column `greeting` has."""
        return self.columns.get("greeting") or f"Dear {self.name}"


class _Everything(dict[str, str]):
    """Has every column, with its name for a value."""

    def __missing__(self, column: str) -> str:
        return column

    def __contains__(self, column: object) -> bool:
        return True

    def get(self, column: str, default: Any = None) -> Any:  # noqa: ARG002 - its signature
        return column
