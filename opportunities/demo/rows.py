"""A plan into the database: sets of rows, known again by their number in the source "demo", so that keys stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.contrib.gis.geos import Point
from django.db.models import Model, OuterRef, Subquery

from geodata.models import Area, AreaName
from geodata.words import name_key
from opportunities.demo.places import city_of
from opportunities.demo.plan import CityPlan, ListingPlan, ProviderPlan, VenuePlan, stream
from opportunities.demo.profiles import Profile
from opportunities.models import (
    AccessibilityFeature,
    City,
    Competence,
    EducationField,
    Interest,
    Kind,
    LikelyDuplicate,
    Opportunity,
    OpportunityText,
    ProblemReport,
    Programme,
    Provider,
    QualificationLevel,
    Session,
    Venue,
)
from people.models import User

SOURCE = "demo"
LICENCE = "CC0"
AT_ONCE = 1_000

AnyModel = TypeVar("AnyModel", bound=Model)


@dataclass
class Written:
    """Keys of what has to be made ready for search, and how many rows went away."""

    opportunities: list[int] = field(default_factory=list)
    sessions: list[int] = field(default_factory=list)
    removed: int = 0


def write_city(profile: Profile) -> City:
    """The row of the city, with the municipality it stands for where boundaries are loaded."""
    values = {
        "name": profile.name,
        "names": profile.names,
        "country_code": profile.country,
        "area": _municipality(profile),
        "centre": Point(profile.centre[0], profile.centre[1], srid=4326),
        "zoom": profile.zoom,
        "territory": City.box(*profile.box),
        "time_zone": profile.time_zone,
        "currency": "EUR",
        "languages": profile.languages,
        "default_language": profile.languages[0],
        "voucher_name": profile.voucher_name,
        "is_demo": True,
        "position": profile.position,
    }
    return City.objects.update_or_create(slug=profile.slug, defaults=values)[0]


def _municipality(profile: Profile) -> Area | None:
    city = city_of(profile.place)
    keys = [name_key(name) for name in (city.name, *city.also)]
    named = AreaName.objects.filter(folded__in=keys, area__country_code=profile.country)
    municipalities = Area.objects.of_level(Area.Level.MUNICIPALITY).filter(pk__in=named.values("area"))
    return municipalities.defer("geometry").first()


def write(plan: CityPlan, city: City, profile: Profile, *, mark: str, editor: User, now: datetime) -> Written:
    """Make the rows of `city` say what `plan` says. `mark` is kept on every row: what it was made from.

    Listings that a person has changed by hand stay as that person left them.
    """
    writer = _Writer(plan, city, profile, mark, editor, now)
    return writer.write()


class _Writer:
    def __init__(self, plan: CityPlan, city: City, profile: Profile, mark: str, editor: User, now: datetime) -> None:
        self.plan, self.city, self.profile = plan, city, profile
        self.mark, self.editor, self.now = mark, editor, now
        self.interests = dict(Interest.objects.values_list("slug", "pk"))
        self.competences = dict(Competence.objects.values_list("slug", "pk"))
        self.access = dict(AccessibilityFeature.objects.values_list("slug", "pk"))
        self.kinds = dict(Kind.objects.values_list("slug", "pk"))
        self.fields = dict(EducationField.objects.values_list("slug", "pk"))
        self.levels = dict(QualificationLevel.objects.values_list("level", "pk"))

    def write(self) -> Written:
        self.providers = self._keep(Provider, self.plan.providers, self._provider)
        self.venues = self._keep(Venue, self.plan.venues, self._venue)
        self._venue_details()
        by_hand = Opportunity.objects.filter(source=SOURCE, city=self.city, edited_at__isnull=False)
        kept = set(by_hand.values_list("source_id", flat=True))
        listings = [one for one in self.plan.listings if self._id(Opportunity, one.number) not in kept]
        self.opportunities = self._keep(Opportunity, listings, self._opportunity)
        self._texts(listings)
        self._links(listings)
        self._programmes(listings)
        written = Written(list(self.opportunities.values()), self._sessions(listings))
        self._marks()
        written.removed = self._remove_others()
        return written

    def _id(self, model: type[Model], number: int) -> str:
        return f"{self.plan.slug}-{model._meta.model_name}-{number:04}"

    def _keep(self, model: type[AnyModel], plans: Sequence[Any], row_of: Callable[[Any], AnyModel]) -> dict[int, int]:
        """Write a row for each of `plans`, over the one of the same number where there is one. Returns: keys."""
        known = dict(model._default_manager.filter(source=SOURCE, city=self.city).values_list("source_id", "pk"))
        rows = {}
        for plan in plans:
            row = rows[plan.number] = row_of(plan)
            row.source, row.source_id = SOURCE, self._id(model, plan.number)  # type: ignore[attr-defined]
            row.source_digest, row.licence = self.mark, LICENCE  # type: ignore[attr-defined]
            row.pk = known.get(row.source_id)  # type: ignore[attr-defined]
        names = [one.name for one in model._meta.concrete_fields if not one.primary_key and one.name != "created_at"]
        new = [row for row in rows.values() if row.pk is None]
        model._default_manager.bulk_create(
            [row for row in rows.values() if row.pk is not None],
            AT_ONCE,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=names,
        )
        model._default_manager.bulk_create(new, AT_ONCE)
        return {number: row.pk for number, row in rows.items()}

    def _provider(self, plan: ProviderPlan) -> Provider:
        rng = stream(self.plan.slug, "verified", plan.number)
        verified = self.now - timedelta(days=rng.randint(20, 700)) if plan.is_verified else None
        return Provider(
            city=self.city,
            name=plan.name,
            kind=plan.kind,
            registration_code=plan.registration_code,
            about=plan.about,
            website=plan.website,
            email=plan.email,
            phone=plan.phone,
            verified_at=verified,
            verified_by=self.editor if verified else None,
            confirmed_at=self.now - timedelta(days=rng.randint(0, 90)),
        )

    def _venue(self, plan: VenuePlan) -> Venue:
        return Venue(
            city=self.city,
            name=plan.name,
            address=plan.address,
            postcode=plan.postcode,
            locality=f"{plan.district}, {self.profile.name}",
            country_code=self.profile.country,
            point=Point(*plan.at, srid=4326) if plan.at else None,
            placement=plan.placement,
            confirmed_at=self.now - timedelta(days=plan.number % 90),
        )

    def _venue_details(self) -> None:
        """Districts by containment, and accessibility."""
        venues = Venue.objects.filter(pk__in=self.venues.values())
        smallest = Area.objects.filter(geometry__covers=OuterRef("point")).order_by("-path__len", "pk")
        venues.update(area=Subquery(smallest.values("pk")[:1]))
        self._link(
            Venue.accessibility.through,
            ("venue_id", "accessibilityfeature_id"),
            {self.venues[plan.number]: [self.access[slug] for slug in plan.accessibility] for plan in self.plan.venues},
        )

    def _opportunity(self, plan: ListingPlan) -> Opportunity:
        is_published = plan.status == Opportunity.Status.PUBLISHED
        listed = is_published or plan.status == Opportunity.Status.ARCHIVED
        by_editor = plan.number % 5 < 2
        return Opportunity(
            city=self.city,
            provider_id=self.providers[plan.provider],
            kind_id=self.kinds[plan.kind],
            status=plan.status,
            live=is_published,
            original_language=plan.original_language,
            education_field_id=self.fields[plan.education_field] if plan.education_field else None,
            level_id=self.levels[plan.level] if plan.level else None,
            badge=plan.badge,
            certificate=plan.certificate,
            microcredential=plan.microcredential,
            ects=plan.ects,
            takes_voucher=plan.takes_voucher,
            website=plan.website,
            published_at=self.now - timedelta(days=plan.published_days, minutes=plan.number) if listed else None,
            confirmed_at=self.now - timedelta(days=plan.confirmed_days),
            confirmed_by=self.editor if by_editor else None,
        )

    def _texts(self, listings: list[ListingPlan]) -> None:
        rows = [
            OpportunityText(opportunity_id=self.opportunities[plan.number], **asdict(text))
            for plan in listings
            for text in plan.texts
        ]
        OpportunityText.objects.filter(opportunity__in=self.opportunities.values()).delete()
        OpportunityText.objects.bulk_create(rows, AT_ONCE)

    def _links(self, listings: list[ListingPlan]) -> None:
        """Interests in their order (the first one is the main one), competences and accessibility."""
        for through, column, slugs_of, keys in (
            (Opportunity.interests.through, "interest_id", lambda one: one.interests, self.interests),
            (Opportunity.competences.through, "competence_id", lambda one: one.competences, self.competences),
            (Opportunity.accessibility.through, "accessibilityfeature_id", lambda one: one.accessibility, self.access),
        ):
            wanted = {self.opportunities[one.number]: [keys[slug] for slug in slugs_of(one)] for one in listings}
            self._link(through, ("opportunity_id", column), wanted)

    def _link(self, through: Any, columns: tuple[str, str], wanted: dict[int, list[int]]) -> None:
        one, other = columns
        through.objects.filter(**{f"{one}__in": wanted}).delete()
        rows = [through(**{one: left, other: right}) for left, rights in wanted.items() for right in rights]
        through.objects.bulk_create(rows, AT_ONCE)

    def _programmes(self, listings: list[ListingPlan]) -> None:
        Programme.objects.filter(opportunity__in=self.opportunities.values()).delete()
        Programme.objects.bulk_create(
            Programme(opportunity_id=self.opportunities[one.number], **asdict(one.programme))
            for one in listings
            if one.programme
        )

    def _sessions(self, listings: list[ListingPlan]) -> list[int]:
        """The sessions, each over the one that stood in its place, so that its meetings keep their keys too."""
        known: dict[int, list[int]] = defaultdict(list)
        before = Session.objects.filter(opportunity__in=self.opportunities.values()).order_by("pk")
        for opportunity, pk in before.values_list("opportunity_id", "pk"):
            known[opportunity].append(pk)
        old, new = [], []
        for plan in listings:
            opportunity = self.opportunities[plan.number]
            for session in plan.sessions:
                values = asdict(session)
                venue = values.pop("venue")
                row = Session(opportunity_id=opportunity, time_zone=self.profile.time_zone, **values)
                row.venue_id = None if venue is None else self.venues[venue]
                if known[opportunity]:
                    row.pk = known[opportunity].pop(0)
                    old.append(row)
                else:
                    new.append(row)
        Session.objects.filter(pk__in=[pk for left in known.values() for pk in left]).delete()
        names = [one.name for one in Session._meta.concrete_fields if not one.primary_key]
        Session.objects.bulk_create(old, AT_ONCE, update_conflicts=True, unique_fields=["pk"], update_fields=names)
        Session.objects.bulk_create(new, AT_ONCE)
        return [row.pk for row in (*old, *new)]

    def _marks(self) -> None:
        """Likely duplicates, and what visitors reported; neither twice."""
        for first, second in self._pairs():
            LikelyDuplicate.objects.get_or_create(
                first_id=first, second_id=second, defaults={"reasons": ["title", "place", "time"]}
            )
        for number, reason, said in self.plan.problems:
            ProblemReport.objects.get_or_create(opportunity_id=self.opportunities[number], reason=reason, words=said)

    def _pairs(self) -> Iterable[list[int]]:
        return (sorted(self.opportunities[one] for one in pair) for pair in self.plan.duplicates)

    def _remove_others(self) -> int:
        """Take away rows of earlier plans: listings first, then places and organisations that nothing uses."""
        numbers: dict[Any, Sequence[Any]] = {
            Opportunity: self.plan.listings,
            Venue: self.plan.venues,
            Provider: self.plan.providers,
        }
        unused: dict[Any, dict[str, Any]] = {
            Opportunity: {"edited_at": None},
            Venue: {"sessions": None},
            Provider: {"opportunities": None},
        }
        removed = 0
        for model, plans in numbers.items():
            wanted = [self._id(model, plan.number) for plan in plans]
            others = model.objects.filter(source=SOURCE, city=self.city, **unused[model])
            removed += others.exclude(source_id__in=wanted).delete()[0]
        return removed


def is_written(slug: str, mark: str) -> bool:
    """Whether the city's rows were made from what `mark` stands for."""
    first = Opportunity.objects.filter(source=SOURCE, source_id=f"{slug}-opportunity-0001", city__is_demo=True)
    return first.filter(source_digest=mark).exists()
