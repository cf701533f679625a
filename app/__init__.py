"""Citewire: news facts as data, each with the sentence that proves it."""

__version__ = "0.1.0"
