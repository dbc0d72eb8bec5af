"""The only writer of submissions: record, withdraw, purge, and the counts kept beside them."""
