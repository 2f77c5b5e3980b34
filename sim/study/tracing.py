"""The life of every load of a replication's plan run, as a table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.model.cycle import MOMENTS
from sim.model.names import names_of
from sim.model.replication import Outcome
from sim.scenario.schema import Scenario


def loads_table(outcome: Outcome, scenario: Scenario) -> pd.DataFrame:
    """One row per load in the order in which the trucks came back: what, from where, to where, kg, and MOMENTS.

    Instants are local time to the second; `loading` is empty where nothing limits the loading places.
    """
    trace, names = outcome.trace, names_of(scenario)
    start = np.datetime64(scenario.horizon.start.isoformat(), "s")
    columns: dict[str, object] = {
        "item": np.array(names.items)[trace["item"]],
        "stream": np.array(names.tracked)[trace["stream"]],
        "origin": np.array(names.places)[trace["origin"]],
        "destination": np.array(names.places)[trace["destination"]],
        "kg": trace["kg"],
    }
    for moment in MOMENTS:
        instants = np.datetime_as_string(start + trace[moment].astype("timedelta64[s]"))
        columns[moment] = np.where(trace[moment] < 0, "", instants)
    return pd.DataFrame(columns)
