"""Arguments: parameters with the values that a query gives them, in all forms that are needed."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar
from urllib.parse import quote_plus

from pydantic import BaseModel, TypeAdapter, ValidationError

from app.api.query.parameters import PlainQuery, parameters_of

ARGUMENTS = "citewire.arguments"
"""Where a query has its arguments, beside its fields, once they are known."""

Q = TypeVar("Q", bound=BaseModel)


class Argument(NamedTuple):
    """A parameter with the values that a query gives it."""

    name: str
    value: Any
    """As the query's model has it."""
    texts: tuple[str, ...]
    """Each value with its name, as the canonical URL has it."""
    stored: tuple[object, ...]
    """The values as the tables have them; none where it is no filter."""
    bound: Mapping[str, object]
    """The same by the names of a statement's parameters (`shapes.condition`)."""


def arguments_of(query: BaseModel) -> Sequence[Argument]:
    """All that the query gives, in order of name."""
    fields = vars(query)
    found: Sequence[Argument] | None = fields.get(ARGUMENTS)
    if found is None:
        model = type(query)
        found = [_argument(model, name, fields[name]) for name in sorted(query.model_fields_set)]
    return found


def read_argument(model: type[BaseModel], name: str, content: object) -> Argument | None:
    """The parameter with this content, a text or several; None where it does not take that."""
    try:
        value = _validator(model, name).validate_python(content)
    except ValidationError:
        return None
    return _argument(model, name, value)


set_slot = object.__setattr__
"""Sets what a model has, past the model's own way."""


def assembled(model: type[Q], arguments: Mapping[str, Argument]) -> Q | None:
    """The query that gives these, by their names; None where the model needs more, or refuses them
    together.

    They were validated, one by one: to have Pydantic set all thirty fields takes it longer.
    """
    needs = _needs(model)
    if not needs.given <= arguments.keys():
        return None
    query = model.__new__(model)
    fields = needs.defaults.copy()
    for name, argument in arguments.items():
        fields[name] = argument.value
    fields[ARGUMENTS] = [arguments[name] for name in sorted(arguments)]
    set_slot(query, "__dict__", fields)
    set_slot(query, "__pydantic_fields_set__", {*arguments})
    set_slot(query, "__pydantic_extra__", None)  # as Pydantic's own `model_construct` does
    set_slot(query, "__pydantic_private__", None)
    if needs.check is not None:
        try:
            needs.check(query)
        except ValueError:
            return None
    return query


class _Needs(NamedTuple):
    """What it takes to put a query of a model together."""

    defaults: dict[str, Any]
    given: frozenset[str]
    """The parameters that have to be given."""
    check: Callable[[Any], None] | None
    """Whether they go together, where some may not."""


def _argument(model: type[BaseModel], name: str, value: Any) -> Argument:
    values = value if isinstance(value, list) else [value]
    filter_ = parameters_of(model).filters.get(name)
    stored = () if filter_ is None else tuple(map(filter_.stored, values))
    texts = tuple(f"{name}={_quoted(one)}" for one in values)
    bound = {f"{name}__{i}": one for i, one in enumerate(stored)}
    return Argument(name, value, texts, stored, bound)


def _quoted(value: object) -> str:
    return quote_plus(str(value).lower() if isinstance(value, bool) else str(value))


def _validator(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    """What validates one parameter as the model does."""
    info = model.model_fields[name]
    annotation: Any = info.annotation
    return _validator_of(annotation, tuple(info.metadata))


@cache
def _validator_of(annotation: Any, metadata: tuple[Any, ...]) -> TypeAdapter[Any]:
    """What validates parameters of this type: most types are those of several collections."""
    return TypeAdapter(Annotated[(annotation, *metadata)] if metadata else annotation)


@cache
def _needs(model: type[BaseModel]) -> _Needs:
    fields = model.model_fields
    needed = frozenset(name for name, info in fields.items() if info.is_required())
    defaults = {name: info.default for name, info in fields.items() if name not in needed}
    check = model.check if issubclass(model, PlainQuery) else None
    return _Needs(defaults, needed, None if check is PlainQuery.check else check)


class Canonical:
    """A query as one string: what is given, sorted by name, in the order of its values."""

    def __init__(self, query: BaseModel) -> None:
        self._arguments = arguments_of(query)

    def __str__(self) -> str:
        return "&".join([text for argument in self._arguments for text in argument.texts])

    def without(self, names: frozenset[str]) -> str:
        """The same, without some of the parameters."""
        kept = [argument for argument in self._arguments if argument.name not in names]
        return "&".join([text for argument in kept for text in argument.texts])


def canonical(query: BaseModel) -> str:
    """The query as one string: equal queries have equal ones."""
    return str(Canonical(query))
