"""One alteration of one table: run, journal, transitions, phases."""
