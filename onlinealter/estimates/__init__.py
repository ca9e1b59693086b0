"""What a run will take: work from the table's facts and a sample of its rows, times from what earlier runs have measured."""
