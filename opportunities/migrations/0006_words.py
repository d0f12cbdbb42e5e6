"""The words of the catalogue with the number of texts that hold them, and the words that found nothing."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

# unaccent reads its rules from a file, so PostgreSQL does not believe that it always answers the same; it does here.
FOLD = """
CREATE FUNCTION learnmap_fold(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT btrim(regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, $1)), '[^[:alnum:]]+', ' ', 'g'))
$$
"""
PROVIDERS = (
    "CREATE INDEX provider_folded ON opportunities_provider USING gin ((' ' || learnmap_fold(name)) gin_trgm_ops)"
)

# What a statement changed, as (city, language, words, by how much). The counts follow whoever writes: a refresh, a cascade,
# a hand at the database.
CHANGED = {
    "insert": ("NEW TABLE AS new_rows", "SELECT city_id, language, words, 1 AS step FROM new_rows"),
    "update": (
        "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "SELECT city_id, language, words, 1 AS step FROM new_rows"
        " UNION ALL SELECT city_id, language, words, -1 FROM old_rows",
    ),
    "delete": ("OLD TABLE AS old_rows", "SELECT city_id, language, words, -1 AS step FROM old_rows"),
}
COUNT = """
CREATE FUNCTION opportunities_count_words_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO opportunities_searchword (city_id, stemmer, word, lexeme, documents)
    SELECT city_id, stemmer, word,
        COALESCE((tsvector_to_array(to_tsvector(('learnmap_' || stemmer)::regconfig, word)))[1], ''), step
    FROM (
        SELECT city_id, word, sum(step) AS step,
            CASE WHEN language = ANY('{{lt,en,fi,nl,es}}') THEN language ELSE 'simple' END AS stemmer
        FROM ({changed}) AS changed, unnest(words) AS word
        GROUP BY city_id, stemmer, word HAVING sum(step) <> 0
    ) AS counted;
    RETURN NULL;
END $$;
CREATE TRIGGER count_words_{event} AFTER {event} ON opportunities_searchtext REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION opportunities_count_words_{event}()
"""
UNCOUNT = """
DROP TRIGGER count_words_{event} ON opportunities_searchtext;
DROP FUNCTION opportunities_count_words_{event}()
"""


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0005_search_snapshots")]

    operations = [
        migrations.RunSQL(FOLD, "DROP FUNCTION learnmap_fold(text)"),
        migrations.RunSQL(PROVIDERS, "DROP INDEX provider_folded"),
        # Texts written before know neither their city nor their words: they go, and the first refresh writes all anew.
        migrations.RunSQL("DELETE FROM opportunities_searchtext", migrations.RunSQL.noop),
        migrations.RunSQL("UPDATE opportunities_searchrow SET due_at = now()", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="searchtext",
            name="city",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="opportunities.city"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="searchtext", name="folded", field=models.TextField(db_collation="C", default="")
        ),
        migrations.AddField(
            model_name="searchtext",
            name="words",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
        ),
        migrations.AddIndex(
            model_name="searchtext", index=models.Index(fields=["city", "folded"], name="search_titles")
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stemmer", models.CharField(max_length=8)),
                ("word", models.CharField(db_collation="C", max_length=40)),
                ("lexeme", models.CharField(db_collation="C", max_length=40)),
                ("documents", models.IntegerField()),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="opportunities.city"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["city", "stemmer", "lexeme"], name="search_word_lexemes"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("word", "gin_trgm_ops"), name="search_word_trigrams"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchMiss",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="day")),
                ("words", models.CharField(max_length=100, verbose_name="words")),
                ("count", models.PositiveIntegerField(default=1, verbose_name="searches")),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="opportunities.city",
                        verbose_name="city",
                    ),
                ),
            ],
            options={
                "verbose_name": "search that found nothing",
                "verbose_name_plural": "searches that found nothing",
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("city", "on", "words"), name="search_miss_once_a_day")],
            },
        ),
        *[
            migrations.RunSQL(COUNT.format(event=event, tables=tables, changed=changed), UNCOUNT.format(event=event))
            for event, (tables, changed) in CHANGED.items()
        ],
    ]
