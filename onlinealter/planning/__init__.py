"""A request becomes a plan: the plan file, the resolved plan and its statements."""
