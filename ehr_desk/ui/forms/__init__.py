"""Clinical forms on the screen: any form of the engine, the group grid, the plan, and signed entries to read."""
