"""Writes `SearchText`: the words of opportunities, one row a language, and nothing else of them.

What is counted of the words (`SearchWord`) follows by triggers of the table.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

# The languages with a stemmer of their own (see the first migration); any other is searched by its words as they are.
STEMMED = ("lt", "en", "fi", "nl", "es")

GONE = """
DELETE FROM opportunities_searchtext text WHERE opportunity_id = ANY(%(ids)s) AND NOT (
    opportunity_id = ANY(%(published)s) AND EXISTS (
        SELECT FROM opportunities_opportunitytext t
        WHERE t.opportunity_id = text.opportunity_id AND t.language = text.language
    )
)
"""
WRITE = """
INSERT INTO opportunities_searchtext (opportunity_id, city_id, language, title, folded, vector, words)
SELECT t.opportunity_id, o.city_id, t.language, t.title, learnmap_fold(t.title),
    setweight(to_tsvector(w.config, learnmap_fold(t.title)), 'A')
        || '''|'':1'::tsvector || setweight(to_tsvector(w.config, learnmap_fold(w.names)), 'B')
        || '''|'':1'::tsvector || setweight(to_tsvector(w.config, learnmap_fold(w.prose)), 'C'),
    ARRAY(
        SELECT word FROM unnest(tsvector_to_array(
            to_tsvector('simple', regexp_replace(concat_ws(' ', t.title, w.names, w.prose), '[^[:alnum:]]+', ' ', 'g'))
        )) AS word WHERE word ~ '^[[:alpha:]]{2,40}$'
    )
FROM opportunities_opportunitytext t
JOIN opportunities_opportunity o ON o.id = t.opportunity_id
JOIN opportunities_provider p ON p.id = o.provider_id
LEFT JOIN LATERAL (
    SELECT string_agg(each.value, ' ') AS names
    FROM opportunities_opportunity_interests link
    JOIN opportunities_interest interest ON interest.id = link.interest_id,
        jsonb_each_text(interest.names) each
    WHERE link.opportunity_id = o.id
) i ON TRUE
LEFT JOIN LATERAL (
    SELECT string_agg(DISTINCT concat_ws(' ', venue.name, venue.address), ' ') AS names
    FROM opportunities_session session JOIN opportunities_venue venue ON venue.id = session.venue_id
    WHERE session.opportunity_id = o.id
) v ON TRUE
CROSS JOIN LATERAL (
    SELECT (CASE WHEN t.language = ANY(%(stemmed)s) THEN 'learnmap_' || t.language ELSE 'learnmap_simple' END
        )::regconfig AS config,
        concat_ws(' ', p.name, i.names, v.names) AS names,
        t.summary || ' ' || left(regexp_replace(t.description, '<[^>]*>', ' ', 'g'), 20000) AS prose
) w
WHERE t.opportunity_id = ANY(%(ids)s)
ORDER BY t.opportunity_id, t.language
ON CONFLICT (opportunity_id, language) DO UPDATE SET city_id = excluded.city_id, title = excluded.title,
    folded = excluded.folded, vector = excluded.vector, words = excluded.words
"""


def write_texts(ids: Sequence[int], *, published: Sequence[int]) -> None:
    """Bring the texts of the opportunities `ids` up to date: title (A), interests, provider, venues (B), prose (C).

    Of those that are not `published` none remains. The names of interests go in in every language, so that "robotics"
    also finds what is described in Lithuanian only. Punctuation is taken out first: "hip-hop" is two words side by
    side, in a text as in a search. A stroke, which nobody can search for, keeps the last word of one part from standing
    beside the first of the next. What did not change is written as it was, which nobody counts.
    """
    with connection.cursor() as cursor:
        cursor.execute(GONE, {"ids": list(ids), "published": list(published)})
        cursor.execute(WRITE, {"ids": list(published), "stemmed": list(STEMMED)})
