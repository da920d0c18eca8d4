"""The day of the person at the desk."""
