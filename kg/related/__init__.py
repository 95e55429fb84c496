"""What goes with what: related items, stories over weeks, prior coverage of a draft."""
