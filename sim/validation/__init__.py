"""Cases with known answers: scenarios, what they must give, and the runs that show whether they do."""
