"""Days, months and years as they are typed, as filters and among the words."""
