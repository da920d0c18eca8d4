"""Settings: me, the staff, the clinic, how the screen looks."""
