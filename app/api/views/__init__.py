"""Views that are no collections: the graph of who meets whom, and the timeline."""
