"""Snippets: words that somebody writes often, brought into a note by a short word."""
