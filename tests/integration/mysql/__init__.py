"""Parts of the connection to a server, on real ones."""
