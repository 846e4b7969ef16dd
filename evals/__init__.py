"""How good Kollega is, in figures: labelled sets, scripted colleagues, benchmarks.

`kollega evals run` is the fast lane and needs no model; `docs/evals.md` says what is measured.
"""
