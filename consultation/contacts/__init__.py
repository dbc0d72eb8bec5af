"""People who offered help: volunteers, carriers, relays. Never joined to answers."""
