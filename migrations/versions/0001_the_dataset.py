"""The tables of a dataset."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

SEARCH = """
CREATE VIRTUAL TABLE search USING fts5(
    title, text, characters, facets, content='searchable', content_rowid='place',
    tokenize="porter unicode61 remove_diacritics 2"
)
"""


def upgrade() -> None:
    op.create_table(
        "manifest",
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_table(
        "record",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "word",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("frequency", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "country",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mention_count", sa.Integer(), nullable=False),
        sa.Column("alpha_3", sa.String(), nullable=False),
        sa.Column("numeric", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"],
            ["record.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("alpha_3"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("numeric"),
    )
    op.create_index(op.f("ix_country_mention_count"), "country", ["mention_count"], unique=False)
    op.create_index(op.f("ix_country_name"), "country", ["name"], unique=False)
    op.create_table(
        "document",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("publisher", sa.String(), nullable=True),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("published", sa.String(), nullable=True),
        sa.Column("published_earliest", sa.String(), nullable=True),
        sa.Column("published_latest", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("title_is_null", sa.Boolean(), nullable=False),
        sa.Column("publisher_is_null", sa.Boolean(), nullable=False),
        sa.Column("author_is_null", sa.Boolean(), nullable=False),
        sa.Column("published_is_null", sa.Boolean(), nullable=False),
        sa.Column("url_is_null", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"],
            ["record.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(op.f("ix_document_author"), "document", ["author"], unique=False)
    op.create_index(op.f("ix_document_language"), "document", ["language"], unique=False)
    op.create_index(op.f("ix_document_published"), "document", ["published"], unique=False)
    op.create_index(op.f("ix_document_publisher"), "document", ["publisher"], unique=False)
    op.create_index(op.f("ix_document_words"), "document", ["words"], unique=False)
    op.create_table(
        "entity",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mention_count", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"],
            ["record.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(op.f("ix_entity_mention_count"), "entity", ["mention_count"], unique=False)
    op.create_index(op.f("ix_entity_name"), "entity", ["name"], unique=False)
    op.create_index(op.f("ix_entity_type"), "entity", ["type"], unique=False)
    op.create_table(
        "entity_group",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mention_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"],
            ["record.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(
        op.f("ix_entity_group_mention_count"), "entity_group", ["mention_count"], unique=False
    )
    op.create_index(op.f("ix_entity_group_name"), "entity_group", ["name"], unique=False)
    op.create_table(
        "initiative",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mention_count", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("purpose_is_null", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"],
            ["record.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(op.f("ix_initiative_kind"), "initiative", ["kind"], unique=False)
    op.create_index(
        op.f("ix_initiative_mention_count"), "initiative", ["mention_count"], unique=False
    )
    op.create_index(op.f("ix_initiative_name"), "initiative", ["name"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mention_count", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"],
            ["record.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(op.f("ix_organisation_kind"), "organisation", ["kind"], unique=False)
    op.create_index(
        op.f("ix_organisation_mention_count"), "organisation", ["mention_count"], unique=False
    )
    op.create_index(op.f("ix_organisation_name"), "organisation", ["name"], unique=False)
    op.create_table(
        "person",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mention_count", sa.Integer(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("honorific_is_null", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"],
            ["record.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(op.f("ix_person_mention_count"), "person", ["mention_count"], unique=False)
    op.create_index(op.f("ix_person_name"), "person", ["name"], unique=False)
    op.create_index(op.f("ix_person_named"), "person", ["named"], unique=False)
    op.create_table(
        "place",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mention_count", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("stands_for_is_null", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"],
            ["record.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(op.f("ix_place_kind"), "place", ["kind"], unique=False)
    op.create_index(op.f("ix_place_mention_count"), "place", ["mention_count"], unique=False)
    op.create_index(op.f("ix_place_name"), "place", ["name"], unique=False)
    op.create_table(
        "searchable",
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("characters", sa.String(), nullable=False),
        sa.Column("facets", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("place"),
    )
    op.create_table(
        "deal",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("modality", sa.String(), nullable=False),
        sa.Column("inferred", sa.Boolean(), nullable=False),
        sa.Column("conditions_is_null", sa.Boolean(), nullable=False),
        sa.Column("note_is_null", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("purpose_is_null", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"],
            ["document.id"],
        ),
        sa.ForeignKeyConstraint(
            ["key"],
            ["record.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("sequence"),
    )
    op.create_index(op.f("ix_deal_document"), "deal", ["document"], unique=False)
    op.create_index(op.f("ix_deal_inferred"), "deal", ["inferred"], unique=False)
    op.create_index(op.f("ix_deal_modality"), "deal", ["modality"], unique=False)
    op.create_index(op.f("ix_deal_stage"), "deal", ["stage"], unique=False)
    op.create_table(
        "document_country",
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"],
            ["document.id"],
        ),
        sa.PrimaryKeyConstraint("country", "document"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "entity_country",
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity"],
            ["entity.id"],
        ),
        sa.PrimaryKeyConstraint("country", "entity"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_entity_country_entity"), "entity_country", ["entity"], unique=False)
    op.create_table(
        "event",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("modality", sa.String(), nullable=False),
        sa.Column("inferred", sa.Boolean(), nullable=False),
        sa.Column("conditions_is_null", sa.Boolean(), nullable=False),
        sa.Column("note_is_null", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("earliest", sa.String(), nullable=True),
        sa.Column("latest", sa.String(), nullable=True),
        sa.Column("day", sa.String(), nullable=True),
        sa.Column("date_is_null", sa.Boolean(), nullable=False),
        sa.Column("place_is_null", sa.Boolean(), nullable=False),
        sa.Column("topic_is_null", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"],
            ["document.id"],
        ),
        sa.ForeignKeyConstraint(
            ["key"],
            ["record.key"],
        ),
        sa.ForeignKeyConstraint(
            ["place"],
            ["entity.id"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("sequence"),
    )
    op.create_index(op.f("ix_event_day"), "event", ["day"], unique=False)
    op.create_index(op.f("ix_event_document"), "event", ["document"], unique=False)
    op.create_index(op.f("ix_event_earliest"), "event", ["earliest"], unique=False)
    op.create_index(op.f("ix_event_inferred"), "event", ["inferred"], unique=False)
    op.create_index(op.f("ix_event_kind"), "event", ["kind"], unique=False)
    op.create_index(op.f("ix_event_latest"), "event", ["latest"], unique=False)
    op.create_index(op.f("ix_event_modality"), "event", ["modality"], unique=False)
    op.create_index(op.f("ix_event_place"), "event", ["place"], unique=False)
    op.create_table(
        "fact",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("modality", sa.String(), nullable=False),
        sa.Column("inferred", sa.Boolean(), nullable=False),
        sa.Column("conditions_is_null", sa.Boolean(), nullable=False),
        sa.Column("note_is_null", sa.Boolean(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"],
            ["document.id"],
        ),
        sa.ForeignKeyConstraint(
            ["key"],
            ["record.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("sequence"),
    )
    op.create_index(op.f("ix_fact_document"), "fact", ["document"], unique=False)
    op.create_index(op.f("ix_fact_inferred"), "fact", ["inferred"], unique=False)
    op.create_index(op.f("ix_fact_modality"), "fact", ["modality"], unique=False)
    op.create_index(op.f("ix_fact_type"), "fact", ["type"], unique=False)
    op.create_table(
        "position",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("modality", sa.String(), nullable=False),
        sa.Column("inferred", sa.Boolean(), nullable=False),
        sa.Column("conditions_is_null", sa.Boolean(), nullable=False),
        sa.Column("note_is_null", sa.Boolean(), nullable=False),
        sa.Column("stance", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"],
            ["document.id"],
        ),
        sa.ForeignKeyConstraint(
            ["key"],
            ["record.key"],
        ),
        sa.ForeignKeyConstraint(
            ["subject"],
            ["entity.id"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("sequence"),
    )
    op.create_index(op.f("ix_position_document"), "position", ["document"], unique=False)
    op.create_index(op.f("ix_position_inferred"), "position", ["inferred"], unique=False)
    op.create_index(op.f("ix_position_modality"), "position", ["modality"], unique=False)
    op.create_index(op.f("ix_position_stance"), "position", ["stance"], unique=False)
    op.create_index(op.f("ix_position_subject"), "position", ["subject"], unique=False)
    op.create_table(
        "sentence",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"],
            ["document.id"],
        ),
        sa.ForeignKeyConstraint(
            ["key"],
            ["record.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(op.f("ix_sentence_document"), "sentence", ["document"], unique=False)
    op.create_table(
        "statement",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("modality", sa.String(), nullable=False),
        sa.Column("inferred", sa.Boolean(), nullable=False),
        sa.Column("conditions_is_null", sa.Boolean(), nullable=False),
        sa.Column("note_is_null", sa.Boolean(), nullable=False),
        sa.Column("reporting_verb", sa.String(), nullable=False),
        sa.Column("is_direct", sa.Boolean(), nullable=False),
        sa.Column("quotation_is_null", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"],
            ["document.id"],
        ),
        sa.ForeignKeyConstraint(
            ["key"],
            ["record.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("sequence"),
    )
    op.create_index(op.f("ix_statement_document"), "statement", ["document"], unique=False)
    op.create_index(op.f("ix_statement_inferred"), "statement", ["inferred"], unique=False)
    op.create_index(op.f("ix_statement_is_direct"), "statement", ["is_direct"], unique=False)
    op.create_index(op.f("ix_statement_modality"), "statement", ["modality"], unique=False)
    op.create_index(
        op.f("ix_statement_reporting_verb"), "statement", ["reporting_verb"], unique=False
    )
    op.create_table(
        "amount",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("fact", sa.String(), nullable=False),
        sa.Column("fact_key", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("qualifier", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("value_min", sa.String(), nullable=True),
        sa.Column("value_max", sa.String(), nullable=True),
        sa.Column("value_is_null", sa.Boolean(), nullable=False),
        sa.Column("value_min_is_null", sa.Boolean(), nullable=False),
        sa.Column("value_max_is_null", sa.Boolean(), nullable=False),
        sa.Column("currency_is_null", sa.Boolean(), nullable=False),
        sa.Column("unit_is_null", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"],
            ["document.id"],
        ),
        sa.ForeignKeyConstraint(
            ["fact"],
            ["fact.id"],
        ),
        sa.ForeignKeyConstraint(
            ["fact_key"],
            ["fact.key"],
        ),
        sa.ForeignKeyConstraint(
            ["key"],
            ["record.key"],
        ),
        sa.ForeignKeyConstraint(
            ["sentence"],
            ["sentence.id"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(op.f("ix_amount_currency"), "amount", ["currency"], unique=False)
    op.create_index("ix_amount_currency_value", "amount", ["currency", "value"], unique=False)
    op.create_index(op.f("ix_amount_document"), "amount", ["document"], unique=False)
    op.create_index(op.f("ix_amount_fact"), "amount", ["fact"], unique=False)
    op.create_index(op.f("ix_amount_fact_key"), "amount", ["fact_key"], unique=False)
    op.create_index(op.f("ix_amount_qualifier"), "amount", ["qualifier"], unique=False)
    op.create_index(op.f("ix_amount_sentence"), "amount", ["sentence"], unique=False)
    op.create_index(op.f("ix_amount_unit"), "amount", ["unit"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("fact", sa.String(), nullable=False),
        sa.Column("fact_key", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("supports_is_null", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"],
            ["document.id"],
        ),
        sa.ForeignKeyConstraint(
            ["fact"],
            ["fact.id"],
        ),
        sa.ForeignKeyConstraint(
            ["fact_key"],
            ["fact.key"],
        ),
        sa.ForeignKeyConstraint(
            ["key"],
            ["record.key"],
        ),
        sa.ForeignKeyConstraint(
            ["sentence"],
            ["sentence.id"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(op.f("ix_evidence_document"), "evidence", ["document"], unique=False)
    op.create_index(op.f("ix_evidence_fact"), "evidence", ["fact"], unique=False)
    op.create_index(op.f("ix_evidence_fact_key"), "evidence", ["fact_key"], unique=False)
    op.create_index(op.f("ix_evidence_sentence"), "evidence", ["sentence"], unique=False)
    op.create_table(
        "fact_country",
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("fact", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fact"],
            ["fact.key"],
        ),
        sa.PrimaryKeyConstraint("country", "fact"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_fact_country_fact"), "fact_country", ["fact"], unique=False)
    op.create_table(
        "fact_mention",
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("fact", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity"],
            ["entity.id"],
        ),
        sa.ForeignKeyConstraint(
            ["fact"],
            ["fact.key"],
        ),
        sa.PrimaryKeyConstraint("entity", "fact"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_fact_mention_fact"), "fact_mention", ["fact"], unique=False)
    op.create_table(
        "involvement",
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("fact", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity"],
            ["entity.id"],
        ),
        sa.ForeignKeyConstraint(
            ["fact"],
            ["fact.key"],
        ),
        sa.PrimaryKeyConstraint("entity", "role", "fact"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_involvement_fact"), "involvement", ["fact"], unique=False)
    op.create_table(
        "mention",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("sentence_key", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"],
            ["document.id"],
        ),
        sa.ForeignKeyConstraint(
            ["entity"],
            ["entity.id"],
        ),
        sa.ForeignKeyConstraint(
            ["key"],
            ["record.key"],
        ),
        sa.ForeignKeyConstraint(
            ["sentence"],
            ["sentence.id"],
        ),
        sa.ForeignKeyConstraint(
            ["sentence_key"],
            ["sentence.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(op.f("ix_mention_document"), "mention", ["document"], unique=False)
    op.create_index("ix_mention_entity_document", "mention", ["entity", "document"], unique=False)
    op.create_index("ix_mention_entity_sentence", "mention", ["entity", "sentence"], unique=False)
    op.create_index(op.f("ix_mention_kind"), "mention", ["kind"], unique=False)
    op.create_index(op.f("ix_mention_sentence"), "mention", ["sentence"], unique=False)
    op.create_index(op.f("ix_mention_sentence_key"), "mention", ["sentence_key"], unique=False)
    op.create_table(
        "sentence_country",
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sentence"],
            ["sentence.id"],
        ),
        sa.PrimaryKeyConstraint("country", "sentence"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "evidence_support",
        sa.Column("supports", sa.String(), nullable=False),
        sa.Column("evidence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence"],
            ["evidence.key"],
        ),
        sa.PrimaryKeyConstraint("supports", "evidence"),
        sqlite_with_rowid=False,
    )

    # Full-text search is SQLite's own; another database brings another.
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SEARCH)


def downgrade() -> None:
    """A dataset is compiled anew and never migrated back."""
