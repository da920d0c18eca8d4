"""Treatment plans: problem, goal, objective, intervention, and the thread from notes to objectives."""
