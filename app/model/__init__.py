"""The language of Citewire: its closed vocabularies, its tables and the records it serves."""
