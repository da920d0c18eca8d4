"""The clinic itself: its letterhead and its standing choices."""
