"""The study: replications of a scenario in parallel, and verdicts -> Result."""
