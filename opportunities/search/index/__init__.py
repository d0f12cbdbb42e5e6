"""The rank index: how many rows match, anywhere on the map, at a cost that hardly depends on their number."""

from opportunities.search.index.building import build
from opportunities.search.index.live import generation

__all__ = ["build", "generation"]
