"""Words are counted as they are spelt, "šokiai", beside "sokiai", so that a correction can be written properly."""

from django.db import migrations, models

# See 0006: the same three triggers, now for words with their diacritics.
CHANGED = {
    "insert": "SELECT city_id, language, words, 1 AS step FROM new_rows",
    "update": "SELECT city_id, language, words, 1 AS step FROM new_rows"
    " UNION ALL SELECT city_id, language, words, -1 FROM old_rows",
    "delete": "SELECT city_id, language, words, -1 AS step FROM old_rows",
}
COUNT = """
CREATE OR REPLACE FUNCTION opportunities_count_words_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO opportunities_searchword (city_id, stemmer, spelt, word, lexeme, documents)
    SELECT city_id, stemmer, spelt, left(learnmap_fold(spelt), 40),
        COALESCE((tsvector_to_array(to_tsvector(('learnmap_' || stemmer)::regconfig, spelt)))[1], ''), step
    FROM (
        SELECT city_id, spelt, sum(step) AS step,
            CASE WHEN language = ANY('{{lt,en,fi,nl,es}}') THEN language ELSE 'simple' END AS stemmer
        FROM ({changed}) AS changed, unnest(words) AS spelt
        GROUP BY city_id, stemmer, spelt HAVING sum(step) <> 0
    ) AS counted;
    RETURN NULL;
END $$
"""
# The first statement loads pg_trgm, without which nobody but a superuser may set its limit. At 0.15 a word of seven
# letters with two wrong is found among ten thousand.
LIKE = """
SELECT show_limit();
CREATE FUNCTION opportunities_words_like(in_city bigint, typed text)
RETURNS TABLE (spelt text, word text, documents bigint)
LANGUAGE sql STABLE SET pg_trgm.similarity_threshold = 0.15 AS $$
    SELECT spelt, word, sum(documents) FROM opportunities_searchword
    WHERE city_id = in_city AND word % typed AND length(word) BETWEEN length(typed) - 2 AND length(typed) + 2
    GROUP BY spelt, word HAVING sum(documents) > 0
$$
"""


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0006_words")]

    operations = [
        migrations.RunSQL("TRUNCATE opportunities_searchtext", migrations.RunSQL.noop),
        migrations.RunSQL("TRUNCATE opportunities_searchword", migrations.RunSQL.noop),
        migrations.RunSQL("UPDATE opportunities_searchrow SET due_at = now()", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="searchword",
            name="spelt",
            field=models.CharField(max_length=40, db_collation="C"),
            preserve_default=False,
        ),
        *[
            migrations.RunSQL(COUNT.format(event=event, changed=changed), migrations.RunSQL.noop)
            for event, changed in CHANGED.items()
        ],
        migrations.RunSQL(LIKE, "DROP FUNCTION opportunities_words_like(bigint, text)"),
    ]
