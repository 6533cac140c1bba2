"""Lists, counts, searches and checks of reports."""
