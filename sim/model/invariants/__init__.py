"""What must hold in every run, checked on its journal (`--paranoid`).

The engine keeps a journal of every posting and every change of a queue, and a record of every load's life. From these
alone, and from the scenario, the checks recompute what the engine has summed up or has kept to: they trust no sum of
its own. A violation is RunFailed, with the id `invariant_...` of what does not hold.
"""
