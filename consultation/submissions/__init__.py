"""The only writer of submissions: record, merge, withdraw, purge; and what people may follow."""
