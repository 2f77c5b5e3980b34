"""The model: Scenario + replication -> Ledger, by discrete-event simulation."""
