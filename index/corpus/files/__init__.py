"""Which files of a corpus there are, and their bytes, unpacked."""
