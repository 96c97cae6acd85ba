"""Working hours and days off, as arithmetic: no database, no clock of its own."""
