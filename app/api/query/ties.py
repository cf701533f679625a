"""Ties: which facts tie one entity to another, and in what way.

Each fact makes ties of one kind: a deal among its parties, a statement from its speakers to
what it is about, a meeting among those who take part, a position from its holders to its
subject, of the kind of its stance. Nothing is tied to itself. They are worked out when the
dataset is compiled (see `compiler.ties`).
"""

from app.api.query.filters import Elsewhere


class MakesTies(Elsewhere):
    """The fact makes ties of one of these kinds: `found` reads them from the arrays."""
