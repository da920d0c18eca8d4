"""The clients and why each is on the list."""
