"""A folder of plans, each applied once per server, in the order of their files' names."""
