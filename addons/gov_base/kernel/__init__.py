"""Pure algorithms of the suite: no ORM, no database, importable and testable alone."""
