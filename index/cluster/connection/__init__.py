"""How a cluster is reached: its address, who asks, what it answers and what it refuses."""
