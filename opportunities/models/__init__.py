"""The rows of the catalogue, one module for each thing."""

from opportunities.models.changes import ListingChange
from opportunities.models.city import City
from opportunities.models.index import SearchChange, SearchSnapshot
from opportunities.models.opportunity import Opportunity, OpportunityText, Programme
from opportunities.models.playlist import Playlist, PlaylistAuthor, PlaylistInvitation, PlaylistStop
from opportunities.models.provider import Provider
from opportunities.models.records import ImportOutcome, ImportRun, LikelyDuplicate, ProblemReport
from opportunities.models.search import SearchRow, SearchText
from opportunities.models.session import Break, Occurrence, Session
from opportunities.models.taxonomy import (
    AccessibilityFeature,
    Competence,
    EducationField,
    Interest,
    Kind,
    QualificationLevel,
)
from opportunities.models.venue import Placement, Venue
from opportunities.models.words import SearchMiss, SearchWord

__all__ = [
    "AccessibilityFeature",
    "Break",
    "City",
    "Competence",
    "EducationField",
    "ImportOutcome",
    "ImportRun",
    "Interest",
    "Kind",
    "LikelyDuplicate",
    "ListingChange",
    "Occurrence",
    "Opportunity",
    "OpportunityText",
    "Placement",
    "Playlist",
    "PlaylistAuthor",
    "PlaylistInvitation",
    "PlaylistStop",
    "ProblemReport",
    "Programme",
    "Provider",
    "QualificationLevel",
    "SearchChange",
    "SearchMiss",
    "SearchRow",
    "SearchSnapshot",
    "SearchText",
    "SearchWord",
    "Session",
    "Venue",
]
