"""`python -m app` is `citewire`."""

from app.cli import main

main()
