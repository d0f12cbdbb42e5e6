"""Pages of editors, and what a city owns in the newsroom."""

from cms.models.base import BodyField, CityChildPage
from cms.models.city import CityPage
from cms.models.desk import CityDesk
from cms.models.hub import HubPage

__all__ = ["BodyField", "CityChildPage", "CityDesk", "CityPage", "HubPage"]
