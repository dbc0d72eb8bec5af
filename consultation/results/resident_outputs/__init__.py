"""What is made of the figures for everybody: printed, shown in a room, sent to the press. In every language."""
