"""Serving: how a request comes from a connection to its route, and the answer back."""
