"""Changes to the tree of areas."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

import shapely
from django.contrib.gis import geos
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from shapely import MultiPolygon

from geodata.boundaries import Boundary
from geodata.models import SRID, Area, AreaName
from geodata.signals import areas_changed
from geodata.words import name_key, spellings

LEVELS = [level.value for level in Area.Level]
# Borders of two sources never run alike: this share of an area inside another makes it a part of it.
ENOUGH_INSIDE = 0.5

Progress = Callable[[Iterable[Boundary]], Iterable[Boundary]]


@dataclass(slots=True)
class ImportReport:
    """What an import did, by names; `rejected` holds (row, field, reason)."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    without_parent: list[str] = field(default_factory=list)
    rejected: list[tuple[int, str, str]] = field(default_factory=list)
    is_dry_run: bool = False

    @property
    def changed_nothing(self) -> bool:
        """Whether the database was already as the file says."""
        return not (self.created or self.updated or self.retired)

    def as_text(self) -> str:
        """For people, several lines."""
        counts = f"created {len(self.created)}, updated {len(self.updated)}, unchanged {len(self.unchanged)}"
        lines = [f"{counts}, retired {len(self.retired)}, rejected {len(self.rejected)}"]
        lines += [f"row {row}, {column}: {reason}" for row, column, reason in self.rejected]
        told = [
            ("Invalid shapes repaired", self.repaired),
            ("Approximate areas that the file replaces by others", self.retired),
            ("Not part of any larger area", self.without_parent),
        ]
        lines += [f"{what}: {_some(names)}" for what, names in told if names]
        if self.changed_nothing:
            lines.append("Nothing to change.")
        if self.is_dry_run:
            lines.append("A dry run: nothing was saved.")
        return "\n".join(lines)


def _some(names: list[str], most: int = 20) -> str:
    """`names` in one line, the rest of a long list as a number."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


@transaction.atomic
def import_areas(
    boundaries: Sequence[Boundary],
    *,
    level: str,
    country_code: str,
    source: str,
    licence: str,
    dry_run: bool = False,
    progress: Progress = iter,
) -> ImportReport:
    """Make the areas of one level of one country what a publisher's file says, wholly or not at all.

    An area is recognised by its national code, else by its name and place; it keeps its key, so that what refers to it
    still does. Approximate areas of the level that the file covers without naming them are retired. Then every area of
    the country is put below the smallest larger one that holds most of it.
    """
    report = ImportReport(is_dry_run=dry_run, repaired=[b.name for b in boundaries if b.repaired])
    known = _Known(level, country_code)
    new, changed = [], []
    for boundary in progress(boundaries):
        area = known.take(boundary)
        if area is None:
            area = Area(level=level, country_code=country_code)
            new.append(area)
            report.created.append(boundary.name)
            _write(area, boundary, source, licence)
        elif _write(area, boundary, source, licence):
            changed.append(area)
            report.updated.append(boundary.name)
        else:
            report.unchanged.append(boundary.name)
    Area.objects.bulk_create(new, batch_size=200)
    Area.objects.bulk_update(changed, WRITTEN, batch_size=100)
    write_spellings(new + changed)
    report.retired = _retire(known.left_over(), boundaries)
    place_in_tree(country_code)
    if level != Area.Level.COUNTRY:
        alone = Area.objects.of_level(level).filter(country_code=country_code, parent=None)
        report.without_parent = [area.name for area in alone]
    if report.created or report.updated or report.retired:
        areas_changed.send(sender=Area, country_code=country_code)
    if dry_run:
        transaction.set_rollback(True)
    return report


WRITTEN = [
    "name",
    "names",
    "national_code",
    "nuts_code",
    "lau_code",
    "geometry",
    "point",
    "is_approximate",
    "source",
    "licence",
]


class _Known:
    """The areas that stand in the database already, each to be recognised once."""

    def __init__(self, level: str, country_code: str) -> None:
        areas = Area.objects.of_level(level).filter(country_code=country_code).prefetch_related("spellings")
        self._by_code: dict[str, Area] = {}
        self._by_name: dict[str, list[Area]] = defaultdict(list)
        self._left: dict[int, Area] = {}
        for area in areas.select_for_update():
            self._left[area.pk] = area
            if area.national_code:
                self._by_code[area.national_code] = area
            for key in {name_key(name) for name in [area.name, *(s.name for s in area.spellings.all())]}:
                self._by_name[key].append(area)

    def take(self, boundary: Boundary) -> Area | None:
        """The area that `boundary` means, taken out, or None where it is new."""
        area = self._by_code.get(boundary.code) if boundary.code else None
        if area is None or area.pk not in self._left:
            area = next((a for a in self._by_name[name_key(boundary.name)] if self._is_meant(a, boundary)), None)
        return self._left.pop(area.pk) if area else None

    def _is_meant(self, area: Area, boundary: Boundary) -> bool:
        """Whether a namesake is the same ground: names repeat within a country, codes do not."""
        if area.pk not in self._left or (area.national_code and boundary.code and not area.is_approximate):
            return False
        if area.geometry is None:
            return bool(shapely.intersects_xy(boundary.shape, area.point.x, area.point.y))
        return bool(shapely.intersects(shape_of(area), boundary.shape))

    def left_over(self) -> list[Area]:
        """Approximate areas that no boundary meant."""
        return [area for area in self._left.values() if area.is_approximate]


def _write(area: Area, boundary: Boundary, source: str, licence: str) -> bool:
    """Write `boundary` into `area`, unsaved. Returns whether anything differs from before."""
    values: dict[str, object] = {
        "name": boundary.name,
        "names": area.names | boundary.names,
        "national_code": boundary.code,
        "nuts_code": boundary.nuts,
        "lau_code": boundary.lau,
        "is_approximate": False,
        "source": source,
        "licence": licence,
    }
    differs = any(getattr(area, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(area, name, value)
    if area.geometry is None or not shapely.equals_exact(shape_of(area), boundary.shape, 1e-9):
        set_shape(area, boundary.shape)
        differs = True
    return differs


def set_shape(area: Area, shape: MultiPolygon) -> None:
    """Give `area` its boundary and a point inside it, unsaved."""
    inside = shapely.point_on_surface(shape)
    area.geometry = cast(geos.MultiPolygon, geos.GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=SRID))
    area.point = geos.Point(inside.x, inside.y, srid=SRID)


def shape_of(area: Area) -> MultiPolygon:
    """The boundary of `area` for shapely, which works on many at once. It must have one."""
    return cast(MultiPolygon, shapely.from_wkb(bytes(cast(geos.MultiPolygon, area.geometry).wkb)))


def write_spellings(areas: Iterable[Area], *, aliases: dict[int, list[str]] | None = None) -> None:
    """Let saved `areas` be found by their names. Names they had before stay: people still use them.

    `aliases`: more names, by key of the area.
    """
    rows = [
        AreaName(area=area, name=name, folded=folded[:250])
        for area in areas
        for name in [area.name, *area.names.values(), *(aliases or {}).get(area.pk, [])]
        for folded in spellings(name)
    ]
    AreaName.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)


def _retire(approximate: list[Area], boundaries: Sequence[Boundary]) -> list[str]:
    """Take away approximate areas on ground that the official ones now cover; where one is in use, only its shape."""
    if not approximate:
        return []
    tree = shapely.STRtree([boundary.shape for boundary in boundaries])
    retired = []
    for area in approximate:
        if area.geometry is None or not len(tree.query(shape_of(area), predicate="intersects")):
            continue
        try:
            with transaction.atomic():
                area.delete()
        except (ProtectedError, RestrictedError):
            area.geometry = None
            area.save(update_fields=["geometry"])
        retired.append(area.name)
    return retired


def place_in_tree(country_code: str) -> int:
    """Put every area of a country below the smallest larger one which holds most of it. Returns how many moved.

    Levels may be missing: a municipality without a county belongs to the country. Approximate areas stay where they
    were put, because their outlines prove nothing.
    """
    areas = list(Area.objects.filter(country_code=country_code))
    country = next((area for area in areas if area.level == Area.Level.COUNTRY), None)
    moved = []
    for level in LEVELS[1:]:
        children = [a for a in areas if a.level == level and a.geometry and not (a.is_approximate and a.parent_id)]
        parents: dict[int, Area] = {child.pk: country for child in children if country}
        for upper in LEVELS[1 : LEVELS.index(level)]:
            parents |= _holders(children, [a for a in areas if a.level == upper and a.geometry])
        for child in children:
            parent = parents.get(child.pk)
            if child.parent_id != (parent.pk if parent else None):
                child.parent = parent
                moved.append(child)
    Area.objects.bulk_update(moved, ["parent"], batch_size=500)
    return len(moved)


def _holders(children: list[Area], uppers: list[Area]) -> dict[int, Area]:
    """By key of the child: the one of `uppers` that holds the largest, sufficient share of it."""
    if not (children and uppers):
        return {}
    parts, wholes = [shape_of(a) for a in children], [shape_of(a) for a in uppers]
    child_at, upper_at = shapely.STRtree(wholes).query(parts, predicate="intersects")
    shares = shapely.area(shapely.intersection([parts[i] for i in child_at], [wholes[i] for i in upper_at]))
    best: dict[int, tuple[float, Area]] = {}
    for child, upper, shared in zip(child_at, upper_at, shares, strict=True):
        share = float(shared) / parts[child].area
        if share >= max(ENOUGH_INSIDE, best.get(child, (0.0, None))[0]):
            best[child] = (share, uppers[upper])
    return {children[child].pk: upper for child, (_, upper) in best.items()}
