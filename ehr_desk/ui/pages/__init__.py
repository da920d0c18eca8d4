"""The screens of the window: one folder for each, a page of widgets and a presenter that holds its logic."""
