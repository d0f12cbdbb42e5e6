"""What became of every row: stored, said in words, and saved as a file that can be corrected and fed back."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from opportunities.exchange.canonical import REPORT_COLUMNS
from opportunities.exchange.formulas import neutralise
from opportunities.exchange.records import OpportunityRecord, Row, Weakness
from opportunities.models import ImportOutcome, ImportRun
from opportunities.services.importing.places import BATCH

LONGEST_VALUE = 500
MOST_LINES = 12


@dataclass(slots=True)
class Report:
    """The counts of one run and every row that did not pass as it stood."""

    counts: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    rejected: list[tuple[Row, Weakness]] = field(default_factory=list)
    rivals: list[Row] = field(default_factory=list)
    weakened: list[OpportunityRecord] = field(default_factory=list)
    kept: list[tuple[OpportunityRecord | None, str]] = field(default_factory=list)

    def outcomes(self, run: ImportRun) -> Iterable[ImportOutcome]:
        for _row, weakness in self.rejected:
            yield _outcome(run, weakness, ImportOutcome.Outcome.REJECTED)
        for record in self.weakened:
            for weakness in record.weaknesses:
                yield _outcome(run, weakness, ImportOutcome.Outcome.WEAKENED, record.source_id)
        for kept, source_id in self.kept:
            reason = _("Changed by hand here, so it was archived and not deleted.")
            where = Weakness(kept.row if kept else 0, "", "", reason)
            yield _outcome(run, where, ImportOutcome.Outcome.KEPT, source_id)

    def store(self, run: ImportRun) -> None:
        """Save `run` with its counts and outcomes."""
        run.counts = self.counts | ({"notes": self.notes} if self.notes else {})
        run.save()
        ImportOutcome.objects.bulk_create(self.outcomes(run), batch_size=BATCH)


def report_path(run: ImportRun) -> Path:
    """Where the rows to correct are saved; the name is ours, whatever the file and the source are called."""
    folder: Path = settings.PRIVATE_DIR / "imports"
    return folder / f"{run.pk}-{slugify(run.source)[:60] or 'source'}.csv"


def save_rows(report: Report, path: Path, columns: Sequence[str]) -> bool:
    """Write the rows of `report` with their original columns and the reasons; nothing, and False, where there are none.

    Of an opportunity made of several rows all are written, so that feeding the file back loses no date; beside a row
    rejected for its number stands the one that has the number. Cells that a
    spreadsheet would run as a formula are made harmless; the reader puts them back.
    """
    lines = _lines(report)
    if not lines:
        return False
    names = list(columns) or list(dict.fromkeys(name for row, _found in lines.values() for name in row.values))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*REPORT_COLUMNS, *(neutralise(name) for name in names)])
        for number in sorted(lines):
            row, found = lines[number]
            outcome = "rejected" if any(one.rejects for one in found) else "weakened" if found else "-"
            said = [" | ".join(getattr(one, name) for one in found) for name in ("field", "value", "reason")]
            cells = [str(number), outcome, *said, *(row.values.get(name, "") for name in names)]
            writer.writerow([neutralise(cell.replace("\0", "")) for cell in cells])
    return True


def as_text(run: ImportRun, saved: Path | None = None) -> str:
    """The report in words, a line for each count and for the commonest reasons."""
    counts = run.counts
    lines = [_("Dry run: nothing was changed.")] if run.is_dry_run else []
    lines += [f"{label}: {counts[name]:,}" for name, label in _labels() if counts.get(name)]
    if not any(counts.get(name) for name in ("created", "updated", "removed", "pruned")):
        lines.append(_("Nothing changed."))
    lines += [str(note) for note in counts.get("notes", [])]
    reasons: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row, outcome, name, reason in run.outcomes.values_list("row", "outcome", "field", "reason"):
        reasons[outcome, name, reason].append(row)
    common = sorted(reasons.items(), key=lambda item: -len(item[1]))
    for (_outcome_name, name, reason), rows in common[:MOST_LINES]:
        shown = ", ".join(map(str, rows[:5])) + (" …" if len(rows) > 5 else "")
        lines.append(f"  {len(rows):,} × {name or '–'}: {reason} ({_('rows')} {shown})")
    if len(common) > MOST_LINES:
        lines.append(_("  … and %(count)s other reasons.") % {"count": len(common) - MOST_LINES})
    if saved:
        lines.append(_("Rows to correct: %(path)s. Mend them there and import that file again.") % {"path": saved})
    return "\n".join(lines)


def _labels() -> list[tuple[str, str]]:
    return [
        ("read", _("rows read")),
        ("created", _("created")),
        ("updated", _("updated")),
        ("unchanged", _("unchanged")),
        ("removed", _("removed")),
        ("rejected", _("rejected")),
        ("joined", _("further dates of an opportunity above")),
        ("pruned", _("no longer in the file, removed")),
        ("weakened", _("opportunities taken with a value missing or doubtful")),
        ("duplicates", _("likely duplicates marked")),
        ("placed_exact", _("places known exactly")),
        ("placed_street", _("places known to the street")),
        ("placed_place", _("places known to the part of town")),
        ("placed_area", _("places known to the area")),
        ("placed_none", _("places not known")),
        ("online", _("online")),
    ]


def _lines(report: Report) -> dict[int, tuple[Row, list[Weakness]]]:
    lines: dict[int, tuple[Row, list[Weakness]]] = {row.number: (row, []) for row in report.rivals}
    for row, weakness in report.rejected:
        lines[row.number] = (row, [weakness])
    for record in report.weakened:
        for row in record.rows:
            lines[row.number] = (row, [one for one in record.weaknesses if one.row == row.number])
    return lines


def _outcome(run: ImportRun, weakness: Weakness, outcome: str, source_id: str = "") -> ImportOutcome:
    return ImportOutcome(
        run=run,
        row=weakness.row,
        source_id=source_id[:300],
        outcome=outcome,
        field=weakness.field[:100],
        value=_storable(weakness.value),
        reason=weakness.reason,
    )


def _storable(value: str) -> str:
    """What PostgreSQL can keep of `value`."""
    return value[:LONGEST_VALUE].replace("\0", "").encode("utf-8", "replace").decode("utf-8")
