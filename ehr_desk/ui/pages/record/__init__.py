"""What the pages of a chart share: rows in words, the frame of a tab, the choice of a day."""
