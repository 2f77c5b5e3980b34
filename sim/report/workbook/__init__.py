"""results.xlsx: the tables that planners go on working with, a sheet each. Text is never a formula or link."""
