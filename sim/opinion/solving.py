"""The optimum of a linear program, and what each limit is worth; needs scipy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.opinion.amounts import SIGMAS
from sim.opinion.programme import Programme


@dataclass(frozen=True)
class Bound:
    """An upper bound, and what it allows: `fixed` always, `sd` by chance in one replication, `most` chance at most."""

    value: float
    fixed: float
    sd: float
    most: float


class Solver:
    """Maximises one worth after the other over the same constraints.

    The optimum is a concave function of the limits, and the shadow prices are a gradient of it: limits that are larger
    by some allowances raise it by no more than the sum of prices times allowances.
    """

    def __init__(self, programme: Programme) -> None:
        import numpy as np
        from scipy.sparse import csr_array

        self.programme = programme
        self.rows, self.columns = programme.rows, len(programme.variables)
        entries = [(i, j, factor) for i, row in enumerate(self.rows) for j, factor in row.terms.items()]
        place = np.array([(i, j) for i, j, _ in entries], dtype=np.int32).reshape(-1, 2)
        shape = (len(self.rows), self.columns)
        factors = np.array([factor for *_, factor in entries])
        self.matrix = csr_array((factors, (place[:, 0], place[:, 1])), shape=shape)
        self.limits = np.array([row.limit / 1e3 for row in self.rows])  # tonnes are numbers of a better size

    def most(self, worth: Mapping[int, float]) -> Bound | None:
        """The optimum; None where there is none, since mass can count again and again on its way."""
        import numpy as np
        from scipy.optimize import linprog

        if not worth:
            return Bound(0.0, 0.0, 0.0, 0.0)
        cost = np.zeros(self.columns)
        cost[list(worth)] = [-value for value in worth.values()]
        found: Any = linprog(cost, A_ub=self.matrix, b_ub=self.limits, bounds=(0, None), method="highs")
        if found.status != 0:
            return None
        prices = -found.ineqlin.marginals
        rows = [(float(price), row) for price, row in zip(prices, self.rows, strict=True) if price > 1e-12]
        fixed = sum(price * row.fixed for price, row in rows)
        sd = math.hypot(*(price * row.sd for price, row in rows))
        most = sum(price * (row.most if math.isfinite(row.most) else SIGMAS * row.sd) for price, row in rows)
        return Bound(-1e3 * float(found.fun), fixed, sd, most)
