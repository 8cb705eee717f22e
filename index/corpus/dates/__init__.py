"""Dates as people and programs write them: in fields, in paths, beside a headline."""
