"""From options to an issue: what `briefgen digest` does before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path

from briefgen.build import prepare
from briefgen.cli import arguments, console
from briefgen.digest import LENGTH, Issue, IssueWishes
from briefgen.digest import digest as make_digest
from briefgen.errors import BriefgenError, InputErrors
from briefgen.letters import MailWishes
from briefgen.request import Request
from briefgen.workshop import Workshop
from briefgen.writing import Prepared


def make_issue(
    dossiers: tuple[Path, ...],
    audience: str,
    *,
    issued: date | None,
    title: str,
    feed: str,
    allow_overflow: bool,
    subject: str,
    sender: str,
    unsubscribe: str,
    link: str,
) -> Issue:
    """Fit every dossier's item and make the issue of them.

    Raises click.BadParameter for an unknown audience, `InputErrors` with the mistakes of all
    dossiers.
    """
    wishes = IssueWishes(
        MailWishes(subject, sender, unsubscribe, link), title, feed, allow_overflow
    )
    with console.working(len(dossiers)) as work:
        items = list(_items(dossiers, audience, work))
    return make_digest(items, wishes, issued)


def _items(dossiers: Collection[Path], audience: str, work: console.Work) -> Iterable[Prepared]:
    mistakes: list[BriefgenError] = []
    for given in dossiers:
        dossier = arguments.found_dossier(given)
        work.step(dossier.name)
        try:
            workshop = Workshop.open(dossier)
            with arguments.among(dossiers, dossier):
                name = arguments.chosen_one("--audience", audience, workshop.audiences)
            yield prepare(workshop.read(dossier), Request(name, LENGTH), workshop, work.detail)
        except BriefgenError as error:
            mistakes.append(error)
        work.advance()
    if mistakes:
        raise InputErrors(mistakes)
