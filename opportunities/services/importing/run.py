"""One import from beginning to end, in one transaction."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opportunities.exchange.canonical import COLUMNS
from opportunities.exchange.errors import MappingError
from opportunities.exchange.mapping.language import (
    FieldMapping,
    SourceFacts,
    build_mapping,
    file_options,
    read_mapping,
)
from opportunities.exchange.mapping.rules import nearest
from opportunities.exchange.readers.opening import open_table
from opportunities.exchange.readers.table import Table
from opportunities.exchange.records import OpportunityRecord, Weakness
from opportunities.languages import FALLBACK
from opportunities.models import City, ImportRun, Opportunity, OpportunityText, Provider, Session, Venue
from opportunities.search.table import refresh
from opportunities.services.importing.duplicates import mark_duplicates
from opportunities.services.importing.gathering import Gathered, digest, gather
from opportunities.services.importing.places import Origin, provider_key, providers_of, venue_key, venues_of
from opportunities.services.importing.refusals import ImportRefusedError
from opportunities.services.importing.removing import remove, sweep
from opportunities.services.importing.reporting import Report, report_path, save_rows
from opportunities.services.importing.terms import Terms
from opportunities.services.importing.territory import find_or_make_city, territory_of
from opportunities.services.importing.writing import Resolved, create, update
from opportunities.services.occurrences import refresh_occurrences
from people.models import User

MANY = 200
SELF_DESCRIBING = ("rpde", "jsonld", "ical")

Progress = Callable[[Iterable[Any], int | None, str], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Plan:
    """The records of a file by what has to be done. `edited`: changed in the file, but also by hand here."""

    new: list[OpportunityRecord]
    changed: dict[int, OpportunityRecord]
    unchanged: list[OpportunityRecord]
    edited: list[OpportunityRecord]


def import_opportunities(
    *,
    file: Path,
    source: str = "",
    mapping: Path | None = None,
    city: str = "",
    dry_run: bool = False,
    prune: bool = False,
    by: User | None = None,
    progress: Progress | None = None,
    report: Path | None = None,
) -> ImportRun:
    """Bring the catalogue in step with `file`: all of it or, where anything fails, nothing.

    Args:
        source: name under which the rows are known again; the mapping's where empty.
        mapping: TOML of docs/importing.md; not needed for JSON-LD, RPDE, iCalendar and our own columns.
        city: slug; the mapping's where empty.
        prune: remove what this source once brought and the file no longer has.
        progress: wraps an iterable as tqdm does: (iterable, total or None, unit).
        report: where rows to correct are saved; see `report_path` for the default.
    Returns: the stored run, with counts and outcomes; of a dry run too.
    Raises: UnreadableFileError, MappingError, ImportRefusedError, each with what to do.
    """
    run = ImportRun(file_name=file.name[:300], is_dry_run=dry_run, by=by, started_at=timezone.now())
    run.mapping_name = mapping.name[:300] if mapping else ""
    document = read_mapping(mapping) if mapping else {}
    table = open_table(file, file_options(document))
    canonical = table.format in SELF_DESCRIBING or (
        table.speaks_canonical and "title" not in document.get("fields", {})
    )
    fields = build_mapping(document, canonical=canonical, defaults=_defaults(city))
    _refuse_unfit(table, fields, prune=prune)
    run.source = _source_name(source or fields.source.name)
    with transaction.atomic():
        _alone(run.source)
        outcome = _Import(run.source, fields, table, city, by, progress or _silently).do(prune=prune)
        run.finished_at = timezone.now()
        if dry_run:
            transaction.set_rollback(True)
        else:
            outcome.store(run)
    if dry_run:
        with transaction.atomic():
            outcome.store(run)
    save_rows(outcome, report or report_path(run), table.columns if table.format == "csv" else ())
    return run


class _Import:
    """One import under way, inside its transaction."""

    def __init__(
        self, source: str, fields: FieldMapping, table: Table, city: str, by: User | None, progress: Progress
    ) -> None:
        self.fields, self.table, self.progress = fields, table, progress
        self.city = find_or_make_city(fields.city, city)
        self.territory = territory_of(self.city)
        publisher = fields.source.publisher or source
        self.origin = Origin(source, fields.source.licence, publisher, self.city, by.pk if by else None)
        self.terms = Terms()
        self.report = Report(notes=[table.reads_as, *table.notes])

    def do(self, *, prune: bool) -> Report:
        rows = self.progress(self.table.rows, self.table.total, _("rows"))
        gathered = gather(rows, self.fields, self.territory)
        if prune and not gathered.live():
            raise ImportRefusedError(
                _("Nothing in the file could be read, so --prune would empty the source. Refused.")
            )
        plan = self._plan(gathered)
        created, updated = self._write(plan)
        removed, archived = remove(self.origin.source, gathered.deleted())
        pruned: set[str] = set()
        kept: set[str] = set()
        if prune:
            pruned, kept = remove(self.origin.source, self._missing(gathered))
        if updated or removed or pruned:
            sweep(self.origin.source)
        touched = [*created, *updated]
        self._bring_in_step(touched)
        self._tell(plan, gathered, len(removed | archived), archived | kept)
        self.report.counts["pruned"] = len(pruned | kept)
        self.report.counts["duplicates"] = mark_duplicates(self.city, touched) if touched else 0
        return self.report

    def _plan(self, gathered: Gathered) -> Plan:
        rows = Opportunity.objects.filter(source=self.origin.source)
        known = {row[0]: row[1:] for row in rows.values_list("source_id", "pk", "source_digest", "edited_at")}
        plan = Plan([], {}, [], [])
        for record in gathered.live():
            if record.source_id not in known:
                plan.new.append(record)
                continue
            pk, last, edited_at = known[record.source_id]
            if last == self._digest(record):
                plan.unchanged.append(record)
            elif edited_at is not None:
                reason = _("Changed by hand here since; the file's new values were not taken.")
                record.weaknesses.append(Weakness(record.row, "", "", reason))
                plan.edited.append(record)
            else:
                plan.changed[pk] = record
        return plan

    def _digest(self, record: OpportunityRecord) -> str:
        return digest(record, self.city.pk, self.origin.licence, self.origin.publisher)

    def _write(self, plan: Plan) -> tuple[list[int], list[int]]:
        records = [*plan.new, *plan.changed.values()]
        if not records:
            return [], []
        providers = providers_of(records, self.origin)
        venues = venues_of(
            records,
            self.origin,
            territory=self.territory,
            accessibility=self.terms.accessibility_of,
            progress=self.progress,
        )
        resolve = self._resolver(providers, venues)
        created = create([resolve(record) for record in self.progress(plan.new, len(plan.new), _("new"))], self.origin)
        update({pk: resolve(record) for pk, record in plan.changed.items()}, self.origin)
        return created, list(plan.changed)

    def _resolver(self, providers: dict[str, int], venues: dict[str, int]) -> Callable[[OpportunityRecord], Resolved]:
        def resolve(record: OpportunityRecord) -> Resolved:
            return Resolved(
                record=record,
                digest=self._digest(record),
                provider=providers[provider_key(record.provider, self.origin)],
                kind=self.terms.kind(record),
                venue=None if record.venue.is_empty() else venues[venue_key(record.venue)],
                interests=self.terms.interests_of(record),
                competences=self.terms.competences_of(record),
                level=self.terms.level_of(record),
            )

        return resolve

    def _missing(self, gathered: Gathered) -> set[str]:
        """Numbers of the source that the file does not speak of; those of rejected rows are not missing."""
        known = Opportunity.objects.filter(source=self.origin.source).values_list("source_id", flat=True)
        return set(known) - gathered.spoken_of

    def _bring_in_step(self, touched: list[int]) -> None:
        """Dated meetings, then the search table that counts them."""
        if len(touched) > MANY:
            _tell_the_planner()
        refresh_occurrences(Session.objects.filter(opportunity__in=touched).values_list("pk", flat=True))
        refresh(touched)

    def _tell(self, plan: Plan, gathered: Gathered, removed: int, kept: set[str]) -> None:
        report = self.report
        report.rejected, report.rivals = gathered.rejected, gathered.rivals
        report.weakened = [record for record in gathered.live() if record.weaknesses]
        report.kept = [(gathered.records.get(source_id), source_id) for source_id in sorted(kept)]
        known_no_more = len(gathered.deleted()) - removed
        report.counts |= {
            "read": gathered.read,
            "created": len(plan.new),
            "updated": len(plan.changed),
            "unchanged": len(plan.unchanged) + len(plan.edited) + known_no_more,
            "removed": removed,
            "rejected": len(gathered.rejected),
            "joined": gathered.joined,
            "weakened": len(report.weakened),
        }
        report.counts |= self._placements()

    def _placements(self) -> dict[str, int]:
        """How exactly the venues of this source are placed, and how many of its sessions are online."""
        venues = Venue.objects.filter(source=self.origin.source).values_list("placement", flat=True)
        online = Session.objects.filter(opportunity__source=self.origin.source, delivery=Session.Delivery.ONLINE)
        placed = {f"placed_{placement}": count for placement, count in Counter(venues).items()}
        return placed | {"online": online.count()}


def _defaults(slug: str) -> SourceFacts:
    """Facts of the city named on the command line, for files that come without a mapping."""
    city = City.objects.filter(slug=slug).first() if slug else None
    if city is None:
        return SourceFacts(language=FALLBACK, time_zone=settings.TIME_ZONE)
    return SourceFacts(
        language=(city.languages or [FALLBACK])[0],
        currency=city.currency,
        time_zone=city.time_zone,
        country=city.country_code,
    )


def _source_name(name: str) -> str:
    if not 0 < len(name.strip()) <= 100:
        raise ImportRefusedError(_("Which source? Say --source NAME, at most 100 characters."))
    return name.strip()


def _refuse_unfit(table: Table, fields: FieldMapping, *, prune: bool) -> None:
    """Refuse a file that the mapping does not fit, and a prune that takes away what it never meant to hold."""
    if not fields.is_canonical:
        fields.refuse_missing(table)
    elif table.format not in SELF_DESCRIBING:
        if not table.speaks_canonical:
            message = _("The columns are the publisher's own. Give a --mapping, or use our names: see --template.")
            raise MappingError(message)
        foreign = [name for name in table.columns if name not in COLUMNS]
        table.notes += [
            _("Column “%(name)s” is not known and was passed over.%(nearest)s")
            % {"name": name, "nearest": nearest(name, COLUMNS)}
            for name in foreign[:20]
        ]
    if prune and (table.is_report or table.format == "rpde"):
        message = _("This file holds only a part of its source, so --prune would remove the rest. Leave --prune out.")
        raise ImportRefusedError(message)


def _alone(source: str) -> None:
    """Two imports of one source wait for each other; the lock goes with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('opportunities.importing'), hashtext(%s))", [source])


def _tell_the_planner() -> None:
    """Count the rows just written: a planner that believes the tables empty joins thousands of rows pair by pair."""
    models = (Opportunity, OpportunityText, Session, Venue, Provider, Opportunity.interests.through)
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _silently(rows: Iterable[Any], _total: int | None, _unit: str) -> Iterable[Any]:
    return rows
