"""The loops over arrays that a build and a search spend their time in."""
