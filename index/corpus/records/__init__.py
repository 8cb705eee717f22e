"""JSON, CSV and feeds to records, and the fields of a record to an article."""
