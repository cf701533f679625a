"""Search: by words, and for the place of a quote."""
