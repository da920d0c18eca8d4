"""What the demonstration clinic's staff write: answers of each form from a course of treatment. Pure."""
