"""Printed sheets and the keying of them."""
