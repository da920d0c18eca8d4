"""What the window is made of besides its pages: preferences, idle clock, doorbell, places."""
