"""One module a family of files; each turns bytes into the neutral blocks of `consultation.plan.blocks`."""
