"""Runs over rows: the same steps for each of many rows, finished through a crash.

What is to be done and what came of it stand in our own tables (`store`); whether a call of a row
has left stands in history, where it is written before. So whoever carries a run on, in whatever
process, finds out what is left to do. Who carries it, and when, is the engine's (`engine`).
"""
