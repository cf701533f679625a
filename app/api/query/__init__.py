"""Queries: from the parameters of a URL to the SQL that finds records, and to pages of them."""
