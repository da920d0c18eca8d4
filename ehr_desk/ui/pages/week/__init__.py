"""The weekly program: who meets when, and the hours that come of it."""
