"""The tables of a dataset."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

SEARCH = """
CREATE VIRTUAL TABLE search USING fts5(
    title, text, characters, facets, content='searchable', content_rowid='place',
    tokenize="porter unicode61 remove_diacritics 2", columnsize=0
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
        "column_copy",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
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
        sa.UniqueConstraint("numeric"),
    )
    op.create_index(op.f("ix_country_id"), "country", ["id"], unique=True)
    op.create_index("ix_country_mention_count_up", "country", ["mention_count", "id"], unique=False)
    op.create_index("ix_country_name_up", "country", ["name", "id"], unique=False)
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
    )
    op.create_index(op.f("ix_document_author"), "document", ["author"], unique=False)
    op.create_index(
        op.f("ix_document_author_is_null"), "document", ["author_is_null"], unique=False
    )
    op.create_index(op.f("ix_document_id"), "document", ["id"], unique=True)
    op.create_index(op.f("ix_document_language"), "document", ["language"], unique=False)
    op.create_index(op.f("ix_document_published"), "document", ["published"], unique=False)
    op.create_index(
        op.f("ix_document_published_earliest"), "document", ["published_earliest"], unique=False
    )
    op.create_index(
        op.f("ix_document_published_is_null"), "document", ["published_is_null"], unique=False
    )
    op.create_index(
        op.f("ix_document_published_latest"), "document", ["published_latest"], unique=False
    )
    op.create_index("ix_document_published_up", "document", ["published", "id"], unique=False)
    op.create_index(op.f("ix_document_publisher"), "document", ["publisher"], unique=False)
    op.create_index(
        op.f("ix_document_publisher_is_null"), "document", ["publisher_is_null"], unique=False
    )
    op.create_index(op.f("ix_document_title_is_null"), "document", ["title_is_null"], unique=False)
    op.create_index("ix_document_title_up", "document", ["title", "id"], unique=False)
    op.create_index(op.f("ix_document_url_is_null"), "document", ["url_is_null"], unique=False)
    op.create_index("ix_document_words_up", "document", ["words", "id"], unique=False)
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
    )
    op.create_index(op.f("ix_entity_id"), "entity", ["id"], unique=True)
    op.create_index("ix_entity_mention_count_up", "entity", ["mention_count", "id"], unique=False)
    op.create_index("ix_entity_name_up", "entity", ["name", "id"], unique=False)
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
    )
    op.create_index(op.f("ix_entity_group_id"), "entity_group", ["id"], unique=True)
    op.create_index(
        "ix_entity_group_mention_count_up", "entity_group", ["mention_count", "id"], unique=False
    )
    op.create_index("ix_entity_group_name_up", "entity_group", ["name", "id"], unique=False)
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
    )
    op.create_index(op.f("ix_initiative_id"), "initiative", ["id"], unique=True)
    op.create_index(op.f("ix_initiative_kind"), "initiative", ["kind"], unique=False)
    op.create_index(
        "ix_initiative_mention_count_up", "initiative", ["mention_count", "id"], unique=False
    )
    op.create_index("ix_initiative_name_up", "initiative", ["name", "id"], unique=False)
    op.create_index(
        op.f("ix_initiative_purpose_is_null"), "initiative", ["purpose_is_null"], unique=False
    )
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
    )
    op.create_index(op.f("ix_organisation_id"), "organisation", ["id"], unique=True)
    op.create_index(op.f("ix_organisation_kind"), "organisation", ["kind"], unique=False)
    op.create_index(
        "ix_organisation_mention_count_up", "organisation", ["mention_count", "id"], unique=False
    )
    op.create_index("ix_organisation_name_up", "organisation", ["name", "id"], unique=False)
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
    )
    op.create_index(
        op.f("ix_person_honorific_is_null"), "person", ["honorific_is_null"], unique=False
    )
    op.create_index(op.f("ix_person_id"), "person", ["id"], unique=True)
    op.create_index("ix_person_mention_count_up", "person", ["mention_count", "id"], unique=False)
    op.create_index("ix_person_name_up", "person", ["name", "id"], unique=False)
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
    )
    op.create_index(op.f("ix_place_id"), "place", ["id"], unique=True)
    op.create_index(op.f("ix_place_kind"), "place", ["kind"], unique=False)
    op.create_index("ix_place_mention_count_up", "place", ["mention_count", "id"], unique=False)
    op.create_index("ix_place_name_up", "place", ["name", "id"], unique=False)
    op.create_index(
        op.f("ix_place_stands_for_is_null"), "place", ["stands_for_is_null"], unique=False
    )
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
    )
    op.create_index(
        op.f("ix_deal_conditions_is_null"), "deal", ["conditions_is_null"], unique=False
    )
    op.create_index(op.f("ix_deal_document"), "deal", ["document"], unique=False)
    op.create_index(op.f("ix_deal_id"), "deal", ["id"], unique=True)
    op.create_index(op.f("ix_deal_inferred"), "deal", ["inferred"], unique=False)
    op.create_index(op.f("ix_deal_modality"), "deal", ["modality"], unique=False)
    op.create_index("ix_deal_modality_up", "deal", ["modality", "id"], unique=False)
    op.create_index(op.f("ix_deal_note_is_null"), "deal", ["note_is_null"], unique=False)
    op.create_index(op.f("ix_deal_purpose_is_null"), "deal", ["purpose_is_null"], unique=False)
    op.create_index(op.f("ix_deal_sequence"), "deal", ["sequence"], unique=True)
    op.create_index(op.f("ix_deal_stage"), "deal", ["stage"], unique=False)
    op.create_index("ix_deal_stage_up", "deal", ["stage", "id"], unique=False)
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
    )
    op.create_index(
        op.f("ix_event_conditions_is_null"), "event", ["conditions_is_null"], unique=False
    )
    op.create_index(op.f("ix_event_date_is_null"), "event", ["date_is_null"], unique=False)
    op.create_index("ix_event_day_up", "event", ["day", "latest"], unique=False)
    op.create_index(op.f("ix_event_document"), "event", ["document"], unique=False)
    op.create_index("ix_event_earliest_up", "event", ["earliest", "id"], unique=False)
    op.create_index(op.f("ix_event_id"), "event", ["id"], unique=True)
    op.create_index(op.f("ix_event_inferred"), "event", ["inferred"], unique=False)
    op.create_index(op.f("ix_event_kind"), "event", ["kind"], unique=False)
    op.create_index("ix_event_kind_up", "event", ["kind", "id"], unique=False)
    op.create_index("ix_event_latest_up", "event", ["latest", "id"], unique=False)
    op.create_index(op.f("ix_event_modality"), "event", ["modality"], unique=False)
    op.create_index("ix_event_modality_up", "event", ["modality", "id"], unique=False)
    op.create_index(op.f("ix_event_note_is_null"), "event", ["note_is_null"], unique=False)
    op.create_index(op.f("ix_event_place"), "event", ["place"], unique=False)
    op.create_index(op.f("ix_event_place_is_null"), "event", ["place_is_null"], unique=False)
    op.create_index(op.f("ix_event_sequence"), "event", ["sequence"], unique=True)
    op.create_index(op.f("ix_event_topic_is_null"), "event", ["topic_is_null"], unique=False)
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
    )
    op.create_index(
        op.f("ix_fact_conditions_is_null"), "fact", ["conditions_is_null"], unique=False
    )
    op.create_index(op.f("ix_fact_document"), "fact", ["document"], unique=False)
    op.create_index(op.f("ix_fact_id"), "fact", ["id"], unique=True)
    op.create_index(op.f("ix_fact_inferred"), "fact", ["inferred"], unique=False)
    op.create_index(op.f("ix_fact_modality"), "fact", ["modality"], unique=False)
    op.create_index("ix_fact_modality_up", "fact", ["modality", "id"], unique=False)
    op.create_index(op.f("ix_fact_note_is_null"), "fact", ["note_is_null"], unique=False)
    op.create_index(op.f("ix_fact_sequence"), "fact", ["sequence"], unique=True)
    op.create_index(op.f("ix_fact_type"), "fact", ["type"], unique=False)
    op.create_index("ix_fact_type_up", "fact", ["type", "id"], unique=False)
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
    )
    op.create_index(
        op.f("ix_position_conditions_is_null"), "position", ["conditions_is_null"], unique=False
    )
    op.create_index(op.f("ix_position_document"), "position", ["document"], unique=False)
    op.create_index(op.f("ix_position_id"), "position", ["id"], unique=True)
    op.create_index(op.f("ix_position_inferred"), "position", ["inferred"], unique=False)
    op.create_index(op.f("ix_position_modality"), "position", ["modality"], unique=False)
    op.create_index("ix_position_modality_up", "position", ["modality", "id"], unique=False)
    op.create_index(op.f("ix_position_note_is_null"), "position", ["note_is_null"], unique=False)
    op.create_index(op.f("ix_position_sequence"), "position", ["sequence"], unique=True)
    op.create_index(op.f("ix_position_stance"), "position", ["stance"], unique=False)
    op.create_index("ix_position_stance_up", "position", ["stance", "id"], unique=False)
    op.create_index(op.f("ix_position_subject"), "position", ["subject"], unique=False)
    op.create_index("ix_position_subject_up", "position", ["subject", "id"], unique=False)
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
    )
    op.create_index(op.f("ix_sentence_document"), "sentence", ["document"], unique=False)
    op.create_index(op.f("ix_sentence_end"), "sentence", ["end"], unique=False)
    op.create_index(op.f("ix_sentence_id"), "sentence", ["id"], unique=True)
    op.create_index("ix_sentence_number_up", "sentence", ["number", "id"], unique=False)
    op.create_index(op.f("ix_sentence_paragraph"), "sentence", ["paragraph"], unique=False)
    op.create_index("ix_sentence_start_up", "sentence", ["start", "id"], unique=False)
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
    )
    op.create_index(
        op.f("ix_statement_conditions_is_null"), "statement", ["conditions_is_null"], unique=False
    )
    op.create_index(op.f("ix_statement_document"), "statement", ["document"], unique=False)
    op.create_index(op.f("ix_statement_id"), "statement", ["id"], unique=True)
    op.create_index(op.f("ix_statement_inferred"), "statement", ["inferred"], unique=False)
    op.create_index(op.f("ix_statement_is_direct"), "statement", ["is_direct"], unique=False)
    op.create_index(op.f("ix_statement_modality"), "statement", ["modality"], unique=False)
    op.create_index("ix_statement_modality_up", "statement", ["modality", "id"], unique=False)
    op.create_index(op.f("ix_statement_note_is_null"), "statement", ["note_is_null"], unique=False)
    op.create_index(
        op.f("ix_statement_quotation_is_null"), "statement", ["quotation_is_null"], unique=False
    )
    op.create_index(
        op.f("ix_statement_reporting_verb"), "statement", ["reporting_verb"], unique=False
    )
    op.create_index(
        "ix_statement_reporting_verb_up", "statement", ["reporting_verb", "id"], unique=False
    )
    op.create_index(op.f("ix_statement_sequence"), "statement", ["sequence"], unique=True)
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
    )
    op.create_index(op.f("ix_amount_currency"), "amount", ["currency"], unique=False)
    op.create_index(
        op.f("ix_amount_currency_is_null"), "amount", ["currency_is_null"], unique=False
    )
    op.create_index("ix_amount_currency_up", "amount", ["currency", "id"], unique=False)
    op.create_index(
        "ix_amount_currency_value_max",
        "amount",
        ["currency", "value_max", "value_min", "fact_key"],
        unique=False,
    )
    op.create_index(
        "ix_amount_currency_value_min",
        "amount",
        ["currency", "value_min", "value_max", "fact_key"],
        unique=False,
    )
    op.create_index(op.f("ix_amount_document"), "amount", ["document"], unique=False)
    op.create_index(op.f("ix_amount_fact"), "amount", ["fact"], unique=False)
    op.create_index(op.f("ix_amount_fact_key"), "amount", ["fact_key"], unique=False)
    op.create_index(op.f("ix_amount_id"), "amount", ["id"], unique=True)
    op.create_index(op.f("ix_amount_qualifier"), "amount", ["qualifier"], unique=False)
    op.create_index("ix_amount_qualifier_up", "amount", ["qualifier", "id"], unique=False)
    op.create_index(op.f("ix_amount_sentence"), "amount", ["sentence"], unique=False)
    op.create_index(op.f("ix_amount_unit"), "amount", ["unit"], unique=False)
    op.create_index(op.f("ix_amount_unit_is_null"), "amount", ["unit_is_null"], unique=False)
    op.create_index("ix_amount_unit_up", "amount", ["unit", "id"], unique=False)
    op.create_index(
        "ix_amount_unit_value_max",
        "amount",
        ["unit", "value_max", "value_min", "fact_key"],
        unique=False,
    )
    op.create_index(
        "ix_amount_unit_value_min",
        "amount",
        ["unit", "value_min", "value_max", "fact_key"],
        unique=False,
    )
    op.create_index(op.f("ix_amount_value_is_null"), "amount", ["value_is_null"], unique=False)
    op.create_index(
        op.f("ix_amount_value_max_is_null"), "amount", ["value_max_is_null"], unique=False
    )
    op.create_index(
        op.f("ix_amount_value_min_is_null"), "amount", ["value_min_is_null"], unique=False
    )
    op.create_index("ix_amount_value_up", "amount", ["value", "id"], unique=False)
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
    )
    op.create_index(op.f("ix_evidence_document"), "evidence", ["document"], unique=False)
    op.create_index("ix_evidence_end_up", "evidence", ["end", "id"], unique=False)
    op.create_index(op.f("ix_evidence_fact"), "evidence", ["fact"], unique=False)
    op.create_index(op.f("ix_evidence_fact_key"), "evidence", ["fact_key"], unique=False)
    op.create_index(op.f("ix_evidence_id"), "evidence", ["id"], unique=True)
    op.create_index(op.f("ix_evidence_sentence"), "evidence", ["sentence"], unique=False)
    op.create_index("ix_evidence_start_up", "evidence", ["start", "id"], unique=False)
    op.create_index(
        op.f("ix_evidence_supports_is_null"), "evidence", ["supports_is_null"], unique=False
    )
    op.create_table(
        "fact_country",
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("fact", sa.Integer(), nullable=False),
        # After the key, as they are stored: SQLite's check of a file takes them for null elsewhere.
        sa.Column("modality", sa.String(), nullable=False),
        sa.Column("inferred", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("reporting_verb", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("stance", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["fact"],
            ["fact.key"],
        ),
        sa.PrimaryKeyConstraint("country", "type", "fact"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fact_country_tally",
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("modality", sa.String(), nullable=False),
        sa.Column("inferred", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("reporting_verb", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("stance", sa.String(), nullable=True),
        sa.Column("facts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("country", "type", "place"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fact_mention",
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("fact", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity"],
            ["entity.id"],
        ),
        sa.ForeignKeyConstraint(
            ["fact"],
            ["fact.key"],
        ),
        sa.PrimaryKeyConstraint("entity", "type", "fact"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fact_mention_tally",
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity"],
            ["entity.id"],
        ),
        sa.PrimaryKeyConstraint("entity", "type", "place"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "involvement",
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("fact", sa.Integer(), nullable=False),
        # After the key, as they are stored: SQLite's check of a file takes them for null elsewhere.
        sa.Column("modality", sa.String(), nullable=False),
        sa.Column("inferred", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("reporting_verb", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("stance", sa.String(), nullable=True),
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
    op.create_table(
        "involvement_tally",
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("modality", sa.String(), nullable=False),
        sa.Column("inferred", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("reporting_verb", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("stance", sa.String(), nullable=True),
        sa.Column("facts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity"],
            ["entity.id"],
        ),
        sa.PrimaryKeyConstraint("entity", "role", "place"),
        sqlite_with_rowid=False,
    )
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
    )
    op.create_index(op.f("ix_mention_document"), "mention", ["document"], unique=False)
    op.create_index("ix_mention_end_up", "mention", ["end", "id"], unique=False)
    op.create_index(op.f("ix_mention_entity"), "mention", ["entity"], unique=False)
    op.create_index("ix_mention_entity_document", "mention", ["entity", "document"], unique=False)
    op.create_index("ix_mention_entity_sentence", "mention", ["entity", "sentence"], unique=False)
    op.create_index("ix_mention_entity_up", "mention", ["entity", "id"], unique=False)
    op.create_index(op.f("ix_mention_id"), "mention", ["id"], unique=True)
    op.create_index(op.f("ix_mention_kind"), "mention", ["kind"], unique=False)
    op.create_index("ix_mention_kind_up", "mention", ["kind", "id"], unique=False)
    op.create_index(op.f("ix_mention_sentence"), "mention", ["sentence"], unique=False)
    op.create_index(op.f("ix_mention_sentence_key"), "mention", ["sentence_key"], unique=False)
    op.create_index("ix_mention_start_up", "mention", ["start", "id"], unique=False)
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
