"""The pages for people and feeds: what they show and how they are rendered."""
