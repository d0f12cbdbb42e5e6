"""Writes down when a listing changed: the one place that writes `ListingChange`, but for what the database deletes.

A change is one of what the public can read: texts, provider, places, sessions, terms. Saving the same again is none,
nor is the passing of time, which the rows of the search table tell by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

# What rows say of themselves and nobody reads: when they were saved, by whom, from which line of which file.
UNREAD = (
    "updated_at", "created_at", "edited_at", "source_digest", "confirmed_at", "confirmed_by_id", "latest_revision_id",
    "live_revision_id", "has_unpublished_changes", "first_published_at", "last_published_at", "go_live_at", "expire_at",
    "expired", "live", "status",
)  # fmt: skip


def note_changes(opportunity_ids: Sequence[int]) -> None:
    """Note of these opportunities which are new, changed or no longer listed. Part of the caller's transaction.

    Times are those of writing, not of the transaction's beginning: whoever reads along asks again for the last minutes.
    """
    with connection.cursor() as cursor:
        cursor.execute(NOTE_LISTED, {"ids": list(opportunity_ids), "unread": list(UNREAD)})
        cursor.execute(NOTE_GONE, {"ids": list(opportunity_ids)})


NOTE_LISTED = """
    INSERT INTO opportunities_listingchange AS known (listing, city_id, first_at, changed_at, is_listed, digest)
    SELECT o.id, o.city_id, clock.now, clock.now, TRUE, md5(concat_ws(E'\\x1f',
        (to_jsonb(o) - %(unread)s::text[])::text, p.name, p.website, t.said, s.said, terms.said,
        (to_jsonb(programme) - %(unread)s::text[])::text))
    FROM opportunities_opportunity o
    CROSS JOIN (SELECT clock_timestamp() AS now) clock
    JOIN opportunities_provider p ON p.id = o.provider_id
    LEFT JOIN opportunities_programme programme ON programme.opportunity_id = o.id
    LEFT JOIN LATERAL (
        SELECT string_agg(concat_ws(E'\\x1f', language, title, summary, description), E'\\x1e' ORDER BY language)
            AS said
        FROM opportunities_opportunitytext WHERE opportunity_id = o.id
    ) t ON TRUE
    LEFT JOIN LATERAL (
        SELECT string_agg(concat(to_jsonb(session), to_jsonb(venue) - %(unread)s::text[],
            (SELECT array_agg(accessibilityfeature_id ORDER BY accessibilityfeature_id)
             FROM opportunities_venue_accessibility WHERE venue_id = venue.id)), '' ORDER BY session.id) AS said
        FROM opportunities_session session LEFT JOIN opportunities_venue venue ON venue.id = session.venue_id
        WHERE session.opportunity_id = o.id
    ) s ON TRUE
    CROSS JOIN LATERAL (
        SELECT concat_ws(E'\\x1f',
            (SELECT array_agg(interest_id ORDER BY id) FROM opportunities_opportunity_interests
             WHERE opportunity_id = o.id)::text,
            (SELECT array_agg(competence_id ORDER BY competence_id) FROM opportunities_opportunity_competences
             WHERE opportunity_id = o.id)::text,
            (SELECT array_agg(accessibilityfeature_id ORDER BY accessibilityfeature_id)
             FROM opportunities_opportunity_accessibility WHERE opportunity_id = o.id)::text) AS said
    ) terms
    WHERE o.id = ANY(%(ids)s) AND o.status = 'published'
    ORDER BY o.id
    ON CONFLICT (listing) DO UPDATE SET
        city_id = excluded.city_id, is_listed = TRUE, digest = excluded.digest,
        changed_at = CASE WHEN known.digest = '' AND known.is_listed THEN known.changed_at ELSE excluded.changed_at END
    WHERE (known.digest, known.is_listed, known.city_id) IS DISTINCT FROM (excluded.digest, TRUE, excluded.city_id)
"""
NOTE_GONE = """
    UPDATE opportunities_listingchange AS known SET is_listed = FALSE, changed_at = clock_timestamp()
    WHERE known.listing = ANY(%(ids)s) AND known.is_listed AND NOT EXISTS (
        SELECT FROM opportunities_opportunity o WHERE o.id = known.listing AND o.status = 'published')
"""
