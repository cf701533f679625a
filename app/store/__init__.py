"""The read side's database: what a sealed dataset is, and how it is read."""
