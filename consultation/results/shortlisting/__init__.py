"""Which few actions to start with, told in two ways."""
