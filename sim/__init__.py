"""waste-sim: will a plan for construction waste work? See docs/explanation/model.md."""
