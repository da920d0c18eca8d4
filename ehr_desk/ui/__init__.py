"""The window: Qt, and nothing but Qt lives here. Nothing in it imports the database or the paper libraries."""
