"""The closed vocabularies, with a line of meaning each.

They are the same words in the annotations, in the tables, in the records and in OpenAPI.
"""

from enum import StrEnum
from typing import Any, Self

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema


class Vocabulary(StrEnum):
    """A closed list of terms. Each member carries its meaning, which reaches OpenAPI."""

    meaning: str

    def __new__(cls, term: str, meaning: str) -> Self:
        member = str.__new__(cls, term)
        member._value_ = term
        member.meaning = meaning
        return member

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        schema = handler.resolve_ref_schema(handler(core_schema))
        meanings = "\n".join(f"- `{member.value}`: {member.meaning}" for member in cls)
        schema["description"] = f"{(cls.__doc__ or '').strip()}\n\n{meanings}"
        return schema


class EntityType(Vocabulary):
    """What sort of thing an entity is."""

    COUNTRY = "country", "a country of ISO 3166-1"
    ORGANISATION = "organisation", "a body with a name of its own"
    PERSON = "person", "one human being, named or not"
    GROUP = "group", "several people or states the source speaks of together"
    PLACE = "place", "somewhere that is not a country"
    INITIATIVE = "initiative", "a plan, proposal or undertaking"


class OrganisationKind(Vocabulary):
    """What sort of body an organisation is."""

    ALLIANCE = "alliance", "states bound by treaty"
    COMPANY = "company", "a firm"
    FUND = "fund", "money held for a purpose"
    GOVERNMENT_DEPARTMENT = "government_department", "a ministry or department of a state"
    SUPRANATIONAL = "supranational", "a body above states, with powers of its own"


class PlaceKind(Vocabulary):
    """What sort of place it is."""

    CITY = "city", "a town or city"
    CONTINENT = "continent", "a continent"
    SEA = "sea", "a sea or another water"


class InitiativeKind(Vocabulary):
    """What sort of undertaking an initiative is."""

    AGREEMENT = "agreement", "an agreement between parties, made or hoped for"
    COALITION = "coalition", "parties that join for a purpose"
    OPERATION = "operation", "something done on the ground, such as peacekeeping"
    PLAN = "plan", "an intention that someone has set out"


class FactType(Vocabulary):
    """What sort of fact it is."""

    DEAL = "deal", "someone provides, funds or sells something, or offers to"
    STATEMENT = "statement", "someone is said to have said something"
    EVENT = "event", "something that happens, happened or may happen"
    POSITION = "position", "where someone stands on an initiative"


class Modality(Vocabulary):
    """How firmly the source puts the fact."""

    ASSERTED = "asserted", "the source says that it is so"
    POSSIBLE = "possible", "the source says that it may or could be so, or may not"
    PROPOSED = "proposed", "the source says that someone proposes it"
    NEGATED = "negated", "the source says that it is not so"


class Stage(Vocabulary):
    """How far a deal has come, in the words of the source."""

    PROPOSED = "proposed", "put forward, or open to be made"
    ANNOUNCED = "announced", "made public"
    SIGNED = "signed", "put in writing by its parties"
    CONFIRMED = "confirmed", "acknowledged by someone with authority"
    DELIVERED = "delivered", "carried out"


class PartyRole(Vocabulary):
    """What part an entity has in a deal."""

    PROVIDER = "provider", "gives what the deal is about"
    SUPPLIER = "supplier", "makes or sells what the deal is about"
    BENEFICIARY = "beneficiary", "receives what the deal is about"
    FUNDER = "funder", "pays for it, or backs it with money"
    PROPOSER = "proposer", "puts the deal forward"
    ANNOUNCER = "announcer", "announces or confirms the deal"
    SIGNATORY = "signatory", "signs the deal"


class EventKind(Vocabulary):
    """What sort of event it is."""

    DEPLOYMENT = "deployment", "forces are sent somewhere"
    MEASURES = "measures", "steps are taken"
    MEETING = "meeting", "people come together to discuss something"
    SUMMIT = "summit", "leaders meet"
    TALKS = "talks", "two sides speak with each other"
    WAR = "war", "armed conflict between states"


class ParticipantRole(Vocabulary):
    """What part an entity has in an event."""

    PARTICIPANT = "participant", "takes part"
    INITIATOR = "initiator", "the one whose act it is"
    TARGET = "target", "the one it is directed at"


class Stance(Vocabulary):
    """Where the holder of a position stands."""

    LEADS = "leads", "is at its head"
    SUPPORTS = "supports", "backs it, or says it would"
    INTERESTED = "interested", "says it is interested in joining"
    OPEN_TO_PARTICIPATING = "open_to_participating", "says it could take part"
    WELCOMES = "welcomes", "calls it good"
    OPPOSES = "opposes", "rejects it, or speaks against it"


class Qualifier(Vocabulary):
    """How exactly the source states an amount."""

    EXACT = "exact", "no more and no less, as written"
    ABOUT = "about", "around the value; neither bound is known"
    NEARLY = "nearly", "a little under the value, which is the upper bound"
    AT_LEAST = "at_least", "the value or more"
    UP_TO = "up_to", "the value or less"
    OVER = "over", "more than the value, which is the lower bound"
    BETWEEN = "between", "from the lower to the upper bound; no single value is given"


class DateBasis(Vocabulary):
    """What the date of an event counts from."""

    ABSOLUTE = "absolute", "the source gives the calendar date"
    RELATIVE_TO_PUBLICATION = (
        "relative_to_publication",
        "a date such as 'Tuesday', fixed only by when the document was published",
    )


class MentionKind(Vocabulary):
    """How a mention names its entity."""

    NAME = "name", "by its name"
    ALIAS = "alias", "by another name or a description"
    DEMONYM = "demonym", "by the adjective of a country or continent, such as 'British'"
    TITLE = "title", "by an office, such as 'Prime Minister'"
    METONYM = "metonym", "by the name of something it is tied to, such as a capital"


class Supports(Vocabulary):
    """The field of a fact that a piece of evidence proves."""

    STAGE = "stage", "how far the deal has come"
    ITEMS = "items", "what is provided"
    PURPOSE = "purpose", "what it is for"
    AMOUNTS = "amounts", "how much"
    PARTIES = "parties", "who has a part in the deal"
    SPEAKERS = "speakers", "who said it"
    CONTENT = "content", "what was said"
    QUOTATION = "quotation", "the words in quotation marks"
    ABOUT = "about", "what the statement is about"
    DATE = "date", "when"
    PLACE = "place", "where"
    PARTICIPANTS = "participants", "who took part"
    TOPIC = "topic", "what it was about"
    HOLDERS = "holders", "whose position it is"
    SUBJECT = "subject", "what the position is about"
    STANCE = "stance", "where the holder stands"
    CONDITIONS = "conditions", "what it depends on"
