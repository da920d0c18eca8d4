"""Writing a note beside the plan."""
