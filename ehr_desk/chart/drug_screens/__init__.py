"""Drug screens: what was asked for, what was found, and whether it was expected."""
