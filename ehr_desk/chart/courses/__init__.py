"""How substance use and mental health go on beside each other: what dual-diagnosis notes say of both."""
