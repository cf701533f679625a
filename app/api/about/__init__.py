"""What the API tells of itself and of the dataset, and the dataset whole."""
