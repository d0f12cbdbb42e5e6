"""Pages of editors, and what a city owns in the newsroom."""

from cms.models.base import BodyField, CityChildPage, PicksField
from cms.models.city import CityPage
from cms.models.desk import CityDesk
from cms.models.hub import HubPage
from cms.models.pages import (
    LandingPage,
    MapPage,
    PartnerPage,
    PlaylistIndexPage,
    PlaylistPage,
    QuestionsPage,
    StoryIndexPage,
    StoryPage,
    ThemePage,
)
from cms.models.snippets import CallToAction, Funder

__all__ = [
    "BodyField",
    "CallToAction",
    "CityChildPage",
    "CityDesk",
    "CityPage",
    "Funder",
    "HubPage",
    "LandingPage",
    "MapPage",
    "PartnerPage",
    "PicksField",
    "PlaylistIndexPage",
    "PlaylistPage",
    "QuestionsPage",
    "StoryIndexPage",
    "StoryPage",
    "ThemePage",
]
