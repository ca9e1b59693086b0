"""A request becomes a plan: the plan file, the draft and its statements."""
