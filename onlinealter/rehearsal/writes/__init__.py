"""The built-in load: an application's writes, made from the table's own definition and rows, and put back afterwards."""
