"""The shapes of `excerpts/<source>.yaml`: passages quoted word for word, with their tags.

In: the file as a tree. Out: frozen models, whose tags, scopes and dates are values already
(`values`). Whether a quotation stands in its source is `locating`'s to say.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from briefgen.excerpts import NEUTRAL_WEIGHT, Manner
from briefgen.kinds import MannerName
from briefgen.values import (
    Asserted,
    Audiences,
    Date,
    Id,
    ParagraphNumber,
    TagText,
    Text,
    Weight,
    mistake,
)
from briefgen.wording import EVERYONE
from briefgen.yamlshape import Shape


class SpeakerShape(Shape):
    """Whose words are quoted; an unnamed official has a role only."""

    name: Text = ""
    """The speaker's name."""
    role: Text = ""
    """The speaker's office or function."""

    @model_validator(mode="after")
    def _somebody(self) -> SpeakerShape:
        if not (self.name or self.role):
            raise mistake(
                "the speaker has neither name nor role", "write one of them, or leave speaker out"
            )
        return self


class ExcerptShape(Shape):
    """A passage quoted word for word, with its tags."""

    id: Id
    """Name of the excerpt, unique over the dossier."""
    quote: Text
    """The words as they stand in the source; … omits, [brackets] insert."""
    tags: Annotated[tuple[TagText, ...], Field(min_length=1)]
    """What the excerpt is evidence for: role:target, such as supports:some-argument."""
    speaker: SpeakerShape | None = None
    """Whose words these are; the author or the publisher where missing."""
    short: Text = ""
    """A cut of the same quotation for small spaces, verified like it."""
    prefix: Text = ""
    """Words that stand immediately before the quotation, where it occurs several times."""
    suffix: Text = ""
    """Words that stand immediately after the quotation, where it occurs several times."""
    paragraph: ParagraphNumber | None = None
    """Number of the paragraph in which it stands, where it occurs several times."""
    asserts: Asserted = Field(default_factory=dict)
    """Values that the excerpt gives for facts."""
    as_of: Date | None = None
    """When this was said or held, where the source's date is not it."""
    weight: Weight = NEUTRAL_WEIGHT
    """How strong the quotation is, from 1 to 5."""
    reserve: Text = ""
    """Why the excerpt is kept out of the briefs; it stays in the evidence."""
    manner: MannerName | None = None
    """How the speaker holds it: concedes a point against, reports or quotes others."""
    quoted_from: Text = ""
    """The document or person whom the source itself quotes."""
    audiences: Audiences = EVERYONE
    """Whom the excerpt is for: [congress] only, {except: [public]} all but these."""

    @property
    def held(self) -> Manner:
        """The manner as the excerpt carries it."""
        return Manner(self.manner) if self.manner else Manner.STATES


class ExcerptsFile(Shape):
    """excerpts/<source>.yaml: the tagged excerpts of one source."""

    excerpts: tuple[ExcerptShape, ...]
    """The excerpts, in the order in which they are listed."""
    source: Id | None = None
    """The source's id; must agree with the file's name."""
