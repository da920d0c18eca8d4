"""Staff members: who they are, what they may do, which credential they hold and since when."""
