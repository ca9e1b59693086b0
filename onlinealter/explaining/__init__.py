"""How the server would find the rows of the application's statements, before the alteration and after it."""
