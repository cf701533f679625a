"""Summaries: records in groups, counted on columns and added up."""
