"""One module a subject; each gives its figures. `evals.lanes` knows them all."""
