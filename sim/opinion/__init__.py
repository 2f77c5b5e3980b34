"""A second opinion of a plan, computed without the model: an annual balance and an upper bound of each rate.

It knows the scenario, the values drawn for a replication and nothing else: no truck, no queue, no hour of the day.
"""
