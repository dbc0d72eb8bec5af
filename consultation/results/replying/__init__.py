"""The reply: asked, said, decided, because; and the ways it goes back to those who spoke."""
