"""Lists and totals of gifts and favours."""
