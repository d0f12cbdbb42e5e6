"""How far somebody has come on a playlist: what pages ask, and what answers while nobody signs in.

The package of learners, when it comes, gives an object of its own that reads completions from its rows. A stop that was
done stays done whatever becomes of the offers behind it: progress knows stops, never whether they can be met today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from opportunities.models import Playlist


class Progress(Protocol):
    """The progress of one visitor."""

    @property
    def is_kept_here(self) -> bool:
        """Whether this site keeps it; where it does not, the visitor's browser may."""

    def done(self, playlist: Playlist) -> Mapping[int, int]:
        """How many different offers were finished at each stop, by the primary key of the stop; at most one query."""


@dataclass(frozen=True)
class Anonymous:
    """A visitor without an account: what they tick stays in their browser (ui/progress.mjs)."""

    is_kept_here: bool = False

    def done(self, playlist: Playlist) -> Mapping[int, int]:
        return {}
