"""How we talk to a server; the only home of mysql.connector."""
