"""Logs say that something happened, never what it said: only the keys of one list are written, each in its one form."""
