"""What a table is: facts, column map, copy key, names, the clauses of the ALTER."""
