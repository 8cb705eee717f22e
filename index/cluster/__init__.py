"""An index on an OpenSearch cluster: addresses, the connection, and what is written there."""
